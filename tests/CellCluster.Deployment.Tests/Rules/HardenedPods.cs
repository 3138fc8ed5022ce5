using k8s.Models;

namespace CellCluster.Deployment.Tests;

/// <summary>Pods run as a numbered user, on a read-only root, without capabilities, without a token of the API, under the runtime's seccomp profile.</summary>
internal static class HardenedPods
{
    public static IEnumerable<string> Violations(Manifests manifests)
    {
        foreach (V1ServiceAccount account in manifests.Typed<V1ServiceAccount>("ServiceAccount"))
        {
            if (account.AutomountServiceAccountToken is not false)
            {
                yield return $"ServiceAccount {account.Metadata.Name}: automountServiceAccountToken is not false";
            }
        }
        foreach (Workload workload in manifests.Workloads())
        {
            V1PodSpec pod = workload.Template.Spec;
            foreach ((bool isRight, string what) in Pod(pod))
            {
                if (!isRight)
                {
                    yield return $"{workload}: {what}";
                }
            }
            foreach (V1Container container in workload.Containers)
            {
                foreach ((bool isRight, string what) in Container(container))
                {
                    if (!isRight)
                    {
                        yield return $"{workload}, container {container.Name}: {what}";
                    }
                }
            }
        }
    }

    private static IEnumerable<(bool IsRight, string What)> Pod(V1PodSpec pod)
    {
        yield return (pod.AutomountServiceAccountToken is false, "a token of the API is mounted");
        yield return (pod.EnableServiceLinks is false, "addresses of services are put into the environment");
        yield return (!string.IsNullOrEmpty(pod.ServiceAccountName), "it has no service account of its own");
        yield return (pod.SecurityContext?.RunAsNonRoot is true, "runAsNonRoot is not true");
        yield return (pod.SecurityContext?.RunAsUser > 0, "runAsUser is not a number above 0");
        yield return (pod.SecurityContext?.SeccompProfile?.Type == "RuntimeDefault", "the seccomp profile is not RuntimeDefault");
        yield return (pod.HostNetwork is not true && pod.HostPID is not true && pod.HostIPC is not true, "it shares a namespace of the node");
        yield return (pod.Volumes?.All(volume => volume.HostPath is null) ?? true, "it mounts a path of the node");
    }

    private static IEnumerable<(bool IsRight, string What)> Container(V1Container container)
    {
        V1SecurityContext? context = container.SecurityContext;
        yield return (context?.ReadOnlyRootFilesystem is true, "the root file system can be written");
        yield return (context?.AllowPrivilegeEscalation is false, "allowPrivilegeEscalation is not false");
        yield return (context?.Privileged is not true, "it is privileged");
        yield return (context?.RunAsNonRoot is not false && context?.RunAsUser is not 0, "it runs as root");
        yield return (context?.Capabilities?.Drop?.Contains("ALL") is true, "not all capabilities are dropped");
        yield return (context?.Capabilities?.Add is null or { Count: 0 }, "it adds capabilities");
        yield return (container.VolumeMounts?.Any(mount => mount.MountPath == "/tmp") is true, "there is no /tmp to write to");
    }
}
