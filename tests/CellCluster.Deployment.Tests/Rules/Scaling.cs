using System.Globalization;
using k8s.Models;

namespace CellCluster.Deployment.Tests;

/// <summary>Scalers own the number of pods alone, take them away slowly, and KEDA's asks a page of the server that a service leads to.</summary>
internal static class Scaling
{
    // Of KEDA's metrics-api trigger (keda.sh, scalers, Metrics API): what it may be given, and what it must be.
    private static readonly string[] KnownKeys =
        ["targetValue", "activationTargetValue", "url", "format", "valueLocation", "unsafeSsl", "aggregateFromKubeServiceEndpoints", "aggregationType", "timeout", "authMode"];

    private static readonly string[] NeededKeys = ["targetValue", "url", "valueLocation"];

    public static IEnumerable<string> Violations(Manifests manifests)
    {
        foreach (V2HorizontalPodAutoscaler scaler in manifests.Typed<V2HorizontalPodAutoscaler>("HorizontalPodAutoscaler"))
        {
            string where = $"HorizontalPodAutoscaler {scaler.Metadata.Name}";
            foreach (string fault in Behavior(scaler.Spec.Behavior).Concat(Replicas(manifests, scaler.Spec.ScaleTargetRef.Name)))
            {
                yield return $"{where}: {fault}";
            }
            if (scaler.Spec.MinReplicas is not >= 1 || scaler.Spec.MinReplicas > scaler.Spec.MaxReplicas)
            {
                yield return $"{where}: from {scaler.Spec.MinReplicas} to {scaler.Spec.MaxReplicas}";
            }
        }
        foreach (ScaledObject scaler in manifests.Typed<ScaledObject>("ScaledObject"))
        {
            string where = $"ScaledObject {scaler.Metadata.Name}";
            foreach (string fault in Keda(manifests, scaler).Concat(Most(manifests, scaler.Spec)).Concat(Behavior(scaler.Spec.Advanced?.HorizontalPodAutoscalerConfig?.Behavior)).Concat(Replicas(manifests, scaler.Spec.ScaleTargetRef.Name)))
            {
                yield return $"{where}: {fault}";
            }
        }
    }

    private static IEnumerable<string> Behavior(V2HorizontalPodAutoscalerBehavior? behavior)
    {
        if (behavior?.ScaleDown is not { StabilizationWindowSeconds: >= 300, Policies.Count: > 0 } down || down.Policies.Any(policy => policy.Type != "Pods" || policy.Value != 1))
        {
            yield return "takes pods away faster than one at a time after five quiet minutes";
        }
    }

    // A number in the manifest would undo the scaler's at every apply.
    private static IEnumerable<string> Replicas(Manifests manifests, string target) => manifests.Typed<V1Deployment>("Deployment")
        .Where(item => item.Metadata.Name == target && item.Spec.Replicas is not null).Select(item => $"Deployment {target} names {item.Spec.Replicas} replicas of its own");

    private static IEnumerable<string> Keda(Manifests manifests, ScaledObject scaler)
    {
        ScaledObjectSpec spec = scaler.Spec;
        V1Deployment? target = manifests.Typed<V1Deployment>("Deployment").FirstOrDefault(item => item.Metadata.Name == spec.ScaleTargetRef.Name);
        if (spec.MinReplicaCount != 0 || spec.MaxReplicaCount is not >= 1)
        {
            yield return $"from {spec.MinReplicaCount} to {spec.MaxReplicaCount}, expected from zero";
        }
        if (spec.Fallback is not null)
        {
            yield return "a fallback changes the number of silos while the server does not answer; without one KEDA leaves them alone";
        }
        if (spec.CooldownPeriod is not { } cooldown || cooldown < (target?.Spec.Template.Spec.TerminationGracePeriodSeconds ?? 0) || cooldown < 600)
        {
            yield return $"a cooldown of {spec.CooldownPeriod} s, expected at least the 10 minutes that a cold node takes";
        }
        foreach (ScaledObjectTrigger trigger in spec.Triggers)
        {
            if (trigger.Type != "metrics-api")
            {
                yield return $"trigger {trigger.Type}, expected metrics-api";
                continue;
            }
            foreach (string key in trigger.Metadata.Keys.Except(KnownKeys, StringComparer.Ordinal))
            {
                yield return $"metrics-api knows no {key}";
            }
            foreach (string key in NeededKeys.Except(trigger.Metadata.Keys, StringComparer.Ordinal))
            {
                yield return $"metrics-api needs {key}";
            }
            if (Page(manifests, trigger) is { } fault)
            {
                yield return fault;
            }
        }
    }

    // The server's page never asks for more than its option says: less would leave nodes unused, more would never come.
    private static IEnumerable<string> Most(Manifests manifests, ScaledObjectSpec spec) => manifests.Workloads()
        .Where(workload => workload.Name == "server" && workload.Containers.All(container => CommandLines.Number(container, "--scale-max") != spec.MaxReplicaCount))
        .Select(workload => $"maxReplicaCount {spec.MaxReplicaCount} is not {workload}'s --scale-max");

    private static string? Page(Manifests manifests, ScaledObjectTrigger trigger)
    {
        string text = trigger.Metadata.GetValueOrDefault("url") ?? "";
        if (!Uri.TryCreate(text, UriKind.Absolute, out Uri? url))
        {
            return $"url '{text}' is none";
        }
        string[] host = url.Host.Split('.');
        bool leads = manifests.Typed<V1Service>("Service").Any(service => host is [var name, var space, "svc", ..] && service.Metadata.Name == name
            && service.Metadata.NamespaceProperty == space && service.Spec.Ports.Any(port => port.Port == url.Port));
        return !leads ? $"no service leads to {url.Host}:{url.Port.ToString(CultureInfo.InvariantCulture)}"
            : url.AbsolutePath != "/scale/cuda" ? $"the page {url.AbsolutePath}, expected /scale/cuda"
            : trigger.Metadata.GetValueOrDefault("valueLocation") != "lanesWanted" ? "valueLocation is not lanesWanted"
            : null;
    }
}
