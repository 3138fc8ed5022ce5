namespace CellCluster.Imaging;

/// <summary>How clearly a histogram has two groups, one on each side of a level: the same measure whichever method gave the level.</summary>
/// <param name="ValleyDepth">1 - valley / lower peak of the smoothed histogram: 0 (one mode, or a valley that five deviations of counting explain) to 1 (nothing between the peaks).</param>
/// <param name="Separability">Variance between the groups over total variance, 0..1 (Otsu's eta). One normal distribution cut at its mean has 0.64, a uniform one 0.75: above those it says something.</param>
/// <param name="Distance">Difference of the means over the root mean square of the two deviations (Ashman's D); two normal groups show two modes above 2.</param>
/// <param name="UpperShare">Share of the pixels in bins above the level, 0..1.</param>
public readonly record struct Bimodality(double ValleyDepth, double Separability, double Distance, double UpperShare)
{
    // Peak and valley are the extremes of some twenty independent counts: in pure noise they differ by three deviations most of the time.
    private const double NoiseDeviations = 5;

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
        Span<double> smooth = stackalloc double[Histogram.BinCount];
        double noiseGain = SmoothCounts.Of(histogram, smooth);
        return new Bimodality(Depth(smooth, noiseGain, bin), separability, distance, share);
    }

    /// <summary>True when some level has a <see cref="ValleyDepth"/> above 0.</summary>
    public static bool HasValley(Histogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        Span<double> smooth = stackalloc double[Histogram.BinCount];
        double noiseGain = SmoothCounts.Of(histogram, smooth);
        // If any level has a valley, the lowest point of that valley is such a level too.
        for (int bin = 1; bin < smooth.Length - 1; bin++)
        {
            if (smooth[bin] <= smooth[bin - 1] && smooth[bin] <= smooth[bin + 1] && Depth(smooth, noiseGain, bin) > 0)
            {
                return true;
            }
        }
        return false;
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

    private static double Depth(ReadOnlySpan<double> smooth, double noiseGain, int bin)
    {
        int lower = Peak(smooth, 0, bin + 1);
        int upper = Peak(smooth, Math.Min(bin + 1, smooth.Length - 1), smooth.Length);
        double valley = double.PositiveInfinity;
        for (int i = lower; i <= upper; i++)
        {
            valley = Math.Min(valley, smooth[i]);
        }
        double peak = Math.Min(smooth[lower], smooth[upper]);
        double noise = NoiseDeviations * Math.Sqrt(noiseGain * (peak + valley));
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
}
