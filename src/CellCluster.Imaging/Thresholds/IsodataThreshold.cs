namespace CellCluster.Imaging;

/// <summary>Isodata (Ridler and Calvard; Algorithm 1 of the source): the lowest level that is midway between the means of the two groups it makes.</summary>
/// <remarks>
/// Algorithm 1 iterates T = (m1 + m2)/2 until T stands still; (m1 + m2)/2 never falls as T rises, so from the smallest grey level it climbs to the lowest such
/// T, which is found here in one pass over the cumulated bins instead (from another start it may end at a higher one). Tests run the loop literally.
/// Same bin as scikit-image's <c>threshold_isodata</c>. Source: Ridler and Calvard 1978, doi:10.1109/TSMC.1978.4310039.
/// </remarks>
public static class IsodataThreshold
{
    /// <summary>The centre of the lowest bin that is a fixed point; foreground is above it. The value itself for a constant plane, NaN without finite pixels.</summary>
    public static float Find(Histogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        if (histogram.IsConstant)
        {
            return histogram.Minimum;
        }
        double total = 0;
        double weight = 0;
        for (int i = 0; i < Histogram.BinCount; i++)
        {
            weight += histogram.Counts[i];
            total += histogram.Counts[i] * (double)histogram.Centre(i);
        }
        double binWidth = (double)histogram.Centre(1) - histogram.Centre(0);
        double lowerWeight = 0;
        double lowerSum = 0;
        double nearest = double.PositiveInfinity;
        int nearestBin = 0;
        for (int i = 0; i < Histogram.BinCount - 1; i++)
        {
            double centre = histogram.Centre(i);
            lowerWeight += histogram.Counts[i];
            lowerSum += histogram.Counts[i] * centre;
            double middle = ((lowerSum / lowerWeight) + ((total - lowerSum) / (weight - lowerWeight))) / 2;
            double distance = middle - centre;
            if (distance >= 0 && distance < binWidth)
            {
                return histogram.Centre(i);
            }
            if (Math.Abs(distance) < nearest)
            {
                nearest = Math.Abs(distance);
                nearestBin = i;
            }
        }
        return histogram.Centre(nearestBin); // only where float32 edges round a fixed point away
    }
}
