using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>What the figures of one metric are drawn from.</summary>
/// <param name="Title">The metric.</param>
/// <param name="Unit">Empty for plain numbers.</param>
/// <param name="Names">One per pair, shown when pointed at.</param>
/// <param name="Pairs">Predicted and stained; pairs with a number that is not finite are not drawn.</param>
/// <param name="Agreement">The numbers beside the figures.</param>
internal sealed record PairedChart(string Title, string Unit, IReadOnlyList<string> Names, IReadOnlyList<PairedValue> Pairs, MetricAgreement Agreement)
{
    /// <summary><c>, px</c>, or nothing.</summary>
    public string InUnit => Unit.Length > 0 ? $", {UnitText.Of(Unit)}" : "";

    /// <summary>Stained (x) and predicted (y) of the pairs that count.</summary>
    public IEnumerable<ChartPoint> Points => Pairs
        .Select((pair, i) => new ChartPoint(Names[i], pair.Stained, pair.Predicted))
        .Where(point => double.IsFinite(point.X) && double.IsFinite(point.Y));
}

/// <summary>Units of columns as people write them.</summary>
internal static class UnitText
{
    /// <summary><c>um^2</c> is µm²; what was measured on a plane is in the unit of the stain.</summary>
    public static string Of(string unit) => unit switch
    {
        "um" => "µm",
        "um^2" => "µm²",
        "plane" or "normalised stain" => "stain",
        "plane, summed" or "normalised stain, summed" => "stain, summed",
        _ => unit.Replace("^2", "²", StringComparison.Ordinal),
    };
}

/// <summary>A number with its interval as people write it.</summary>
internal static class EstimateText
{
    /// <summary><c>0.93 [0.88, 0.96]</c>; the number alone where there is no interval; the reason where there is no number.</summary>
    public static string Of(Estimate estimate) => double.IsNaN(estimate.Value)
        ? $"– ({estimate.Reason.ToText()})"
        : estimate.HasInterval ? $"{Number(estimate.Value)} [{Number(estimate.Low)}, {Number(estimate.High)}]" : Number(estimate.Value);

    /// <summary>Three digits, with a true minus sign.</summary>
    public static string Number(double value) => NumberText.Short(value).Replace('-', '\u2212');
}
