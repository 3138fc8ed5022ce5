namespace CellCluster.Analysis;

/// <summary>How a plane of nuclei becomes objects. Areas in um^2 count where the pixel size is known, areas in px elsewhere.</summary>
public sealed record NucleiOptions
{
    /// <summary>The threshold. Default auto.</summary>
    public ThresholdMethod Threshold { get; init; } = ThresholdMethod.Auto;

    /// <summary>The level of method <see cref="ThresholdMethod.Level"/>, in units of the plane, finite: one that planes share. Default 0.</summary>
    public double Level { get; init; }

    /// <summary>How touching nuclei are told apart. Default by shape and intensity.</summary>
    public Declumping Declumping { get; init; } = Declumping.ShapeAndIntensity;

    /// <summary>Side of the local threshold's neighbourhood, px of the field, odd, 3..1001: about three object diameters. Also the side within which the local background is found. The source takes 111.</summary>
    public int LocalBlockPx { get; init; } = 111;

    /// <summary>Smallest object, um^2, at least 0.</summary>
    public double MinAreaUm2 { get; init; } = 25;

    /// <summary>Largest object, um^2.</summary>
    public double MaxAreaUm2 { get; init; } = 2000;

    /// <summary>Smallest object where the pixel size is unknown, px; 0, the default: by the magnification class that the plane is found to have (22 to 49 px).</summary>
    public int MinAreaPx { get; init; }

    /// <summary>Largest object where the pixel size is unknown, px.</summary>
    public int MaxAreaPx { get; init; } = 20_000;

    /// <summary>Smallest area over convex hull area, 0..1; 0 turns the filter off. Two touching disks have about 0.9, a ring of debris less than 0.7.</summary>
    public double MinSolidity { get; init; } = 0.8;

    /// <summary>Where the rule local fired, an object ends where its height above the local surface falls below this share of its own peak: 0..0.9, 0 turns
    /// it off. Default 0.5: half maximum, where a blur leaves the edge of a compact object.</summary>
    public double PeakShare { get; init; } = 0.5;

    /// <summary>All faults at once, one sentence each; empty where there is none.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        AddIf(LocalBlockPx is < 3 or > 1001 || LocalBlockPx % 2 == 0, $"LocalBlockPx {LocalBlockPx} is not an odd number from 3 to 1001");
        AddIf(!(MinAreaUm2 >= 0) || double.IsInfinity(MinAreaUm2), $"MinAreaUm2 {MinAreaUm2} is not a number of 0 or more");
        AddIf(!(MaxAreaUm2 >= MinAreaUm2), $"MaxAreaUm2 {MaxAreaUm2} is below MinAreaUm2 {MinAreaUm2}");
        AddIf(MinAreaPx < 0, $"MinAreaPx {MinAreaPx} is below 0");
        AddIf(!double.IsFinite(Level), $"Level {Level} is not finite");
        AddIf(!Enum.IsDefined(Threshold), $"Threshold {(int)Threshold} is no method");
        AddIf(!Enum.IsDefined(Declumping), $"Declumping {(int)Declumping} is no way of declumping");
        AddIf(MaxAreaPx < MinAreaPx, $"MaxAreaPx {MaxAreaPx} is below MinAreaPx {MinAreaPx}");
        AddIf(!(MinSolidity >= 0 && MinSolidity <= 1), $"MinSolidity {MinSolidity} is not from 0 to 1");
        AddIf(!(PeakShare >= 0 && PeakShare <= 0.9), $"PeakShare {PeakShare} is not from 0 to 0.9");
        return faults;

        void AddIf(bool wrong, string fault)
        {
            if (wrong)
            {
                faults.Add(fault);
            }
        }
    }

    /// <summary>The area limits in px of a field of a magnification class.</summary>
    internal (double Min, double Max) AreaLimitsPx(double? pixelSizeUm, MagnificationClass size) => pixelSizeUm is { } px
        ? (Math.Max(1, MinAreaUm2 / (px * px)), MaxAreaUm2 / (px * px))
        : (MinAreaPx > 0 ? MinAreaPx : size.MinAreaPx, MaxAreaPx);
}
