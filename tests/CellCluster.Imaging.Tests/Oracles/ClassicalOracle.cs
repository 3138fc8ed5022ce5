using System.Text.Json;

namespace CellCluster.Imaging.Tests.Oracles;

internal sealed record ThresholdsOracle(long[] Histogram, int Otsu, int Isodata, double Mean, double[] Quantiles, int Minimum);

internal sealed record LocalOracle(int Block, double[][] Samples);

internal sealed record MaskOracle(long Foreground, long Filled, uint FilledHash, long Opened, uint OpenedHash, int Components, int Contours, double AreaSum, double HullSum, double[][] Largest);

internal sealed record PlaneOracle(int Height, int Width, uint Seed, int Disks, int Gradient, ThresholdsOracle? Thresholds, LocalOracle[] Local, MaskOracle? Mask)
{
    public Plane<float> Make() => ConstructedPlane.Plane(Height, Width, Seed, Disks, Gradient);
}

internal sealed record RandomMaskOracle(int Height, int Width, uint Seed, double Share, MaskOracle Mask);

/// <summary>Values recorded by tools/oracles/classical_operations.py.</summary>
internal sealed record ClassicalOracle(PlaneOracle[] Planes, RandomMaskOracle[] Masks)
{
    public static ClassicalOracle Recorded { get; } = Read();

    private static ClassicalOracle Read() => JsonSerializer.Deserialize<ClassicalOracle>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Oracles", "classical.json")),
        new JsonSerializerOptions(JsonSerializerDefaults.Web))!;
}
