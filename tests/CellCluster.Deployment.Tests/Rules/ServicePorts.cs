using System.Globalization;
using k8s.Models;

namespace CellCluster.Deployment.Tests;

/// <summary>A service's port leads to a port that each of its pods opens, and a silo opens the ports that its command line names.</summary>
internal static class ServicePorts
{
    private static readonly (string Option, string Port)[] Named = [("--silo-port", "silo"), ("--gateway-port", "gateway"), ("--http", "http")];

    public static IEnumerable<string> Violations(Manifests manifests)
    {
        List<Workload> workloads = [.. manifests.Workloads()];
        foreach (V1Service service in manifests.Typed<V1Service>("Service"))
        {
            foreach (Workload workload in workloads.Where(workload => Selectors.Matches(new V1LabelSelector { MatchLabels = service.Spec.Selector }, workload.Labels)))
            {
                foreach (V1ServicePort port in service.Spec.Ports)
                {
                    IntOrString target = port.TargetPort ?? port.Port.ToString(CultureInfo.InvariantCulture);
                    if (!workload.Template.Spec.Containers.Any(container => Number(container, target) is not null))
                    {
                        yield return $"Service {service.Metadata.Name}: port {port.Port} leads to {target.Value}, which no container of {workload} opens";
                    }
                }
            }
        }
        foreach (Workload silo in workloads.Where(workload => workload.Labels.ContainsKey("silo")))
        {
            foreach (V1Container container in silo.Template.Spec.Containers)
            {
                foreach ((string option, string name) in Named)
                {
                    string? text = CommandLines.Value(container, option);
                    string? port = text?[(text.LastIndexOf(':') + 1)..];
                    if (port != Number(container, name)?.ToString(CultureInfo.InvariantCulture))
                    {
                        yield return $"{silo}: {option} is {text ?? "not given"}, the port {name} of its container is {Number(container, name)?.ToString(CultureInfo.InvariantCulture) ?? "none"}";
                    }
                }
            }
        }
    }

    /// <summary>The number of a port that a container opens, by name or number; null when it opens none such.</summary>
    public static int? Number(V1Container container, IntOrString port) => (container.Ports ?? [])
        .FirstOrDefault(open => open.Name == port.Value || open.ContainerPort.ToString(CultureInfo.InvariantCulture) == port.Value)?.ContainerPort;
}
