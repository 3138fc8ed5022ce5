using System.Text.Json;

namespace CellCluster.Analysis.Tests.Agreement;

/// <summary>What SciPy, scikit-image and NumPy say (tools/oracles/agreement.py).</summary>
internal sealed record AgreementOracle(
    IReadOnlyList<SeriesOracle> Series, IReadOnlyDictionary<string, double[]> Intervals, IReadOnlyList<MatchingOracle> Matching, PlanesOracle Planes)
{
    public static AgreementOracle Read() => JsonSerializer.Deserialize<AgreementOracle>(
        File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Oracles", "agreement.json")), JsonSerializerOptions.Web)!;
}

internal sealed record SeriesOracle(
    string Name, double[] Predicted, double[] Stained, int[] Wells, double Pearson, double Spearman, double Slope, double Intercept, double Bias, double Lower, double Upper, double Concordance)
{
    public PairedValue[] Pairs => [.. Wells.Select((well, i) => new PairedValue(well, Predicted[i], Stained[i]))];
}

internal sealed record MatchingOracle(int Height, int Width, uint[] Found, uint[] Reference, int FoundCount, int ReferenceCount, int[] TruePositives, double[] Overlaps);

internal sealed record PlanesOracle(int Height, int Width, float[] Predicted, float[] Stained, double Pearson, double Nrmse, double Slope, double Intercept);
