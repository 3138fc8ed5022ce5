namespace CellCluster.Analysis;

/// <summary>How well positive and negative controls of a plate are apart (docs/algorithms/plate-statistics.md).</summary>
/// <param name="PositiveCount">Positive wells with a number.</param>
/// <param name="NegativeCount">Negative wells with a number.</param>
/// <param name="ZPrime">1 - 3 (s+ + s-) / |m+ - m-| with means and standard deviations (over n - 1): at most 1; 0.5 and above is an excellent
/// assay, below 0 the controls overlap. NaN below two wells of either kind or where the means are equal.</param>
/// <param name="RobustZPrime">The same with medians and 1.4826 MAD: one bad well does not move it.</param>
/// <param name="Ssmd">Strictly standardised mean difference (m+ - m-) / sqrt(s+^2 + s-^2), with sign; NaN where both deviations are 0.</param>
/// <remarks>Sources: Zhang, Chung and Oldenburg 1999, doi:10.1177/108705719900400206; Zhang 2007, doi:10.1016/j.ygeno.2007.01.007 (SSMD).</remarks>
public readonly record struct AssayQuality(int PositiveCount, int NegativeCount, double ZPrime, double RobustZPrime, double Ssmd)
{
    /// <summary>Compares the wells of two kinds of control. NaN is left out; the order of wells does not show in any bit.</summary>
    public static AssayQuality Of(ReadOnlySpan<double> positive, ReadOnlySpan<double> negative)
    {
        double[] plus = Order.Sorted(positive);
        double[] minus = Order.Sorted(negative);
        if (plus.Length < 2 || minus.Length < 2)
        {
            return new AssayQuality(plus.Length, minus.Length, double.NaN, double.NaN, double.NaN);
        }
        (double mean, double deviation) p = Order.Moments(plus);
        (double mean, double deviation) m = Order.Moments(minus);
        double spread = Math.Sqrt((p.deviation * p.deviation) + (m.deviation * m.deviation));
        return new AssayQuality(
            plus.Length,
            minus.Length,
            Factor(p.mean - m.mean, p.deviation + m.deviation),
            Factor(
                Order.Quantile(plus, 0.5) - Order.Quantile(minus, 0.5),
                Order.NormalMad * (Order.MedianAbsoluteDeviation(plus) + Order.MedianAbsoluteDeviation(minus))),
            spread > 0 ? (p.mean - m.mean) / spread : double.NaN);
    }

    private static double Factor(double difference, double spread) => difference == 0 ? double.NaN : 1 - (3 * spread / Math.Abs(difference));
}
