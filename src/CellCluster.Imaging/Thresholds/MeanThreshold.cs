namespace CellCluster.Imaging;

/// <summary>The mean as a threshold: covers the signal generously (the source's first step for ER).</summary>
public static class MeanThreshold
{
    /// <summary>Mean of the finite pixels, summed in float64 in a fixed order; NaN where there is none.</summary>
    public static double Of(Plane<float> plane)
    {
        ArgumentNullException.ThrowIfNull(plane);
        return PixelStatistics.Sum(plane.Pixels, out long finite) / finite;
    }

    /// <summary>Mean of the bin centres, weighted by their counts: within half a bin of the pixels' mean; NaN without finite pixels.</summary>
    public static double Of(Histogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        double sum = 0;
        for (int i = 0; i < Histogram.BinCount; i++)
        {
            sum += histogram.Counts[i] * (double)histogram.Centre(i);
        }
        return histogram.PixelCount == 0 ? double.NaN : sum / histogram.PixelCount;
    }
}
