using k8s.Models;

namespace CellCluster.Deployment.Tests;

/// <summary>Whatever selects pods finds some, and a workload finds its own only.</summary>
internal static class Selectors
{
    public static IEnumerable<string> Violations(Manifests manifests)
    {
        List<Workload> workloads = [.. manifests.Workloads()];
        foreach (Workload workload in workloads.Where(workload => workload.Selector is not null))
        {
            foreach (Workload other in workloads)
            {
                bool isFound = Matches(workload.Selector!, other.Labels);
                if (isFound != (other == workload))
                {
                    yield return $"{workload}: its selector {(isFound ? "also finds pods of " + other : "does not find its own pods")}";
                }
            }
            foreach (V1TopologySpreadConstraint spread in workload.Template.Spec.TopologySpreadConstraints ?? [])
            {
                if (!Matches(spread.LabelSelector, workload.Labels))
                {
                    yield return $"{workload}: its topology spread does not count its own pods";
                }
            }
        }
        foreach ((string what, V1LabelSelector selector) in Users(manifests))
        {
            if (!workloads.Any(workload => Matches(selector, workload.Labels)))
            {
                yield return $"{what}: it selects no pod";
            }
        }
        foreach ((string what, string kind, string name) in Targets(manifests))
        {
            if (!manifests.OfKind(kind).Any(item => Manifests.NameOf(item) == name))
            {
                yield return $"{what}: there is no {kind} {name}";
            }
        }
    }

    /// <summary>Whether a selector finds pods with these labels; an empty one finds all.</summary>
    public static bool Matches(V1LabelSelector? selector, IEnumerable<KeyValuePair<string, string>> labels)
    {
        if (selector is null)
        {
            return false;
        }
        var found = new Dictionary<string, string>(labels, StringComparer.Ordinal);
        return (selector.MatchLabels ?? new Dictionary<string, string>(StringComparer.Ordinal)).All(label => found.GetValueOrDefault(label.Key) == label.Value)
            && (selector.MatchExpressions ?? []).All(expression => expression.OperatorProperty switch
            {
                "In" => found.TryGetValue(expression.Key, out string? value) && expression.Values.Contains(value),
                "NotIn" => !found.TryGetValue(expression.Key, out string? value) || !expression.Values.Contains(value),
                "Exists" => found.ContainsKey(expression.Key),
                "DoesNotExist" => !found.ContainsKey(expression.Key),
                _ => throw new InvalidDataException($"the operator {expression.OperatorProperty} is none of In, NotIn, Exists, DoesNotExist"),
            });
    }

    private static IEnumerable<(string What, V1LabelSelector Selector)> Users(Manifests manifests)
    {
        foreach (V1Service service in manifests.Typed<V1Service>("Service"))
        {
            yield return ($"Service {service.Metadata.Name}", new V1LabelSelector { MatchLabels = service.Spec.Selector });
        }
        foreach (V1PodDisruptionBudget budget in manifests.Typed<V1PodDisruptionBudget>("PodDisruptionBudget"))
        {
            yield return ($"PodDisruptionBudget {budget.Metadata.Name}", budget.Spec.Selector);
        }
        foreach (V1NetworkPolicy policy in manifests.Typed<V1NetworkPolicy>("NetworkPolicy"))
        {
            // Clients are whoever carries the label; none belongs to the cluster itself.
            if (policy.Spec.PodSelector.MatchLabels?.ContainsKey("cluster-client") is not true)
            {
                yield return ($"NetworkPolicy {policy.Metadata.Name}", policy.Spec.PodSelector);
            }
        }
    }

    private static IEnumerable<(string What, string Kind, string Name)> Targets(Manifests manifests)
    {
        foreach (V2HorizontalPodAutoscaler scaler in manifests.Typed<V2HorizontalPodAutoscaler>("HorizontalPodAutoscaler"))
        {
            yield return ($"HorizontalPodAutoscaler {scaler.Metadata.Name}", scaler.Spec.ScaleTargetRef.Kind, scaler.Spec.ScaleTargetRef.Name);
        }
        foreach (ScaledObject scaler in manifests.Typed<ScaledObject>("ScaledObject"))
        {
            yield return ($"ScaledObject {scaler.Metadata.Name}", scaler.Spec.ScaleTargetRef.Kind ?? "Deployment", scaler.Spec.ScaleTargetRef.Name);
        }
        foreach (V1StatefulSet set in manifests.Typed<V1StatefulSet>("StatefulSet"))
        {
            yield return ($"StatefulSet {set.Metadata.Name}", "Service", set.Spec.ServiceName);
        }
    }
}
