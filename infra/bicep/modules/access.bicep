// Who may do what; each right on the one resource that needs it.
param controlPlanePrincipalId string
param kubeletPrincipalId string
param workloadPrincipalId string
param kubeletIdentityName string
param networkName string
param storageAccountName string
param vaultName string
param registryName string

// Built-in roles of Azure, by their fixed identifiers.
var networkContributor = '4d97b98b-1d4f-4787-a291-c67834d212e7'
var managedIdentityOperator = 'f1a07417-d97a-45cb-824c-7a7467783830'
var storageAccountContributor = '17d1049b-9a84-46fb-8f53-869881c3d3ab'
var keyVaultSecretsUser = '4633458b-17de-408a-b874-0445c86b69e6'
var acrPull = '7f951dda-4ed3-4680-a7ca-43fe172d538d'

resource network 'Microsoft.Network/virtualNetworks@2024-05-01' existing = {
  name: networkName
}

resource kubelet 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: kubeletIdentityName
}

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' existing = {
  name: storageAccountName
}

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' existing = {
  name: vaultName
}

resource registry 'Microsoft.ContainerRegistry/registries@2023-07-01' existing = if (!empty(registryName)) {
  name: registryName
}

resource controlPlaneOnNetwork 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(network.id, controlPlanePrincipalId, networkContributor)
  scope: network
  properties: {
    principalId: controlPlanePrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', networkContributor)
  }
}

resource controlPlaneOnKubelet 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(kubelet.id, controlPlanePrincipalId, managedIdentityOperator)
  scope: kubelet
  properties: {
    principalId: controlPlanePrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', managedIdentityOperator)
  }
}

// The CSI driver makes and deletes shares as the control plane's identity.
resource controlPlaneOnStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(account.id, controlPlanePrincipalId, storageAccountContributor)
  scope: account
  properties: {
    principalId: controlPlanePrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', storageAccountContributor)
  }
}

resource podsOnVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  name: guid(vault.id, workloadPrincipalId, keyVaultSecretsUser)
  scope: vault
  properties: {
    principalId: workloadPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', keyVaultSecretsUser)
  }
}

resource kubeletOnRegistry 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(registryName)) {
  name: guid(resourceGroup().id, registryName, kubeletPrincipalId, acrPull)
  scope: registry
  properties: {
    principalId: kubeletPrincipalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', acrPull)
  }
}
