// The cluster. Labels and taints of its pools are those that k8s/overlays/aks selects and tolerates.
param location string
param name string
param kubernetesVersion string
param nodeSubnetId string
param controlPlaneIdentityId string
param kubeletIdentityId string
param kubeletIdentityClientId string
param kubeletIdentityPrincipalId string
param cpuVmSize string
param cpuMaxCount int
param gpuVmSize string
param gpuMaxCount int
param gpuSpot bool

resource cluster 'Microsoft.ContainerService/managedClusters@2025-05-01' = {
  name: name
  location: location
  sku: {
    name: 'Base'
    tier: 'Standard'
  }
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: {
      '${controlPlaneIdentityId}': {}
    }
  }
  properties: {
    dnsPrefix: name
    kubernetesVersion: kubernetesVersion
    enableRBAC: true
    disableLocalAccounts: true
    aadProfile: {
      managed: true
      enableAzureRBAC: true
    }
    identityProfile: {
      kubeletidentity: {
        resourceId: kubeletIdentityId
        clientId: kubeletIdentityClientId
        objectId: kubeletIdentityPrincipalId
      }
    }
    oidcIssuerProfile: {
      enabled: true
    }
    securityProfile: {
      workloadIdentity: {
        enabled: true
      }
    }
    workloadAutoScalerProfile: {
      keda: {
        enabled: true
      }
    }
    addonProfiles: {
      azureKeyvaultSecretsProvider: {
        enabled: true
        config: {
          enableSecretRotation: 'true'
          rotationPollInterval: '5m'
        }
      }
    }
    storageProfile: {
      fileCSIDriver: {
        enabled: true
      }
    }
    networkProfile: {
      networkPlugin: 'azure'
      networkPluginMode: 'overlay'
      // Enforces the network policies; without an engine they would be decoration.
      networkDataplane: 'cilium'
      networkPolicy: 'cilium'
      podCidr: '10.244.0.0/16'
      serviceCidr: '10.0.0.0/16'
      dnsServiceIP: '10.0.0.10'
    }
    autoScalerProfile: {
      // Above terminationGracePeriodSeconds of a silo (180 s): a node waits for the drain.
      'max-graceful-termination-sec': '600'
      'scale-down-unneeded-time': '10m'
      'skip-nodes-with-local-storage': 'false'
    }
    agentPoolProfiles: [
      {
        name: 'system'
        mode: 'System'
        vmSize: 'Standard_D2as_v5'
        count: 2
        minCount: 2
        maxCount: 3
        enableAutoScaling: true
        osType: 'Linux'
        osSKU: 'AzureLinux'
        vnetSubnetID: nodeSubnetId
        nodeTaints: ['CriticalAddonsOnly=true:NoSchedule']
      }
      {
        name: 'cpu'
        mode: 'User'
        vmSize: cpuVmSize
        count: 1
        minCount: 1
        maxCount: cpuMaxCount
        enableAutoScaling: true
        osType: 'Linux'
        osSKU: 'AzureLinux'
        vnetSubnetID: nodeSubnetId
        nodeLabels: {
          'cellcluster-pool': 'cpu'
        }
      }
      {
        name: 'gpu'
        mode: 'User'
        vmSize: gpuVmSize
        count: 0
        minCount: 0
        maxCount: gpuMaxCount
        enableAutoScaling: true
        scaleSetPriority: gpuSpot ? 'Spot' : 'Regular'
        scaleSetEvictionPolicy: gpuSpot ? 'Delete' : null
        spotMaxPrice: gpuSpot ? json('-1') : null
        osType: 'Linux'
        osSKU: 'Ubuntu'
        vnetSubnetID: nodeSubnetId
        nodeLabels: {
          'cellcluster-pool': 'gpu'
        }
        nodeTaints: ['nvidia.com/gpu=present:NoSchedule']
      }
    ]
  }
}

output clusterName string = cluster.name
output oidcIssuer string = cluster.properties.oidcIssuerProfile.issuerURL
