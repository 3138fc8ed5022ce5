using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>The two groups that a level makes of a histogram.</summary>
/// <param name="UpperCount">Pixels above the level's bin.</param>
/// <param name="UpperShare">Their share of all, 0..1.</param>
/// <param name="Contrast">Difference of the means over the lower group's standard deviation (of at least half a bin); 0 where a group is empty.</param>
/// <param name="LowerMean">Mean of the lower group, in the plane's units.</param>
/// <param name="LowerDeviation">Its standard deviation, in the plane's units.</param>
internal readonly record struct Classes(long UpperCount, double UpperShare, double Contrast, double LowerMean, double LowerDeviation)
{
    /// <summary>The groups of bins 0..<paramref name="bin"/> and of the bins above.</summary>
    public static Classes At(Histogram histogram, int bin)
    {
        long lower = 0;
        double lowerSum = 0;
        double lowerSquares = 0;
        double upperSum = 0;
        for (int i = 0; i < Histogram.BinCount; i++)
        {
            long count = histogram.Counts[i];
            if (i <= bin)
            {
                lower += count;
                lowerSum += count * (double)i;
                lowerSquares += count * (double)i * i;
            }
            else
            {
                upperSum += count * (double)i;
            }
        }
        long upper = histogram.PixelCount - lower;
        if (lower == 0 || upper == 0)
        {
            return new Classes(upper, (double)upper / Math.Max(1, histogram.PixelCount), 0, double.NaN, double.NaN);
        }
        double mean = lowerSum / lower;
        double deviation = Math.Max(0.5, Math.Sqrt(Math.Max(0, (lowerSquares / lower) - (mean * mean))));
        double width = (double)histogram.Centre(1) - histogram.Centre(0);
        return new Classes(
            upper,
            (double)upper / histogram.PixelCount,
            ((upperSum / upper) - mean) / deviation,
            histogram.Centre(0) + (mean * width),
            deviation * width);
    }
}
