namespace CellCluster.Imaging;

/// <summary>Otsu's threshold: the bin that separates two classes with the largest variance between them.</summary>
/// <remarks>Same bin as scikit-image's <c>threshold_otsu</c>. Source: Otsu 1979, doi:10.1109/TSMC.1979.4310076.</remarks>
public static class OtsuThreshold
{
    /// <summary>The centre of the bin that maximises the variance between classes; foreground is above it. The value itself for a constant plane, NaN without finite pixels.</summary>
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
        double lowerWeight = 0;
        double lowerSum = 0;
        double best = double.NegativeInfinity;
        int bin = 0;
        for (int i = 0; i < Histogram.BinCount - 1; i++)
        {
            lowerWeight += histogram.Counts[i];
            lowerSum += histogram.Counts[i] * (double)histogram.Centre(i);
            double upperWeight = weight - lowerWeight;
            double difference = (lowerSum / lowerWeight) - ((total - lowerSum) / upperWeight);
            double between = lowerWeight * upperWeight * difference * difference;
            if (between > best)
            {
                best = between;
                bin = i;
            }
        }
        return histogram.Centre(bin);
    }
}
