using k8s.Models;

namespace CellCluster.Deployment.Tests;

/// <summary>Every container asks for processor time and memory and has limits not below that; memory asked for by the program stays below the limit.</summary>
internal static class Limits
{
    public static IEnumerable<string> Violations(Manifests manifests)
    {
        foreach (Workload workload in manifests.Workloads())
        {
            foreach (V1Container container in workload.Containers)
            {
                string where = $"{workload}, container {container.Name}";
                foreach (string resource in (string[])["cpu", "memory"])
                {
                    ResourceQuantity? request = Quantity(container.Resources?.Requests, resource);
                    ResourceQuantity? limit = Quantity(container.Resources?.Limits, resource);
                    if (request is null || limit is null)
                    {
                        yield return $"{where}: no {(request is null ? "request" : "limit")} for {resource}";
                    }
                    else if (request.ToDecimal() > limit.ToDecimal())
                    {
                        yield return $"{where}: asks for {request} {resource}, above its limit {limit}";
                    }
                }
                decimal allowed = Quantity(container.Resources?.Limits, "memory")?.ToDecimal() ?? 0;
                if (CommandLines.Number(container, "--memory-mb") is { } mb && mb * 1048576m > allowed * 0.9m)
                {
                    yield return $"{where}: --memory-mb {mb} leaves less than a tenth of the limit of {allowed / 1048576:0} MB to the runtime";
                }
                foreach (V1Volume volume in workload.Template.Spec.Volumes ?? [])
                {
                    if (volume.EmptyDir is { SizeLimit: null })
                    {
                        yield return $"{workload}, volume {volume.Name}: an emptyDir without a size limit can fill the node";
                    }
                }
            }
        }
    }

    private static ResourceQuantity? Quantity(IDictionary<string, ResourceQuantity>? resources, string name) =>
        resources is not null && resources.TryGetValue(name, out ResourceQuantity? quantity) ? quantity : null;
}
