using CellCluster.Imaging.Tests.Oracles;
using CsCheck;

namespace CellCluster.Imaging.Tests.Thresholds;

public class SharedHistogramTests
{
    [Fact]
    public void Merge_AnyOrderAndGrouping_GivesTheSameHistogram() =>
        Gen.Float[-2, 2].Array[0, 40].Array[3].Sample(
            parts =>
            {
                Histogram[] counted = [.. parts.Select(part => Histogram.Of(part, -1, 1))];
                float[] all = [.. parts.SelectMany(part => part)];
                AssertSame(Histogram.Of(all, -1, 1), counted[0].Merge(counted[1]).Merge(counted[2]));
                AssertSame(counted[0].Merge(counted[1].Merge(counted[2])), counted[0].Merge(counted[1]).Merge(counted[2]));
                AssertSame(counted[1].Merge(counted[0]), counted[0].Merge(counted[1]));
            },
            iter: 200);

    [Fact]
    public void Merge_PlanesOfAPlate_ShareOneLevel()
    {
        Histogram? plate = null;
        var pixels = new List<float>();
        for (uint seed = 30; seed < 34; seed++)
        {
            using Plane<float> plane = ConstructedPlane.Plane(90, 70, seed, 3, 0);
            pixels.AddRange(plane.Buffer);
            Histogram counted = Histogram.Of(plane, 0, 0.5f);
            plate = plate?.Merge(counted) ?? counted;
        }
        Histogram whole = Histogram.Of([.. pixels], 0, 0.5f);
        foreach (LevelMethod method in Enum.GetValues<LevelMethod>())
        {
            Assert.Equal(GlobalThreshold.Find(whole, method), GlobalThreshold.Find(plate!, method));
            Assert.True(GlobalThreshold.Find(plate!, method).IsFound, $"{method}");
        }
    }

    [Fact]
    public void GivenRange_PixelsOutside_CountInTheEndBinsAndAsClamped()
    {
        Histogram histogram = Histogram.Of([-5, 0, 1, 9, float.NaN, float.NegativeInfinity], 0, 1);
        Assert.Equal((4, 2, 2), (histogram.PixelCount, histogram.NonFinitePixelCount, histogram.ClampedPixelCount));
        Assert.Equal((2, 2), (histogram.Counts[0], histogram.Counts[255]));
        Assert.Equal((-5f, 9f), (histogram.Minimum, histogram.Maximum));
    }

    [Fact]
    public void Merge_OtherRange_IsRefused()
    {
        Histogram one = Histogram.Of([1f, 2f], 0, 4);
        Assert.Contains("0 to 5", Assert.Throws<ArgumentException>(() => one.Merge(Histogram.Of([1f], 0, 5))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1f, 1f)]
    [InlineData(2f, 1f)]
    [InlineData(float.NaN, 1f)]
    [InlineData(0f, float.PositiveInfinity)]
    public void GivenRange_ThatIsNone_IsRefused(float minimum, float maximum) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Histogram.Of([1f], minimum, maximum));

    [Fact]
    public void GivenRange_AllPixelsInOneBin_CannotBeDivided()
    {
        Histogram histogram = Histogram.Of([10f, 10.1f, 10.2f], 0, 1000);
        Assert.True(histogram.IsConstant);
        Assert.All(Enum.GetValues<LevelMethod>(), method => Assert.Equal(LevelOutcome.NotBimodal, GlobalThreshold.Find(histogram, method).Outcome));
    }

    private static void AssertSame(Histogram expected, Histogram found)
    {
        Assert.Equal(expected.Counts.ToArray(), found.Counts.ToArray());
        Assert.Equal(
            (expected.Minimum, expected.Maximum, expected.PixelCount, expected.NonFinitePixelCount, expected.ClampedPixelCount),
            (found.Minimum, found.Maximum, found.PixelCount, found.NonFinitePixelCount, found.ClampedPixelCount));
    }
}
