using System.Text.Json;
using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Oracles;

internal sealed record ObjectOracle(
    uint Id, int Area, int[] Box, double[] Centroid, double Perimeter, int ConvexArea, double Eccentricity, double[] Axes, double[] Intensity, double[]? Texture, double[]? Granularity);

internal sealed record FieldOracle(int Height, int Width, uint Seed, int Objects, ObjectOracle[] Rows, double[][] Distances)
{
    public Plane<uint> Labels() => ConstructedField.Labels(Height, Width, Seed, Objects);

    public Plane<float> Plane() => ConstructedField.Plane(Height, Width, Seed + 7);
}

internal sealed record PolishOracle(
    double?[][] Table, double Overall, double?[] Rows, double?[] Columns, double?[][] Residuals, int Iterations, double?[][]? Scores);

internal sealed record AggregateOracle(double[] Values, double Median, double Mad, double Mean, double Trimmed, double Deviation, double[] Quartiles);

internal sealed record QualityOracle(int Height, int Width, uint Seed, double Mean, double Focus, double LocalFocus, double Gradient, double PowerSlope);

/// <summary>Values recorded by tools/oracles/measurements.py.</summary>
internal sealed record MeasurementOracle(FieldOracle[] Fields, PolishOracle[] Polish, AggregateOracle Aggregate, QualityOracle[] Qualities)
{
    public static MeasurementOracle Recorded { get; } = Read();

    private static MeasurementOracle Read() => JsonSerializer.Deserialize<MeasurementOracle>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Oracles", "measurements.json")),
        new JsonSerializerOptions(JsonSerializerDefaults.Web))!;
}
