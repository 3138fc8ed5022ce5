using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Thresholds;

public class GlobalThresholdTests
{
    public static TheoryData<LevelMethod> Methods => [.. Enum.GetValues<LevelMethod>()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Find_NothingToDivide_IsDefined(LevelMethod method)
    {
        foreach (float value in new[] { 0f, 1f, -3f, 65_535f, float.MaxValue, 1e-40f })
        {
            foreach ((int height, int width) in new[] { (1, 1), (1, 15), (1, 16), (1, 17), (5, 33) })
            {
                using var plane = new Plane<float>(height, width);
                plane.Pixels.Fill(value);
                Assert.Equal(new ThresholdLevel(method, LevelOutcome.NotBimodal, float.NaN, Bimodality.None), GlobalThreshold.Find(plane, method));
            }
        }
        using var none = new Plane<float>(2, 3);
        none.Pixels.Fill(float.NaN);
        none.Pixels[2] = float.PositiveInfinity;
        Assert.Equal(new ThresholdLevel(method, LevelOutcome.Empty, float.NaN, Bimodality.None), GlobalThreshold.Find(none, method));
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Find_AnyRow_GivesALevelWithinTheRangeOrNone(LevelMethod method)
    {
        foreach (int width in new[] { 2, 15, 16, 17, 300 })
        {
            using var plane = new Plane<float>(1, width, [.. ConstructedPlane.Lcg((uint)width, width).Select(value => value / 7f)]);
            plane.Pixels[width / 2] = float.NaN;
            ThresholdLevel level = GlobalThreshold.Find(plane, method);
            if (level.IsFound)
            {
                Assert.InRange(level.Value, plane.Buffer.Where(float.IsFinite).Min(), plane.Buffer.Where(float.IsFinite).Max());
            }
            Assert.InRange(level.Score, 0, 1);
        }
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Find_TwoModesFarApart_DividesThemWithAHighScore(LevelMethod method)
    {
        using Plane<float> plane = TwoModes(100, 8, 400, 20, every: 3);
        ThresholdLevel level = GlobalThreshold.Find(plane, method);
        Assert.True(level.IsFound, $"{level}");
        Assert.InRange(level.Value, 100, 400);
        Assert.True(level.Value is > 125 and < 340, $"{level}");
        Assert.InRange(level.Score, 0.95, 1);
        Assert.True(Bimodality.HasValley(Histogram.Of(plane)));
        Assert.InRange(level.Bimodality.Distance, 10, 30);
        Assert.Equal(1 / 3.0, level.Bimodality.UpperShare, 0.01);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Find_OneMode_HasALowScore(LevelMethod method)
    {
        using Plane<float> plane = TwoModes(100, 8, 100, 8, every: 3);
        ThresholdLevel level = GlobalThreshold.Find(plane, method);
        Assert.Equal(0, level.Score);
        Assert.False(Bimodality.HasValley(Histogram.Of(plane)));
        if (method is LevelMethod.TwoGaussians or LevelMethod.TwoGaussiansEqualVariance)
        {
            Assert.True(level.Outcome == LevelOutcome.NotBimodal, $"{level} {TwoGaussianFit.Of(Histogram.Of(plane))}");
        }
    }

    [Fact]
    public void Find_SparseBrightMode_IsSeenByMinimumTriangleAndTheFit()
    {
        using Plane<float> plane = TwoModes(100, 8, 400, 20, every: 200);
        foreach (LevelMethod method in new[] { LevelMethod.Minimum, LevelMethod.Triangle, LevelMethod.TwoGaussians })
        {
            ThresholdLevel level = GlobalThreshold.Find(plane, method);
            Assert.InRange(level.Value, 120, 360);
            // The triangle's level is at the foot of the background, not in the valley.
            Assert.InRange(level.Score, method == LevelMethod.Triangle ? 0 : 0.9, 1);
        }
    }

    [Fact]
    public void Find_SparseBrightMode_TellsThatOtsuFellIntoTheBackground()
    {
        using Plane<float> plane = TwoModes(100, 8, 140, 8, every: 400);
        Assert.Equal(0, GlobalThreshold.Find(plane, LevelMethod.Otsu).Score);
        Assert.InRange(GlobalThreshold.Find(plane, LevelMethod.Otsu).Value, 95, 110);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(4)]
    public void HasValley_FewWholeGreyLevels_SeesModesNotLevels(int levelsPerDeviation)
    {
        using Plane<float> one = TwoModes(100, levelsPerDeviation, 100, levelsPerDeviation, every: 3);
        using Plane<float> two = TwoModes(100, levelsPerDeviation, 100 + (20 * levelsPerDeviation), levelsPerDeviation, every: 3);
        foreach (Plane<float> plane in new[] { one, two })
        {
            for (int i = 0; i < plane.PixelCount; i++)
            {
                plane.Pixels[i] = MathF.Round(plane.Pixels[i]);
            }
        }
        Assert.False(Bimodality.HasValley(Histogram.Of(one)));
        Assert.True(Bimodality.HasValley(Histogram.Of(two)));
        Assert.True(Bimodality.HasValley(Histogram.Of([.. Enumerable.Range(0, 1000).Select(i => i % 5 == 0 ? 255f : 0)])));
    }

    // Sums of twelve uniform numbers: bells without chance from run to run.
    private static Plane<float> TwoModes(double lower, double lowerDeviation, double upper, double upperDeviation, int every)
    {
        var plane = new Plane<float>(100, 400);
        int[] noise = ConstructedPlane.Lcg(77, 12 * plane.PixelCount);
        for (int i = 0; i < plane.PixelCount; i++)
        {
            double bell = -6;
            for (int n = 0; n < 12; n++)
            {
                bell += noise[(12 * i) + n] / 65536.0;
            }
            plane.Pixels[i] = (float)(i % every == 0 ? upper + (upperDeviation * bell) : lower + (lowerDeviation * bell));
        }
        return plane;
    }
}
