namespace CellCluster.Analysis;

/// <summary>How a plane of endoplasmic reticulum becomes objects. Areas in um^2 count where the pixel size is known, areas in px elsewhere; there is no largest area and no limit of solidity.</summary>
public sealed record ErOptions
{
    /// <summary>The threshold. Default auto: local inside the mean's mask, as the source. Others of one level take that level instead.</summary>
    public ThresholdMethod Threshold { get; init; } = ThresholdMethod.Auto;

    /// <summary>Side of the local threshold's neighbourhood, px of the field, odd, 3..1001. The source takes 181.</summary>
    public int LocalBlockPx { get; init; } = 181;

    /// <summary>Smallest object, um^2, at least 0.</summary>
    public double MinAreaUm2 { get; init; } = 25;

    /// <summary>Smallest object where the pixel size is unknown, px, at least 1.</summary>
    public int MinAreaPx { get; init; } = 30;

    /// <summary>All faults at once, one sentence each; empty where there is none.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        AddIf(!OneLevel.IsTaken(Threshold), OneLevel.Fault(Threshold, "ER"));
        AddIf(LocalBlockPx is < 3 or > 1001 || LocalBlockPx % 2 == 0, $"LocalBlockPx {LocalBlockPx} is not an odd number from 3 to 1001");
        AddIf(!(MinAreaUm2 >= 0) || double.IsInfinity(MinAreaUm2), $"MinAreaUm2 {MinAreaUm2} is not a number of 0 or more");
        AddIf(MinAreaPx < 1, $"MinAreaPx {MinAreaPx} is below 1");
        return faults;

        void AddIf(bool wrong, string fault)
        {
            if (wrong)
            {
                faults.Add(fault);
            }
        }
    }

    /// <summary>The smallest area in px of a field.</summary>
    internal double LeastAreaPx(double? pixelSizeUm) => pixelSizeUm is { } size ? Math.Max(1, MinAreaUm2 / (size * size)) : MinAreaPx;
}
