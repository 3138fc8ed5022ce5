// Three identities: the control plane (joins nodes to the network, makes shares), the kubelets (pull images), the pods (read the vault).
param location string
param name string

resource controlPlane 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-control-plane'
  location: location
}

resource kubelet 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-kubelet'
  location: location
}

resource workload 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' = {
  name: '${name}-workload'
  location: location
}

output controlPlaneId string = controlPlane.id
output controlPlanePrincipalId string = controlPlane.properties.principalId
output kubeletId string = kubelet.id
output kubeletName string = kubelet.name
output kubeletClientId string = kubelet.properties.clientId
output kubeletPrincipalId string = kubelet.properties.principalId
output workloadName string = workload.name
output workloadClientId string = workload.properties.clientId
output workloadPrincipalId string = workload.properties.principalId
