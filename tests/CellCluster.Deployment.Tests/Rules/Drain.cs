using System.Globalization;
using k8s.Models;

namespace CellCluster.Deployment.Tests;

/// <summary>A silo is given more time to leave than it takes: preStop and drain end before SIGKILL, and a rollout or an upgrade of nodes takes one at a time.</summary>
internal static class Drain
{
    /// <summary>Least seconds between the end of the drain and SIGKILL: leaving the membership table, closing files.</summary>
    private const long LeavingSeconds = 30;

    public static IEnumerable<string> Violations(Manifests manifests)
    {
        List<V1PodDisruptionBudget> budgets = [.. manifests.Typed<V1PodDisruptionBudget>("PodDisruptionBudget")];
        foreach (V1Deployment silo in manifests.Typed<V1Deployment>("Deployment"))
        {
            string where = $"Deployment {silo.Metadata.Name}";
            V1PodSpec pod = silo.Spec.Template.Spec;
            foreach (V1Container container in pod.Containers)
            {
                if (CommandLines.Number(container, "--drain-seconds") is not { } drain)
                {
                    yield return $"{where}: no --drain-seconds";
                    continue;
                }
                // A hook without a deadline of its own ends in SIGKILL; the kubelet's sleep has one.
                if (container.Lifecycle?.PreStop?.Sleep?.Seconds is not { } pause)
                {
                    yield return $"{where}: preStop is not a sleep of the kubelet";
                    continue;
                }
                long grace = pod.TerminationGracePeriodSeconds ?? 30;
                if (pause + drain + LeavingSeconds > grace)
                {
                    yield return $"{where}: preStop {pause} s, drain {drain} s and {LeavingSeconds} s to leave are above terminationGracePeriodSeconds {grace}";
                }
            }
            int surge = Whole(silo.Spec.Strategy?.RollingUpdate?.MaxSurge);
            int unavailable = Whole(silo.Spec.Strategy?.RollingUpdate?.MaxUnavailable);
            bool hasGpu = GpuNodes.AsksForGpu(pod);
            if (hasGpu ? unavailable != 1 : unavailable != 0 || surge < 1)
            {
                yield return $"{where}: a rollout with maxUnavailable {unavailable} and maxSurge {surge}; expected {(hasGpu ? "one at a time in place" : "a new pod before an old one goes")}";
            }
            if (!budgets.Any(budget => Selectors.Matches(budget.Spec.Selector, silo.Spec.Template.Metadata.Labels) && Whole(budget.Spec.MaxUnavailable) is 0 or 1))
            {
                yield return $"{where}: no disruption budget of at most one";
            }
        }
    }

    private static int Whole(IntOrString? value) => int.TryParse(value?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out int whole) ? whole : -1;
}
