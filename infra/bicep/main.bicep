// AKS for CellCluster: a system pool, a CPU pool, a GPU pool that scales from zero, NFS storage, PostgreSQL, a key vault, identities.
//   az deployment group create --resource-group NAME --template-file infra/bicep/main.bicep --parameters infra/bicep/main.bicepparam
// Its outputs go into k8s/overlays/aks/settings.yaml.
targetScope = 'resourceGroup'

@description('Where everything is made.')
param location string = resourceGroup().location

@description('Prefix of all names: 3 to 11 lower-case letters and digits.')
@minLength(3)
@maxLength(11)
param name string = 'cellcluster'

@description('Kubernetes version, minor or patch.')
param kubernetesVersion string = '1.34'

@description('Machine of the CPU pool, with AVX-512 as the measured one. Each CPU silo asks for 2 cores and 6 GiB.')
param cpuVmSize string = 'Standard_D8as_v6'

@description('Most CPU nodes.')
@minValue(1)
param cpuMaxCount int = 4

@description('Machine of the GPU pool: one GPU, at least 4 cores and 16 GiB.')
param gpuVmSize string = 'Standard_NC4as_T4_v3'

@description('Most GPU nodes: maxReplicaCount of the ScaledObject gpu-silo.')
@minValue(1)
param gpuMaxCount int = 4

@description('Spot machines for the GPU pool: cheaper, and taken back with 30 s of notice.')
param gpuSpot bool = false

@description('Name of an existing container registry in this resource group that the nodes may pull from; empty: none.')
param registryName string = ''

@description('Administrator of PostgreSQL.')
param databaseAdministrator string = 'cellcluster'

@description('Password of the administrator; stored in the key vault only.')
@secure()
@minLength(16)
param databasePassword string

@description('Namespace and service accounts whose pods may read the vault.')
param namespace string = 'cellcluster'
param serviceAccounts array = ['server', 'cpu-silo', 'gpu-silo', 'migrate']

var suffix = uniqueString(resourceGroup().id, name)

module network 'modules/network.bicep' = {
  name: 'network'
  params: {
    location: location
    name: name
  }
}

module identities 'modules/identities.bicep' = {
  name: 'identities'
  params: {
    location: location
    name: name
  }
}

module cluster 'modules/cluster.bicep' = {
  name: 'cluster'
  params: {
    location: location
    name: name
    kubernetesVersion: kubernetesVersion
    nodeSubnetId: network.outputs.nodeSubnetId
    controlPlaneIdentityId: identities.outputs.controlPlaneId
    kubeletIdentityId: identities.outputs.kubeletId
    kubeletIdentityClientId: identities.outputs.kubeletClientId
    kubeletIdentityPrincipalId: identities.outputs.kubeletPrincipalId
    cpuVmSize: cpuVmSize
    cpuMaxCount: cpuMaxCount
    gpuVmSize: gpuVmSize
    gpuMaxCount: gpuMaxCount
    gpuSpot: gpuSpot
  }
  dependsOn: [access]
}

module federation 'modules/federation.bicep' = {
  name: 'federation'
  params: {
    workloadIdentityName: identities.outputs.workloadName
    issuer: cluster.outputs.oidcIssuer
    namespace: namespace
    serviceAccounts: serviceAccounts
  }
}

module storage 'modules/storage.bicep' = {
  name: 'storage'
  params: {
    location: location
    accountName: take('${name}${suffix}', 24)
    nodeSubnetId: network.outputs.nodeSubnetId
  }
}

module database 'modules/database.bicep' = {
  name: 'database'
  params: {
    location: location
    serverName: '${name}-${suffix}'
    subnetId: network.outputs.databaseSubnetId
    privateDnsZoneId: network.outputs.databaseDnsZoneId
    administrator: databaseAdministrator
    password: databasePassword
  }
}

module vault 'modules/vault.bicep' = {
  name: 'vault'
  params: {
    location: location
    vaultName: take('${name}${suffix}', 24)
    nodeSubnetId: network.outputs.nodeSubnetId
    databaseAddress: 'postgres://${databaseAdministrator}@${database.outputs.host}:5432/cellcluster?sslmode=verify-full'
    databasePassword: databasePassword
  }
}

module access 'modules/access.bicep' = {
  name: 'access'
  params: {
    controlPlanePrincipalId: identities.outputs.controlPlanePrincipalId
    kubeletPrincipalId: identities.outputs.kubeletPrincipalId
    workloadPrincipalId: identities.outputs.workloadPrincipalId
    kubeletIdentityName: identities.outputs.kubeletName
    networkName: network.outputs.networkName
    storageAccountName: storage.outputs.accountName
    vaultName: vault.outputs.vaultName
    registryName: registryName
  }
}

output clusterName string = cluster.outputs.clusterName
output identityClientId string = identities.outputs.workloadClientId
output tenantId string = tenant().tenantId
output keyVaultName string = vault.outputs.vaultName
output storageAccount string = storage.outputs.accountName
output resourceGroup string = resourceGroup().name
output databaseSubnet string = network.outputs.databaseSubnetPrefix
