namespace CellCluster.Imaging;

/// <summary>The triangle method: the bin farthest below the straight line from the histogram's peak to the end of its longer tail.</summary>
/// <remarks>
/// Made for one large mode (the background) with a thin tail, where methods that want two modes fail. Same bin as scikit-image's
/// <c>threshold_triangle</c> on the same 256 bins, ties included. Source: Zack, Rogers and Latt 1977, doi:10.1177/25.7.70454.
/// </remarks>
public static class TriangleThreshold
{
    /// <summary>The centre of the bin; foreground is above it. The value itself for a constant plane, NaN without finite pixels.</summary>
    public static float Find(Histogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        if (histogram.IsConstant)
        {
            return histogram.Minimum;
        }
        ReadOnlySpan<long> counts = histogram.Counts;
        int peak = 0;
        for (int i = 1; i < counts.Length; i++)
        {
            peak = counts[i] > counts[peak] ? i : peak;
        }
        bool tailAbove = peak - histogram.FirstBin < histogram.LastBin - peak;
        // Seen from the end of the tail towards the peak.
        int end = tailAbove ? histogram.LastBin : histogram.FirstBin;
        int step = tailAbove ? -1 : 1;
        int width = Math.Abs(peak - end);
        double norm = Math.Sqrt(((double)counts[peak] * counts[peak]) + ((double)width * width));
        double rise = counts[peak] / norm;
        double run = width / norm;
        double farthest = double.NegativeInfinity;
        int bin = end;
        for (int x = 0; x < width; x++)
        {
            double length = (rise * x) - (run * counts[end + (step * x)]);
            if (length > farthest)
            {
                farthest = length;
                bin = end + (step * x);
            }
        }
        return histogram.Centre(bin);
    }
}
