// Address and password of PostgreSQL, read by the secrets driver as the workload identity (k8s/overlays/aks/database-secret.yaml).
param location string
param vaultName string
param nodeSubnetId string
@secure()
param databaseAddress string
@secure()
param databasePassword string

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: vaultName
  location: location
  properties: {
    tenantId: tenant().tenantId
    sku: {
      family: 'A'
      name: 'standard'
    }
    enableRbacAuthorization: true
    enablePurgeProtection: true
    networkAcls: {
      defaultAction: 'Deny'
      bypass: 'AzureServices'
      virtualNetworkRules: [
        {
          id: nodeSubnetId
        }
      ]
    }
  }
}

resource address 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'cellcluster-database-address'
  properties: {
    value: databaseAddress
  }
}

resource password 'Microsoft.KeyVault/vaults/secrets@2024-11-01' = {
  parent: vault
  name: 'cellcluster-database-password'
  properties: {
    value: databasePassword
  }
}

output vaultName string = vault.name
