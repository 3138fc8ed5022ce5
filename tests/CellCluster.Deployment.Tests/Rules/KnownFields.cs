using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace CellCluster.Deployment.Tests;

/// <summary>Every field of every object is one that the API knows, with the type that it has: an unknown one is ignored by nobody but the reader.</summary>
internal static class KnownFields
{
    private static readonly Dictionary<string, Action<string>> Readers = new(StringComparer.Ordinal)
    {
        ["v1/Namespace"] = Read<V1Namespace>,
        ["v1/ConfigMap"] = Read<V1ConfigMap>,
        ["v1/Secret"] = Read<V1Secret>,
        ["v1/Service"] = Read<V1Service>,
        ["v1/ServiceAccount"] = Read<V1ServiceAccount>,
        ["v1/PersistentVolume"] = Read<V1PersistentVolume>,
        ["v1/PersistentVolumeClaim"] = Read<V1PersistentVolumeClaim>,
        ["apps/v1/Deployment"] = Read<V1Deployment>,
        ["apps/v1/StatefulSet"] = Read<V1StatefulSet>,
        ["batch/v1/Job"] = Read<V1Job>,
        ["autoscaling/v2/HorizontalPodAutoscaler"] = Read<V2HorizontalPodAutoscaler>,
        ["policy/v1/PodDisruptionBudget"] = Read<V1PodDisruptionBudget>,
        ["networking.k8s.io/v1/NetworkPolicy"] = Read<V1NetworkPolicy>,
        ["storage.k8s.io/v1/StorageClass"] = Read<V1StorageClass>,
        ["keda.sh/v1alpha1/ScaledObject"] = Read<ScaledObject>,
        ["secrets-store.csi.x-k8s.io/v1/SecretProviderClass"] = Read<SecretProviderClass>,
    };

    public static IEnumerable<string> Violations(Manifests manifests)
    {
        foreach (JsonObject item in manifests.Objects)
        {
            string type = $"{(string?)item["apiVersion"]}/{Manifests.KindOf(item)}";
            if (!Readers.TryGetValue(type, out Action<string>? read))
            {
                yield return $"{Manifests.Title(item)}: {type} is not a type that is checked here; name it in {nameof(KnownFields)}";
                continue;
            }
            string? fault = null;
            try
            {
                read(item.ToJsonString()); // JSON is YAML
            }
            catch (YamlDotNet.Core.YamlException wrong)
            {
                fault = wrong.InnerException?.Message ?? wrong.Message;
            }
            if (fault is not null)
            {
                yield return $"{Manifests.Title(item)}: {fault}";
            }
        }
    }

    private static void Read<T>(string json) => KubernetesYaml.Deserialize<T>(json, strict: true);
}
