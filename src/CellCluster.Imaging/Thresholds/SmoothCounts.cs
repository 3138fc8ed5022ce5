namespace CellCluster.Imaging;

/// <summary>The counts of a histogram smoothed by a Gaussian, for finding modes.</summary>
/// <remarks>
/// Deviation 4 bins; where whole grey levels leave a comb (every n-th bin holds pixels) 0.6 n, at most 16: teeth of up to 26 bins melt together, ripple below 0.2 %.
/// Nothing is outside the histogram: no reflection, or a peak in the first bin would double.
/// </remarks>
internal static class SmoothCounts
{
    private const double LeastSigmaBins = 4;
    private const double LargestSigmaBins = 16;
    private const double SigmaPerTooth = 0.6;
    private const int RadiusSigmas = 4;

    /// <summary>Writes the smoothed counts.</summary>
    /// <returns>What a count's variance is multiplied by: the sum of the squared weights.</returns>
    public static double Of(Histogram histogram, Span<double> smooth)
    {
        ReadOnlySpan<long> counts = histogram.Counts;
        double sigma = Math.Clamp(SigmaPerTooth * MedianGap(histogram), LeastSigmaBins, LargestSigmaBins);
        int radius = (int)(RadiusSigmas * sigma);
        Span<double> weights = stackalloc double[radius + 1];
        double noiseGain = Weights(sigma, weights);
        smooth.Clear();
        for (int i = histogram.FirstBin; i <= histogram.LastBin; i++)
        {
            if (counts[i] == 0)
            {
                continue;
            }
            int to = Math.Min(counts.Length - 1, i + radius);
            for (int j = Math.Max(0, i - radius); j <= to; j++)
            {
                smooth[j] += counts[i] * weights[Math.Abs(j - i)];
            }
        }
        return noiseGain;
    }

    // From one bin that holds pixels to the next.
    private static int MedianGap(Histogram histogram)
    {
        Span<int> gaps = stackalloc int[Histogram.BinCount];
        int found = 0;
        int before = histogram.FirstBin;
        for (int i = before + 1; i <= histogram.LastBin; i++)
        {
            if (histogram.Counts[i] > 0)
            {
                gaps[found++] = i - before;
                before = i;
            }
        }
        gaps = gaps[..found];
        gaps.Sort();
        return found == 0 ? 1 : gaps[found / 2];
    }

    private static double Weights(double sigma, Span<double> weights)
    {
        double sum = 0;
        for (int k = weights.Length - 1; k >= 0; k--)
        {
            weights[k] = Math.Exp(-k * k / (2 * sigma * sigma));
            sum += k == 0 ? 1 : 2 * weights[k];
        }
        double squares = 0;
        for (int k = weights.Length - 1; k >= 0; k--)
        {
            weights[k] /= sum;
            squares += (k == 0 ? 1 : 2) * weights[k] * weights[k];
        }
        return squares;
    }
}
