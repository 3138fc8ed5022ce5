namespace CellCluster.Imaging;

/// <summary>Li's minimum cross entropy: iterates T = (m1 - m2) / (ln m1 - ln m2) over the means of the two groups, from the mean of all.</summary>
/// <remarks>
/// Grey levels are counted from the smallest one, so an offset of the plane does not matter. Two forms:
/// of a histogram, on bin centres until a step is half a bin or less, as scikit-image's <c>threshold_li</c> does for integer planes: the same value to
/// float64 rounding when the bins are those grey levels (0..255 with a range of -0.5..255.5); and of a plane, on the pixels themselves, as it does for float
/// planes: the same value to its float32 means (1e-5 of the range). There scikit-image stops when a step is below half the smallest difference of two grey
/// levels, which takes a sort; we stop when the groups no longer change, the point it approaches, or at a step the caller names.
/// Source: Li and Tam 1998, doi:10.1016/S0167-8655(98)00057-9.
/// </remarks>
public static class LiThreshold
{
    private const int LargestRoundCount = 1000;

    /// <summary>The level of a histogram; foreground is above it. The value itself for a constant plane, NaN without finite pixels.</summary>
    public static float Find(Histogram histogram)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        if (histogram.IsConstant)
        {
            return histogram.Minimum;
        }
        double origin = histogram.Centre(histogram.FirstBin);
        double tolerance = ((double)histogram.Edge(Histogram.BinCount) - histogram.Edge(0)) / Histogram.BinCount / 2;
        double next = Group(histogram, double.NegativeInfinity, origin).UpperMean;
        double current = -2 * tolerance;
        for (int round = 0; round < LargestRoundCount && Math.Abs(next - current) > tolerance; round++)
        {
            current = next;
            (double lower, double upper) = Group(histogram, current, origin);
            next = Step(lower, upper, current);
        }
        return (float)(next + origin);
    }

    /// <summary>The level of a plane's own pixels; foreground is above it. The value itself for a constant plane, NaN without finite pixels.</summary>
    /// <param name="plane">(height, width) float; NaN and infinite pixels are left out.</param>
    /// <param name="tolerance">Ends when a step is this small, grey levels, 0 or more. Default 0: when the two groups stay the same.</param>
    /// <remarks>O(pixels) per round, 5 to 20 rounds; nothing is allocated.</remarks>
    public static float Of(Plane<float> plane, double tolerance = 0)
    {
        ArgumentNullException.ThrowIfNull(plane);
        if (!(tolerance >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "expected a step of 0 or more grey levels");
        }
        PixelRange range = PixelStatistics.Range(plane.Pixels);
        if (!(range.Maximum > range.Minimum))
        {
            return range.Minimum;
        }
        float origin = range.Minimum;
        double sum = PixelStatistics.SumWithin(plane.Pixels, float.NegativeInfinity, float.MaxValue, origin, out long count);
        double next = sum / count;
        double current = double.NegativeInfinity;
        long lowerBefore = -1;
        for (int round = 0; round < LargestRoundCount && Math.Abs(next - current) > tolerance; round++)
        {
            current = next;
            // Pixels are float32: above the float64 level is above the largest float32 not beyond it.
            // The lower group is summed and the upper one is the rest, never the other way round: its sum may be tiny beside the rest's rounding.
            double lowerSum = PixelStatistics.SumWithin(plane.Pixels, float.NegativeInfinity, RoundDown(current + origin), origin, out long lower);
            if (lower == lowerBefore)
            {
                break;
            }
            lowerBefore = lower;
            next = Step(lowerSum / lower, (sum - lowerSum) / (count - lower), current);
        }
        return (float)(next + origin);
    }

    // Where one group has no pixel, or the lower one only pixels of the smallest grey level (logarithm of 0), the level stays or goes to that one.
    private static double Step(double lower, double upper, double current) =>
        double.IsNaN(lower) || double.IsNaN(upper) ? current
        : lower <= 0 ? 0
        : upper <= lower ? current
        : (lower - upper) / (Math.Log(lower) - Math.Log(upper));

    private static (double LowerMean, double UpperMean) Group(Histogram histogram, double level, double origin)
    {
        double lowerCount = 0;
        double lowerSum = 0;
        double upperCount = 0;
        double upperSum = 0;
        for (int i = histogram.FirstBin; i <= histogram.LastBin; i++)
        {
            double centre = histogram.Centre(i) - origin;
            if (centre > level)
            {
                upperCount += histogram.Counts[i];
                upperSum += histogram.Counts[i] * centre;
            }
            else
            {
                lowerCount += histogram.Counts[i];
                lowerSum += histogram.Counts[i] * centre;
            }
        }
        return (lowerSum / lowerCount, upperSum / upperCount);
    }

    private static float RoundDown(double level)
    {
        float rounded = (float)level;
        return rounded > level ? MathF.BitDecrement(rounded) : rounded;
    }
}
