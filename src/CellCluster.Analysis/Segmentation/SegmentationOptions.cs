namespace CellCluster.Analysis;

/// <summary>How planes become objects, per organelle.</summary>
public sealed record SegmentationOptions
{
    /// <summary>Nuclei.</summary>
    public NucleiOptions Nuclei { get; init; } = new();

    /// <summary>Endoplasmic reticulum.</summary>
    public ErOptions Er { get; init; } = new();

    /// <summary>Golgi.</summary>
    public GolgiOptions Golgi { get; init; } = new();

    /// <summary>All faults of all organelles at once, one sentence each with the organelle in front; empty where there is none.</summary>
    public IReadOnlyList<string> Faults() =>
    [
        .. Nuclei.Faults().Select(fault => $"Nuclei.{fault}"),
        .. Er.Faults().Select(fault => $"Er.{fault}"),
        .. Golgi.Faults().Select(fault => $"Golgi.{fault}"),
    ];
}
