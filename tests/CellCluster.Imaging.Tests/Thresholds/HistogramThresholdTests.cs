namespace CellCluster.Imaging.Tests.Thresholds;

public class HistogramThresholdTests
{
    [Fact]
    public void Histogram_NotANumber_IsLeftOutAndCounted()
    {
        Histogram histogram = Histogram.Of([0, 1, float.NaN, float.PositiveInfinity, 2]);
        Assert.Equal((3, 2, 0f, 2f), (histogram.PixelCount, histogram.NonFinitePixelCount, histogram.Minimum, histogram.Maximum));
        Assert.Equal((1, 1, 1), (histogram.Counts[0], histogram.Counts[128], histogram.Counts[255]));
    }

    [Fact]
    public void Thresholds_ConstantOrWithoutNumbers_AreDefined()
    {
        Histogram constant = Histogram.Of([3, 3, 3]);
        Assert.Equal((3f, 3f, 3), (OtsuThreshold.Find(constant), IsodataThreshold.Find(constant), constant.Counts[128]));
        Assert.False(MinimumThreshold.Find(constant).IsBimodal);
        Histogram none = Histogram.Of([float.NaN]);
        Assert.True(float.IsNaN(OtsuThreshold.Find(none)));
        Assert.False(MinimumThreshold.Find(none).IsBimodal);
    }

    [Fact]
    public void MinimumThreshold_OneMode_IsNotBimodal()
    {
        MinimumThresholdResult result = MinimumThreshold.Find(Histogram.Of([.. Enumerable.Range(0, 256).SelectMany(i => Enumerable.Repeat(i + 0.5f, 300 - i))]));
        Assert.False(result.IsBimodal);
        Assert.True(float.IsNaN(result.Value));
    }

    [Fact]
    public void MinimumThreshold_TwoModes_LiesInTheValley()
    {
        MinimumThresholdResult result = MinimumThreshold.Find(Histogram.Of(Spread((0.2, 3), (0.8, 1))));
        Assert.True(result.IsBimodal);
        Assert.InRange(result.Value, 0.4f, 0.6f);
        Assert.True(result.ValleyDepth > 0.9, $"{result.ValleyDepth}");
    }

    [Fact]
    public void ThresholdMask_NotANumber_IsBackground()
    {
        using var plane = new Plane<float>(1, 4, [1, 2, float.NaN, 3]);
        using var mask = new Plane<byte>(1, 4);
        Assert.Equal(1, ThresholdMask.Above(plane, 2, mask));
        Assert.Equal([0, 0, 0, 255], mask.Buffer);
        Assert.Equal(0, ThresholdMask.Above(plane, float.NaN, mask));
        using var surface = new Plane<float>(1, 4, [0, 0, 0, float.NaN]);
        Assert.Equal(1, ThresholdMask.AboveSurface(plane, surface, 1, mask));
        Assert.Equal([0, 255, 0, 0], mask.Buffer);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(110)]
    public void LocalThreshold_EvenBlock_IsRefused(int block)
    {
        using var plane = new Plane<float>(4, 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => LocalThreshold.Surface(plane, block, plane));
    }

    // Triangular modes of half width 0.2, without chance.
    private static float[] Spread(params (double Middle, int Weight)[] modes)
    {
        var pixels = new List<float>();
        foreach ((double middle, int weight) in modes)
        {
            for (int i = -100; i <= 100; i++)
            {
                pixels.AddRange(Enumerable.Repeat((float)(middle + (i * 0.002)), weight * (101 - Math.Abs(i))));
            }
        }
        return [.. pixels];
    }

    [Fact]
    public void Histogram_LevelsBeyondHalfOfFloat32_HaveFiniteCentres()
    {
        Histogram histogram = Histogram.Of([1e38f, 2e38f, 3.3e38f]);
        Assert.All(Enumerable.Range(0, Histogram.BinCount), bin => Assert.InRange(histogram.Centre(bin), histogram.Edge(bin), histogram.Edge(bin + 1)));
        Assert.InRange(OtsuThreshold.Find(histogram), 1e38f, 3.3e38f);
    }

    [Fact]
    public void Li_LowerGroupOfTheSmallestLevelAlone_EndsThere()
    {
        float[] pixels = new float[262_144];
        var random = new Random(4);
        for (int i = 0; i < pixels.Length; i++)
        {
            pixels[i] = i % 10 < 7 ? 0.1f : (float)(7000 + (3000 * random.NextDouble()));
        }
        using var plane = new Plane<float>(512, 512, pixels);
        Assert.Equal(0.1f, LiThreshold.Of(plane)); // as scikit-image: the logarithm of 0 ends the rounds
    }
}
