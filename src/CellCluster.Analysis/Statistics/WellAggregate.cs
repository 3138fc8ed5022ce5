namespace CellCluster.Analysis;

/// <summary>One number of a well over its fields, robust to a bad field (docs/algorithms/plate-statistics.md).</summary>
/// <param name="Count">Fields behind it: those with a number.</param>
/// <param name="Median">Their median; NaN without fields, as all below.</param>
/// <param name="Mad">Median absolute deviation times 1.4826: a standard deviation that outliers do not move.</param>
/// <param name="Mean">Arithmetic mean.</param>
/// <param name="TrimmedMean">Mean without the lowest and the highest tenth (rounded down to whole fields).</param>
/// <param name="Deviation">Standard deviation (over n - 1); NaN below two fields.</param>
/// <param name="LowerQuartile">0.25 quantile, interpolated linearly.</param>
/// <param name="UpperQuartile">0.75 quantile.</param>
public readonly record struct WellAggregate(
    int Count, double Median, double Mad, double Mean, double TrimmedMean, double Deviation, double LowerQuartile, double UpperQuartile)
{
    /// <summary>Aggregates the fields of a well. Values are sorted before they are summed: their order does not show in any bit. NaN is left out.</summary>
    public static WellAggregate Of(ReadOnlySpan<double> fields)
    {
        double[] sorted = Order.Sorted(fields);
        (double mean, double deviation) = Order.Moments(sorted);
        return new WellAggregate(
            sorted.Length,
            Order.Quantile(sorted, 0.5),
            Order.NormalMad * Order.MedianAbsoluteDeviation(sorted),
            mean,
            Order.TrimmedMean(sorted),
            deviation,
            Order.Quantile(sorted, 0.25),
            Order.Quantile(sorted, 0.75));
    }
}
