namespace CellCluster.Imaging;

/// <summary>What the minimum method found.</summary>
/// <param name="IsBimodal">True when smoothing ended at exactly two maxima within the allowed rounds.</param>
/// <param name="Value">The threshold: centre of the valley's bin; NaN where not bimodal. Foreground is above it.</param>
/// <param name="Bin">The valley's bin, 0..255; -1 where not bimodal.</param>
/// <param name="LowerPeakBin">Bin of the lower maximum; -1 where not bimodal.</param>
/// <param name="UpperPeakBin">Bin of the upper maximum; -1 where not bimodal.</param>
/// <param name="RoundCount">How often the histogram was smoothed.</param>
/// <param name="ValleyDepth">How clear the two modes are: 1 - valley / lower of the two peaks in the smoothed histogram, 0..1; 0 where not bimodal.</param>
public readonly record struct MinimumThresholdResult(bool IsBimodal, float Value, int Bin, int LowerPeakBin, int UpperPeakBin, int RoundCount, double ValleyDepth)
{
    internal static MinimumThresholdResult NotBimodal(int rounds) => new(false, float.NaN, -1, -1, -1, rounds, 0);
}

/// <summary>The minimum method: smooth the histogram with a running mean of 3 until fewer than three maxima are left, take the lowest point between two.</summary>
/// <remarks>
/// Maxima are found plateau-aware from left to right, borders of the histogram reflected, exactly as scikit-image's <c>threshold_minimum</c>;
/// where that raises an error the result is not bimodal. Always on 256 bins: on 16-bit histograms the method takes a minute and fails.
/// Source: Prewitt and Mendelsohn 1966, doi:10.1111/j.1749-6632.1965.tb11715.x; Glasbey 1993.
/// </remarks>
public static class MinimumThreshold
{
    /// <summary>Rounds of smoothing after which the search gives up.</summary>
    public const int LargestRoundCount = 10_000;

    /// <summary>Finds the valley of a histogram. At most 10,000 rounds over 256 bins.</summary>
    public static MinimumThresholdResult Find(Histogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        if (histogram.IsConstant)
        {
            return MinimumThresholdResult.NotBimodal(0);
        }
        Span<double> counts = stackalloc double[Histogram.BinCount];
        Span<double> smoothed = stackalloc double[Histogram.BinCount];
        for (int i = 0; i < counts.Length; i++)
        {
            counts[i] = histogram.Counts[i];
        }
        Span<int> maxima = stackalloc int[Histogram.BinCount];
        for (int round = 1; round <= LargestRoundCount; round++)
        {
            RunningMean(counts, smoothed);
            Span<double> next = counts;
            counts = smoothed;
            smoothed = next;
            int found = Maxima(counts, maxima);
            if (found < 3)
            {
                // In the last allowed round the reference gives up even with two maxima.
                return found == 2 && round < LargestRoundCount ? Valley(histogram, counts, maxima[0], maxima[1], round) : MinimumThresholdResult.NotBimodal(round);
            }
        }
        return MinimumThresholdResult.NotBimodal(LargestRoundCount);
    }

    // A running sum as SciPy's uniform_filter1d keeps it, so that plateaus and ties fall the same way.
    private static void RunningMean(ReadOnlySpan<double> source, Span<double> destination)
    {
        int last = source.Length - 1;
        double sum = source[0] + source[0] + source[1];
        destination[0] = sum / 3;
        for (int i = 1; i <= last; i++)
        {
            sum += source[Math.Min(i + 1, last)] - source[Math.Max(i - 2, 0)];
            destination[i] = sum / 3;
        }
    }

    private static int Maxima(ReadOnlySpan<double> counts, Span<int> maxima)
    {
        int found = 0;
        bool rising = true;
        for (int i = 0; i < counts.Length - 1; i++)
        {
            if (rising && counts[i + 1] < counts[i])
            {
                rising = false;
                maxima[found++] = i;
            }
            else if (!rising && counts[i + 1] > counts[i])
            {
                rising = true;
            }
        }
        return found;
    }

    private static MinimumThresholdResult Valley(Histogram histogram, ReadOnlySpan<double> counts, int lower, int upper, int round)
    {
        int valley = lower;
        for (int i = lower; i <= upper; i++)
        {
            if (counts[i] < counts[valley])
            {
                valley = i;
            }
        }
        double depth = 1 - (counts[valley] / Math.Min(counts[lower], counts[upper]));
        return new MinimumThresholdResult(true, histogram.Centre(valley), valley, lower, upper, round, depth);
    }
}
