using k8s.Models;

namespace CellCluster.Deployment.Tests;

/// <summary>KEDA's ScaledObject (keda.sh/v1alpha1) with the fields of version 2.20: reading it strictly fails on any other.</summary>
internal sealed class ScaledObject
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public ScaledObjectSpec Spec { get; set; } = new();
}

/// <summary>What is scaled, how far, by what.</summary>
internal sealed class ScaledObjectSpec
{
    public ScaledObjectTarget ScaleTargetRef { get; set; } = new();

    public int? PollingInterval { get; set; }

    public int? InitialCooldownPeriod { get; set; }

    public int? CooldownPeriod { get; set; }

    public int? IdleReplicaCount { get; set; }

    public int? MinReplicaCount { get; set; }

    public int? MaxReplicaCount { get; set; }

    public ScaledObjectAdvanced? Advanced { get; set; }

    public ScaledObjectFallback? Fallback { get; set; }

    public IList<ScaledObjectTrigger> Triggers { get; set; } = [];
}

/// <summary>The workload.</summary>
internal sealed class ScaledObjectTarget
{
    public string Name { get; set; } = "";

    public string? ApiVersion { get; set; }

    public string? Kind { get; set; }

    public string? EnvSourceContainerName { get; set; }
}

/// <summary>What the autoscaler that KEDA makes is told.</summary>
internal sealed class ScaledObjectAdvanced
{
    public ScaledObjectAutoscaler? HorizontalPodAutoscalerConfig { get; set; }

    public bool RestoreToOriginalReplicaCount { get; set; }
}

/// <summary>Name and behavior of that autoscaler.</summary>
internal sealed class ScaledObjectAutoscaler
{
    public string? Name { get; set; }

    public V2HorizontalPodAutoscalerBehavior? Behavior { get; set; }
}

/// <summary>What is done while a trigger fails.</summary>
internal sealed class ScaledObjectFallback
{
    public int FailureThreshold { get; set; }

    public int Replicas { get; set; }

    public string? Behavior { get; set; }
}

/// <summary>One source of a number.</summary>
internal sealed class ScaledObjectTrigger
{
    public string Type { get; set; } = "";

    public string? Name { get; set; }

    public bool UseCachedMetrics { get; set; }

    public string? MetricType { get; set; }

    public Dictionary<string, string> Metadata { get; set; } = [];

    public Dictionary<string, string>? AuthenticationRef { get; set; }
}

/// <summary>The Secrets Store CSI driver's SecretProviderClass (secrets-store.csi.x-k8s.io/v1).</summary>
internal sealed class SecretProviderClass
{
    public string ApiVersion { get; set; } = "";

    public string Kind { get; set; } = "";

    public V1ObjectMeta Metadata { get; set; } = new();

    public SecretProviderClassSpec Spec { get; set; } = new();
}

/// <summary>Where secrets come from and which secret of Kubernetes they become.</summary>
internal sealed class SecretProviderClassSpec
{
    public string Provider { get; set; } = "";

    public Dictionary<string, string> Parameters { get; set; } = [];

    public IList<SecretObject> SecretObjects { get; set; } = [];
}

/// <summary>One secret of Kubernetes.</summary>
internal sealed class SecretObject
{
    public string SecretName { get; set; } = "";

    public string Type { get; set; } = "";

    public Dictionary<string, string>? Labels { get; set; }

    public IList<SecretObjectData> Data { get; set; } = [];
}

/// <summary>One key of it.</summary>
internal sealed class SecretObjectData
{
    public string ObjectName { get; set; } = "";

    public string Key { get; set; } = "";
}
