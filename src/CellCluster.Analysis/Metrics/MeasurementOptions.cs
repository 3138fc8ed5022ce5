namespace CellCluster.Analysis;

/// <summary>What is measured beyond shape and intensity, and how far a cell reaches.</summary>
public sealed record MeasurementOptions
{
    /// <summary>The defaults.</summary>
    public static MeasurementOptions Default { get; } = new();

    /// <summary>Grey-level co-occurrence. Default on.</summary>
    public bool Texture { get; init; } = true;

    /// <summary>Distance of the two pixels of a pair, px, 1..32. Default 3.</summary>
    public int TextureScalePx { get; init; } = 3;

    /// <summary>Grey levels that a plane is quantised to for texture, 2..64. Default 16.</summary>
    public int TextureLevels { get; init; } = 16;

    /// <summary>Granularity. Default on.</summary>
    public bool Granularity { get; init; } = true;

    /// <summary>Half sides of the squares of the openings, px, rising; square k is 2 r + 1 px wide.</summary>
    public static IReadOnlyList<int> GranularityRadiiPx { get; } = [1, 2, 4, 8];

    /// <summary>An ER or Golgi object further than this from every nucleus has none, um, above 0. Default 30.</summary>
    public double CellRadiusUm { get; init; } = 30;

    /// <summary>The same where the pixel size is unknown, px, above 0. Default 75.</summary>
    public double CellRadiusPx { get; init; } = 75;

    /// <summary>All faults at once, one sentence each; empty where there is none.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>();
        AddIf(TextureScalePx is < 1 or > 32, $"TextureScalePx {TextureScalePx} is not from 1 to 32");
        AddIf(TextureLevels is < 2 or > 64, $"TextureLevels {TextureLevels} is not from 2 to 64");
        AddIf(!(CellRadiusUm > 0), $"CellRadiusUm {CellRadiusUm} is not above 0");
        AddIf(!(CellRadiusPx > 0), $"CellRadiusPx {CellRadiusPx} is not above 0");
        return faults;

        void AddIf(bool wrong, string fault)
        {
            if (wrong)
            {
                faults.Add(fault);
            }
        }
    }

    /// <summary>The cell radius in px of a field.</summary>
    public double CellRadius(double? pixelSizeUm) => pixelSizeUm is { } size ? CellRadiusUm / size : CellRadiusPx;

    /// <exception cref="ArgumentException">The options have faults; all are named.</exception>
    internal void Check()
    {
        if (Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException($"measurement options: {string.Join("; ", faults)}");
        }
    }
}
