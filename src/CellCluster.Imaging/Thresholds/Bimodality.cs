namespace CellCluster.Imaging;

/// <summary>How clearly a histogram has two groups, one on each side of a level: the same measure whichever method gave the level.</summary>
/// <param name="ValleyDepth">1 - valley / lower peak of the smoothed histogram: 0 (one mode, or a valley that five deviations of counting explain) to 1 (nothing between the peaks).</param>
/// <param name="Separability">Variance between the groups over total variance, 0..1 (Otsu's eta). One normal distribution cut at its mean has 0.64, a uniform one 0.75: above those it says something.</param>
/// <param name="Distance">Difference of the means over the root mean square of the two deviations (Ashman's D); two normal groups show two modes above 2.</param>
/// <param name="UpperShare">Share of the pixels in bins above the level, 0..1.</param>
public readonly record struct Bimodality(double ValleyDepth, double Separability, double Distance, double UpperShare)
{
    // Gaussian of 4 bins: wide enough to close the comb that whole grey levels leave in bins of another width.
    private const double SigmaBins = 4;
    private const int RadiusBins = 16;

    // Peak and valley are the extremes of some twenty independent counts: in pure noise they differ by three deviations most of the time.
    private const double NoiseDeviations = 5;

    private static readonly double[] s_weights = Weights();
    private static readonly double s_noiseGain = s_weights.Sum(weight => weight * weight);

    /// <summary>No level, no groups: all 0.</summary>
    public static Bimodality None { get; }

    /// <summary>Judges the groups of the bins up to the one that holds <paramref name="level"/> and of those above.</summary>
    public static Bimodality At(Histogram histogram, float level)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        if (histogram.IsConstant || float.IsNaN(level))
        {
            return None;
        }
        int bin = histogram.BinOf(level);
        (double separability, double distance, double share) = Groups(histogram.Counts, bin);
        return new Bimodality(Depth(histogram.Counts, bin), separability, distance, share);
    }

    private static (double Separability, double Distance, double UpperShare) Groups(ReadOnlySpan<long> counts, int bin)
    {
        Moments lower = Moments.Of(counts, 0, bin + 1);
        Moments upper = Moments.Of(counts, bin + 1, counts.Length);
        double total = lower.Count + upper.Count;
        if (lower.Count == 0 || upper.Count == 0)
        {
            return (0, 0, upper.Count / total);
        }
        double gap = upper.Mean - lower.Mean;
        double between = lower.Count / total * (upper.Count / total) * gap * gap;
        double within = ((lower.Count * lower.Variance) + (upper.Count * upper.Variance)) / total;
        // A group within one bin still has the bin's own width.
        double spread = Math.Max(1.0 / 12, (lower.Variance + upper.Variance) / 2);
        return (between / (between + within), gap / Math.Sqrt(spread), upper.Count / total);
    }

    private static double Depth(ReadOnlySpan<long> counts, int bin)
    {
        Span<double> smooth = stackalloc double[Histogram.BinCount];
        Smooth(counts, smooth);
        int lower = Peak(smooth, 0, bin + 1);
        int upper = Peak(smooth, Math.Min(bin + 1, smooth.Length - 1), smooth.Length);
        double valley = double.PositiveInfinity;
        for (int i = lower; i <= upper; i++)
        {
            valley = Math.Min(valley, smooth[i]);
        }
        double peak = Math.Min(smooth[lower], smooth[upper]);
        double noise = NoiseDeviations * Math.Sqrt(s_noiseGain * (peak + valley));
        return peak - valley > noise ? 1 - (valley / peak) : 0;
    }

    private static int Peak(ReadOnlySpan<double> smooth, int from, int to)
    {
        int peak = from;
        for (int i = from; i < to; i++)
        {
            if (smooth[i] > smooth[peak])
            {
                peak = i;
            }
        }
        return peak;
    }

    // Nothing is outside the histogram: no reflection, or a peak in the first bin would double.
    private static void Smooth(ReadOnlySpan<long> counts, Span<double> smooth)
    {
        smooth.Clear();
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
            {
                continue;
            }
            int from = Math.Max(0, i - RadiusBins);
            int to = Math.Min(counts.Length - 1, i + RadiusBins);
            for (int j = from; j <= to; j++)
            {
                smooth[j] += counts[i] * s_weights[j - i + RadiusBins];
            }
        }
    }

    private static double[] Weights()
    {
        double[] weights = new double[(2 * RadiusBins) + 1];
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            double offset = (i - RadiusBins) / SigmaBins;
            weights[i] = Math.Exp(-offset * offset / 2);
            sum += weights[i];
        }
        return Array.ConvertAll(weights, weight => weight / sum);
    }
}
