using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Thresholds;

public class LevelOracleTests
{
    public static TheoryData<int> Planes => [.. Enumerable.Range(0, ThresholdValuesOracle.Recorded.Planes.Length)];

    [Theory]
    [MemberData(nameof(Planes))]
    public void Triangle_ConstructedPlane_FallsIntoTheSameBinAsScikitImage(int index)
    {
        LevelOracle oracle = ThresholdValuesOracle.Recorded.Planes[index];
        using Plane<float> plane = oracle.Make();
        Histogram histogram = Histogram.Of(plane);
        Assert.Equal(histogram.Centre(oracle.Triangle), TriangleThreshold.Find(histogram));
    }

    [Theory]
    [MemberData(nameof(Planes))]
    public void Li_FloatPlane_EqualsScikitImage(int index)
    {
        LevelOracle oracle = ThresholdValuesOracle.Recorded.Planes[index];
        using Plane<float> plane = oracle.Make();
        // 1e-5 of the range: scikit-image averages float32 pixels in float32.
        Assert.Equal(oracle.Li, LiThreshold.Of(plane), 1e-5 * oracle.LiRange);
        Histogram histogram = Histogram.Of(plane);
        double bin = (double)histogram.Centre(1) - histogram.Centre(0);
        Assert.Equal(oracle.Li, LiThreshold.Find(histogram), bin);
    }

    [Theory]
    [MemberData(nameof(Planes))]
    public void Li_WholeGreyLevels_EqualsScikitImage(int index)
    {
        LevelOracle oracle = ThresholdValuesOracle.Recorded.Planes[index];
        using Plane<float> plane = oracle.MakeWhole();
        Histogram histogram = Histogram.Of(plane, -0.5f, 255.5f);
        Assert.Equal(oracle.LiWhole!.Value, LiThreshold.Find(histogram), 1e-6 * oracle.LiWhole.Value); // float32 result
        Assert.Equal(oracle.LiHalfStep!.Value, LiThreshold.Of(plane, tolerance: 0.5), 1e-5 * oracle.LiHalfStep.Value);
    }

    /// <summary>Algorithm 1 of the source, step by step on the pixels, and isodata on the histogram are one method.</summary>
    [Theory]
    [MemberData(nameof(Planes))]
    public void Isodata_LiteralAlgorithmOne_EndsInTheSameBin(int index)
    {
        LevelOracle oracle = ThresholdValuesOracle.Recorded.Planes[index];
        using Plane<float> plane = oracle.Make();
        Histogram histogram = Histogram.Of(plane);
        double level = IterateFrom(histogram.Minimum, plane.Pixels);
        Assert.Equal(oracle.Iterated, level, 1e-6 * level);
        double bin = (double)histogram.Centre(1) - histogram.Centre(0);
        // Two bins: the means of bins are off by up to half a bin, and a bin counts as fixed up to one below its middle.
        Assert.Equal(level, IsodataThreshold.Find(histogram), 2 * bin);
    }

    /// <summary>On the bins themselves the loop, started from below, stands still exactly at isodata's bin.</summary>
    [Theory]
    [MemberData(nameof(Planes))]
    public void Isodata_AlgorithmOneOnBins_IsItsFixedPoint(int index)
    {
        using Plane<float> plane = ThresholdValuesOracle.Recorded.Planes[index].Make();
        Histogram histogram = Histogram.Of(plane);
        double level = histogram.Centre(0);
        for (double before = double.NaN; level != before;)
        {
            before = level;
            double middle = MiddleOfMeans(histogram, level);
            level = histogram.Centre(BinAtOrBelow(histogram, middle));
        }
        Assert.Equal((float)level, IsodataThreshold.Find(histogram));
    }

    // Step 1, an initial estimate: the smallest grey level, so that the lowest fixed point is met first.
    private static double IterateFrom(double level, ReadOnlySpan<float> pixels)
    {
        double change = double.PositiveInfinity;
        while (change > 1e-9)
        {
            (double upperSum, long upper, double lowerSum, long lower) = (0, 0, 0, 0); // step 2: two groups
            foreach (float pixel in pixels)
            {
                (upperSum, upper, lowerSum, lower) = pixel > level ? (upperSum + pixel, upper + 1, lowerSum, lower) : (upperSum, upper, lowerSum + pixel, lower + 1);
            }
            double next = ((upperSum / upper) + (lowerSum / lower)) / 2; // steps 3 and 4
            change = Math.Abs(next - level); // step 5
            level = next;
        }
        return level;
    }

    private static double MiddleOfMeans(Histogram histogram, double level)
    {
        (double upperSum, double upper, double lowerSum, double lower) = (0, 0, 0, 0);
        for (int i = 0; i < Histogram.BinCount; i++)
        {
            double centre = histogram.Centre(i);
            (upperSum, upper) = centre > level ? (upperSum + (histogram.Counts[i] * centre), upper + histogram.Counts[i]) : (upperSum, upper);
            (lowerSum, lower) = centre > level ? (lowerSum, lower) : (lowerSum + (histogram.Counts[i] * centre), lower + histogram.Counts[i]);
        }
        return ((upperSum / upper) + (lowerSum / lower)) / 2;
    }

    private static int BinAtOrBelow(Histogram histogram, double value)
    {
        int bin = 0;
        while (bin < Histogram.BinCount - 1 && histogram.Centre(bin + 1) <= value)
        {
            bin++;
        }
        return bin;
    }
}
