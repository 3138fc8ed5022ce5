namespace CellCluster.Pipeline;

/// <summary>How much of a cluster's lanes a plate gets while others want them too: shares go 1, 4, 16. Never part of a result.</summary>
public enum PlatePriority
{
    /// <summary>Share 1: what can wait.</summary>
    Low,

    /// <summary>Share 4.</summary>
    Normal,

    /// <summary>Share 16: somebody waits for it.</summary>
    High,
}

/// <summary>The shares behind the words.</summary>
public static class PlatePriorities
{
    /// <summary>low, normal, high.</summary>
    public static IReadOnlyList<string> All { get; } = ["low", "normal", "high"];

    /// <summary>The word of a priority.</summary>
    public static string ToText(this PlatePriority priority) => All[(int)priority];

    /// <summary>The share: 1, 4 or 16.</summary>
    public static int Weight(this PlatePriority priority) => priority switch
    {
        PlatePriority.Low => 1,
        PlatePriority.High => 16,
        _ => 4,
    };
}
