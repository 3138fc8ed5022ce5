using k8s.Models;

namespace CellCluster.Deployment.Tests;

/// <summary>A silo with a cuda lane asks for as many GPUs as it has lanes, selects their nodes and tolerates their taint; no other pod does any of that.</summary>
internal static class GpuNodes
{
    /// <summary>What a node offers for each GPU, and the key of the taint that keeps others off.</summary>
    public const string Gpu = "nvidia.com/gpu";

    /// <summary>The label of a node's pool.</summary>
    public const string Pool = "cellcluster-pool";

    public static IEnumerable<string> Violations(Manifests manifests)
    {
        foreach (Workload workload in manifests.Workloads())
        {
            V1PodSpec pod = workload.Template.Spec;
            int lanes = workload.Containers.Sum(container =>
                (CommandLines.Value(container, "--lanes") ?? "").Split(',').Count(lane => lane.StartsWith("cuda:", StringComparison.Ordinal)));
            decimal devices = workload.Containers.Sum(container =>
                container.Resources?.Limits is { } limits && limits.TryGetValue(Gpu, out ResourceQuantity? quantity) ? quantity.ToDecimal() : 0);
            bool isTolerant = pod.Tolerations?.Any(toleration => toleration.Key == Gpu && toleration.Effect == "NoSchedule") ?? false;
            bool isSelecting = pod.NodeSelector is { } selector && selector.TryGetValue(Pool, out string? pool) && pool == "gpu";
            if (lanes != devices)
            {
                yield return $"{workload}: {lanes} cuda lanes and {devices} GPUs";
            }
            if (lanes > 0 && !(isTolerant && isSelecting))
            {
                yield return $"{workload}: {(isTolerant ? "does not select nodes with GPUs" : "does not tolerate the taint of nodes with GPUs")}";
            }
            if (lanes == 0 && (isTolerant || isSelecting))
            {
                yield return $"{workload}: may take the place of a GPU silo, and has no cuda lane";
            }
        }
    }

    /// <summary>Whether a pod needs a GPU.</summary>
    public static bool AsksForGpu(V1PodSpec pod) => pod.Containers.Any(container => container.Resources?.Limits?.ContainsKey(Gpu) is true);
}
