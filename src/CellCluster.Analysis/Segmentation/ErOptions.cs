namespace CellCluster.Analysis;

/// <summary>How a plane of endoplasmic reticulum becomes objects. Areas in um^2 count where the pixel size is known, areas in px elsewhere; there is no largest area and no limit of solidity.</summary>
public sealed record ErOptions
{
    /// <summary>The threshold. Default auto.</summary>
    public ThresholdMethod Threshold { get; init; } = ThresholdMethod.Auto;

    /// <summary>Side of the local threshold's neighbourhood, px of the field, odd, 3..1001.</summary>
    public int LocalBlockPx { get; init; } = 181;

    /// <summary>Smallest object, um^2, at least 0.</summary>
    public double MinAreaUm2 { get; init; } = 25;

    /// <summary>Smallest object where the pixel size is unknown, px, at least 1.</summary>
    public int MinAreaPx { get; init; } = 30;

    /// <summary>All faults at once, one sentence each; empty where there is none.</summary>
    public IReadOnlyList<string> Faults() => AsNuclei().Faults();

    // Until the endoplasmic reticulum has an algorithm of its own it goes by the path of the nuclei.
    internal NucleiOptions AsNuclei() => new()
    {
        Threshold = Threshold == ThresholdMethod.Auto ? ThresholdMethod.MinimumAndLocal : Threshold,
        Declumping = Declumping.None,
        LocalBlockPx = LocalBlockPx,
        MinAreaUm2 = MinAreaUm2,
        MinAreaPx = MinAreaPx,
        MaxAreaUm2 = double.PositiveInfinity,
        MaxAreaPx = int.MaxValue,
        MinSolidity = 0,
        PeakShare = 0,
    };
}
