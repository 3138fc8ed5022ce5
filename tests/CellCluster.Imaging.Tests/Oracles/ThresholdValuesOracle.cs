using System.Text.Json;

namespace CellCluster.Imaging.Tests.Oracles;

internal sealed record LevelOracle(int Index, double Li, double LiRange, double? LiWhole, double? LiHalfStep, int Triangle, double Iterated)
{
    public Plane<float> Make() => ClassicalOracle.Recorded.Planes[Index].Make();

    /// <summary>The plane in whole grey levels 0..255.</summary>
    public Plane<float> MakeWhole()
    {
        Plane<float> plane = Make();
        for (int i = 0; i < plane.PixelCount; i++)
        {
            plane.Pixels[i] = MathF.Floor(plane.Pixels[i] * 256);
        }
        return plane;
    }
}

internal sealed record MixtureOracle(double[] Classes, double Optimum, double First, double Last, long[] Counts, double[] Fit, double[] CommonFit)
{
    public TwoGaussians Mixture => new(new GaussianClass(Classes[0], Classes[1], Classes[2]), new GaussianClass(Classes[3], Classes[4], Classes[5]));

    public double BinWidth => (Last - First) / Histogram.BinCount;

    public Histogram MakeHistogram()
    {
        float[] pixels = new float[Counts.Sum()];
        int at = 0;
        for (int i = 0; i < Counts.Length; i++)
        {
            pixels.AsSpan(at, (int)Counts[i]).Fill((float)(First + ((i + 0.5) * BinWidth)));
            at += (int)Counts[i];
        }
        return Histogram.Of(pixels, (float)First, (float)Last);
    }
}

internal sealed record MedianOracle(int Height, int Width, uint Seed, string Kind, int Size, uint Hash);

/// <summary>Values recorded by tools/oracles/threshold_values.py.</summary>
internal sealed record ThresholdValuesOracle(LevelOracle[] Planes, MixtureOracle[] Mixtures, MedianOracle[] Medians)
{
    public static ThresholdValuesOracle Recorded { get; } = JsonSerializer.Deserialize<ThresholdValuesOracle>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Oracles", "thresholds.json")),
        new JsonSerializerOptions(JsonSerializerDefaults.Web))!;
}
