using k8s.Models;

namespace CellCluster.Deployment.Tests;

/// <summary>Whatever a pod refers to is there, or is named here as something that whoever deploys brings along (docs/deployment.md).</summary>
internal static class References
{
    /// <summary>Made by whoever deploys, never stored in the repository: "kind name key".</summary>
    private static readonly string[] External = ["Secret cellcluster-database address", "Secret cellcluster-database password"];

    public static IEnumerable<string> Violations(Manifests manifests)
    {
        HashSet<string> known = [.. External, .. Known(manifests)];
        foreach (Workload workload in manifests.Workloads())
        {
            foreach (string reference in Wanted(workload).Distinct(StringComparer.Ordinal))
            {
                // The client's Job is applied beside a cluster, whose claims it mounts.
                bool isOfTheCluster = !manifests.OfKind("Namespace").Any() && reference.StartsWith("PersistentVolumeClaim ", StringComparison.Ordinal);
                if (!isOfTheCluster && !known.Contains(reference))
                {
                    yield return $"{workload}: refers to {reference}, which is not there";
                }
            }
            foreach (string fault in Mounts(workload))
            {
                yield return $"{workload}: {fault}";
            }
        }
        foreach (V1PersistentVolumeClaim claim in manifests.Typed<V1PersistentVolumeClaim>("PersistentVolumeClaim"))
        {
            if (claim.Spec.VolumeName is { Length: > 0 } volume && !manifests.OfKind("PersistentVolume").Any(item => Manifests.NameOf(item) == volume))
            {
                yield return $"PersistentVolumeClaim {claim.Metadata.Name}: there is no PersistentVolume {volume}";
            }
            if (claim.Spec.StorageClassName is { Length: > 0 } storage && !manifests.OfKind("StorageClass").Any(item => Manifests.NameOf(item) == storage))
            {
                yield return $"PersistentVolumeClaim {claim.Metadata.Name}: there is no StorageClass {storage}";
            }
            if (claim.Spec.AccessModes?.Contains("ReadWriteMany") is not true)
            {
                yield return $"PersistentVolumeClaim {claim.Metadata.Name}: not ReadWriteMany, and silos of several nodes need it";
            }
        }
    }

    private static IEnumerable<string> Known(Manifests manifests)
    {
        foreach (V1ConfigMap map in manifests.Typed<V1ConfigMap>("ConfigMap"))
        {
            foreach (string key in map.Data?.Keys ?? [])
            {
                yield return $"ConfigMap {map.Metadata.Name} {key}";
            }
        }
        foreach (string kind in (string[])["ServiceAccount", "PersistentVolumeClaim", "SecretProviderClass"])
        {
            foreach (string name in manifests.OfKind(kind).Select(Manifests.NameOf))
            {
                yield return $"{kind} {name}";
            }
        }
    }

    private static IEnumerable<string> Wanted(Workload workload)
    {
        V1PodSpec pod = workload.Template.Spec;
        yield return $"ServiceAccount {pod.ServiceAccountName}";
        foreach (V1Volume volume in pod.Volumes ?? [])
        {
            if (volume.PersistentVolumeClaim is { } claim)
            {
                yield return $"PersistentVolumeClaim {claim.ClaimName}";
            }
            foreach (V1KeyToPath item in volume.Secret?.Items ?? [])
            {
                yield return $"Secret {volume.Secret!.SecretName} {item.Key}";
            }
            if (volume.Csi?.VolumeAttributes is { } attributes && attributes.TryGetValue("secretProviderClass", out string? provider))
            {
                yield return $"SecretProviderClass {provider}";
            }
        }
        foreach (V1EnvVarSource source in workload.Containers.SelectMany(container => container.Env ?? []).Select(variable => variable.ValueFrom).OfType<V1EnvVarSource>())
        {
            if (source.SecretKeyRef is { } secret)
            {
                yield return $"Secret {secret.Name} {secret.Key}";
            }
            if (source.ConfigMapKeyRef is { } map)
            {
                yield return $"ConfigMap {map.Name} {map.Key}";
            }
        }
    }

    private static IEnumerable<string> Mounts(Workload workload)
    {
        HashSet<string> volumes = [.. (workload.Template.Spec.Volumes ?? []).Select(volume => volume.Name), .. workload.OwnClaims];
        foreach (string mounted in workload.Containers.SelectMany(container => container.VolumeMounts ?? []).Select(mount => mount.Name).Where(name => !volumes.Contains(name)))
        {
            yield return $"mounts {mounted}, which is none of its volumes";
        }
        foreach (V1EnvVar variable in workload.Containers.SelectMany(container => container.Env ?? []))
        {
            if (variable.ValueFrom is null && variable.Name.Contains("PASSWORD", StringComparison.OrdinalIgnoreCase) && !variable.Name.EndsWith("_FILE", StringComparison.Ordinal))
            {
                yield return $"{variable.Name} is written out; refer to a secret";
            }
        }
    }
}
