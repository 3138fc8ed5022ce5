using k8s.Models;

namespace CellCluster.Deployment.Tests;

/// <summary>What runs for ever has the three probes; those over HTTP ask paths that a silo answers, on a port that the container opens.</summary>
internal static class Probes
{
    // The pages of docs/cluster.md: alive, and ready to work.
    private const string Alive = "/healthz";
    private const string Ready = "/readyz";

    public static IEnumerable<string> Violations(Manifests manifests)
    {
        foreach (Workload workload in manifests.Workloads().Where(workload => workload.Kind != "Job"))
        {
            foreach (V1Container container in workload.Template.Spec.Containers)
            {
                foreach ((string name, V1Probe? probe, string path) in ((string, V1Probe?, string)[])
                    [("startup", container.StartupProbe, Alive), ("liveness", container.LivenessProbe, Alive), ("readiness", container.ReadinessProbe, Ready)])
                {
                    if (Fault(container, probe, path) is { } fault)
                    {
                        yield return $"{workload}, container {container.Name}, {name} probe: {fault}";
                    }
                }
            }
        }
    }

    private static string? Fault(V1Container container, V1Probe? probe, string path)
    {
        if (probe is null)
        {
            return "there is none";
        }
        if (probe.HttpGet is not { } get)
        {
            return probe.Exec?.Command is { Count: > 0 } ? null : "it asks nothing";
        }
        return get.Path != path ? $"it asks {get.Path}, expected {path}"
            : ServicePorts.Number(container, get.Port) is null ? $"the container opens no port {get.Port.Value}"
            : null;
    }
}
