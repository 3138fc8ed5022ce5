// Lets pods of the named service accounts act as the workload identity, without a secret.
param workloadIdentityName string
param issuer string
param namespace string
param serviceAccounts array

resource workload 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: workloadIdentityName
}

// One after the other: Azure refuses concurrent writes of credentials of one identity.
@batchSize(1)
resource credentials 'Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials@2024-11-30' = [
  for account in serviceAccounts: {
    parent: workload
    name: account
    properties: {
      issuer: issuer
      subject: 'system:serviceaccount:${namespace}:${account}'
      audiences: ['api://AzureADTokenExchange']
    }
  }
]
