using CellCluster.Imaging.Tests.Planes;

namespace CellCluster.Imaging.Tests.Background;

public class PercentileClipTests
{
    [Fact]
    public void Apply_ElevenLevels_ClipsAtTheNinetiethPercentileAndStretches()
    {
        using var plane = new Plane<float>(1, 11, [0, 10, 20, 30, 40, 50, 60, 70, 80, 90, 190]);
        ClipReport report = PercentileClip.Apply(plane, 90, plane);
        Assert.Equal(new ClipReport(90, 190, 9, 0), report);
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1], plane.Buffer);
    }

    [Fact]
    public void Apply_PercentileBetweenRanks_InterpolatesAsNumPy()
    {
        using var plane = new Plane<float>(1, 4, [1, 2, 3, 7]);
        Assert.Equal(2.5, PercentileClip.Apply(plane, 50, plane).Level);
        Assert.Equal([0, 0, 0.5f / 4.5f, 1], plane.Buffer);
    }

    [Theory]
    [InlineData(5f, 5f, 5f)]
    [InlineData(float.NaN, float.NaN, float.NaN)]
    [InlineData(9f, 9f, 2f)] // the brightest level covers more than the rest of the percentile
    public void Apply_NothingAboveTheLevel_GivesZeros(float a, float b, float c)
    {
        using var plane = new Plane<float>(1, 3, [a, b, c]);
        Assert.True(PercentileClip.Apply(plane, 90, plane).IsFlat);
        Assert.Equal([0, 0, 0], plane.Buffer);
    }

    [Fact]
    public void Apply_NonFinitePixels_BecomeZeroAndAreCounted()
    {
        using var plane = new Plane<float>(1, 5, [float.NaN, 1, 2, float.PositiveInfinity, 3]);
        Assert.Equal(2, PercentileClip.Apply(plane, 50, plane).NonFinitePixelCount);
        Assert.Equal([0, 0, 0, 0, 1], plane.Buffer);
    }

    [Theory]
    [MemberData(nameof(EdgePlanes.Sizes), MemberType = typeof(EdgePlanes))]
    public void Apply_EdgePlanes_EqualTheDefinition(int height, int width)
    {
        foreach ((string content, Plane<float> plane) in EdgePlanes.Of(height, width))
        {
            using Plane<float> source = plane;
            using var result = new Plane<float>(height, width);
            foreach (double percentile in new[] { 0.0, 37.5, 90, 100 })
            {
                ClipReport report = PercentileClip.Apply(source, percentile, result);
                double[] sorted = [.. source.Buffer.Where(float.IsFinite).Select(pixel => (double)pixel).Order()];
                double level = Percentile(sorted, percentile);
                double maximum = sorted.Length == 0 ? double.NaN : sorted[^1];
                Assert.Equal(new ClipReport(level, maximum, sorted.LongCount(pixel => pixel < level), source.PixelCount - sorted.Length), report);
                for (int i = 0; i < source.PixelCount; i++)
                {
                    float pixel = source.Pixels[i];
                    double expected = float.IsFinite(pixel) && pixel > level ? (pixel - level) / (maximum - level) : 0;
                    Assert.True(Math.Abs(expected - result.Pixels[i]) <= 1e-6 && result.Pixels[i] is >= 0 and <= 1, $"{content}, {percentile} %, pixel {i}: {result.Pixels[i]}, expected {expected}");
                }
            }
        }
    }

    private static double Percentile(double[] sorted, double percentile)
    {
        if (sorted.Length == 0)
        {
            return double.NaN;
        }
        double rank = percentile / 100 * (sorted.Length - 1);
        int lower = (int)rank;
        return rank == lower ? sorted[lower] : sorted[lower] + ((rank - lower) * (sorted[lower + 1] - sorted[lower]));
    }
}
