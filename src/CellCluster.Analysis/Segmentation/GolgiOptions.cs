namespace CellCluster.Analysis;

/// <summary>How a plane of Golgi becomes objects. Lengths and areas in um count where the pixel size is known, those in px elsewhere; there is no largest area and no limit of solidity.</summary>
public sealed record GolgiOptions
{
    /// <summary>The threshold on the clipped plane. Default auto: Li's level, which suits few bright pixels with a long tail. Local: above the local surface. Others of one level take that level.</summary>
    public ThresholdMethod Threshold { get; init; } = ThresholdMethod.Auto;

    /// <summary>Side of the local threshold's neighbourhood, px of the field, odd, 3..1001; counts for local only.</summary>
    public int LocalBlockPx { get; init; } = 111;

    /// <summary>Radius of the ball that is rolled under the plane, um, 0.5..100: wider than half a Golgi ribbon, narrower than a cell. Default 5.</summary>
    public double BallRadiusUm { get; init; } = 5;

    /// <summary>The same in px where the pixel size is unknown, 1..500. Default 15.</summary>
    public double BallRadiusPx { get; init; } = 15;

    /// <summary>Height of the ball as a share of the plane's range (99.9 % quantile less median), 0..100; 0 is a flat disk. Default 0.2.</summary>
    public double BallHeight { get; init; } = 0.2;

    /// <summary>Factor by which the plane is shrunk before the ball is rolled, 1..64, at most the radius in px (larger ones are cut to it). Default 1: exact; 2 to 8 are faster with a small error.</summary>
    public int BallShrink { get; init; } = 1;

    /// <summary>Percentile of the plane without background below which nothing counts, 0..99.9. Default 90, as the source.</summary>
    public double ClipPercentile { get; init; } = 90;

    /// <summary>Smallest object, um^2, at least 0.</summary>
    public double MinAreaUm2 { get; init; } = 1;

    /// <summary>Smallest object where the pixel size is unknown, px, at least 1.</summary>
    public int MinAreaPx { get; init; } = 5;

    /// <summary>All faults at once, one sentence each; empty where there is none.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        AddIf(!OneLevel.IsTaken(Threshold), OneLevel.Fault(Threshold, "Golgi"));
        AddIf(LocalBlockPx is < 3 or > 1001 || LocalBlockPx % 2 == 0, $"LocalBlockPx {LocalBlockPx} is not an odd number from 3 to 1001");
        AddIf(!(BallRadiusUm >= 0.5 && BallRadiusUm <= 100), $"BallRadiusUm {BallRadiusUm} is not from 0.5 to 100");
        AddIf(!(BallRadiusPx >= 1 && BallRadiusPx <= 500), $"BallRadiusPx {BallRadiusPx} is not from 1 to 500");
        AddIf(!(BallHeight >= 0 && BallHeight <= 100), $"BallHeight {BallHeight} is not from 0 to 100");
        AddIf(BallShrink is < 1 or > 64, $"BallShrink {BallShrink} is not from 1 to 64");
        AddIf(!(ClipPercentile >= 0 && ClipPercentile <= 99.9), $"ClipPercentile {ClipPercentile} is not from 0 to 99.9");
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

    /// <summary>The ball's radius in px of a field: 1..500.</summary>
    internal double RadiusPx(double? pixelSizeUm) => Math.Clamp(pixelSizeUm is { } size ? BallRadiusUm / size : BallRadiusPx, 1, 500);
}
