// The account in which the CSI driver makes NFS shares for plates, models and results; reached from the nodes' subnet only.
param location string
param accountName string
param nodeSubnetId string

resource account 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: accountName
  location: location
  kind: 'FileStorage'
  sku: {
    name: 'Premium_LRS'
  }
  properties: {
    minimumTlsVersion: 'TLS1_2'
    // NFS has no TLS of its own: the network rule below is what protects it, and this must be off for NFS shares.
    supportsHttpsTrafficOnly: false
    allowBlobPublicAccess: false
    allowSharedKeyAccess: true
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'AzureServices'
      virtualNetworkRules: [
        {
          id: nodeSubnetId
          action: 'Allow'
        }
      ]
    }
  }
}

output accountName string = account.name
