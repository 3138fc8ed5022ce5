using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Thresholds;

public class ChowKanekoTests
{
    [Fact]
    public void Surface_PlaneOfOneRegion_IsTheOptimumOfItsHistogram()
    {
        using Plane<float> plane = Spots(128, 128, column => 100, objects: _ => true, out _);
        using var surface = new Plane<float>(128, 128);
        ChowKanekoResult result = ChowKanekoThreshold.Surface(plane, surface, 128);
        float optimum = OptimalThreshold.Find(Histogram.Of(plane)).Value;
        Assert.Equal(new ChowKanekoResult(LevelOutcome.Found, 1, 1, optimum, optimum), result);
        Assert.All(surface.Buffer, level => Assert.Equal(optimum, level));
    }

    [Fact]
    public void Surface_StrongGradient_DividesWhereOneLevelFails()
    {
        using Plane<float> plane = Spots(400, 700, column => 100 + (0.25 * column), objects: _ => true, out bool[] truth);
        using var surface = new Plane<float>(400, 700);
        using var mask = new Plane<byte>(400, 700);
        ChowKanekoResult result = ChowKanekoThreshold.Surface(plane, surface, 128);
        Assert.Equal(LevelOutcome.Found, result.Outcome);
        Assert.True(result.HighestLevel - result.LowestLevel > 100, $"{result}");
        ThresholdMask.AboveSurface(plane, surface, float.NegativeInfinity, mask);
        Assert.InRange(Agreement(mask, truth), 0.98, 1);
        ThresholdMask.Above(plane, OptimalThreshold.Find(Histogram.Of(plane)).Value, mask);
        Assert.InRange(Agreement(mask, truth), 0, 0.9); // NaN where there is none: nothing found
    }

    [Fact]
    public void Surface_HalfWithoutObjects_TakesItsLevelsFromTheOther()
    {
        using Plane<float> plane = Spots(300, 600, column => 100, objects: x => x < 250, out bool[] truth);
        using var surface = new Plane<float>(300, 600);
        using var mask = new Plane<byte>(300, 600);
        ChowKanekoResult result = ChowKanekoThreshold.Surface(plane, surface, 100);
        Assert.InRange(result.BimodalRegionCount, 10, result.RegionCount - 20);
        Assert.All(surface.Buffer, level => Assert.InRange(level, result.LowestLevel, result.HighestLevel));
        ThresholdMask.AboveSurface(plane, surface, float.NegativeInfinity, mask);
        Assert.InRange(Agreement(mask, truth), 0.98, 1);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 15)]
    [InlineData(1, 16)]
    [InlineData(1, 17)]
    [InlineData(60, 60)]
    public void Surface_NothingBimodal_LetsNothingThrough(int height, int width)
    {
        int[] noise = ConstructedPlane.Lcg(9, height * width);
        Func<int, float>[] kinds = [_ => 0, _ => 65_535, i => noise[i], _ => float.NaN];
        foreach (Func<int, float> kind in kinds)
        {
            using var plane = new Plane<float>(height, width, [.. Enumerable.Range(0, height * width).Select(kind)]);
            using var mask = new Plane<byte>(height, width);
            using var surface = new Plane<float>(height, width);
            ChowKanekoResult result = ChowKanekoThreshold.Surface(plane, surface, 24);
            Assert.NotEqual(LevelOutcome.Found, result.Outcome);
            Assert.Equal(float.IsNaN(plane.Pixels[0]) ? LevelOutcome.Empty : LevelOutcome.NotBimodal, result.Outcome);
            Assert.Equal(0, ThresholdMask.AboveSurface(plane, surface, float.NegativeInfinity, mask));
        }
    }

    [Fact]
    public void Surface_RegionTooSmall_IsRefused()
    {
        using var plane = new Plane<float>(40, 40);
        Assert.Throws<ArgumentOutOfRangeException>(() => ChowKanekoThreshold.Surface(plane, plane, 15));
    }

    [Fact]
    public void LevelGrid_CornersOfAPlaneOfLevels_AreInterpolatedExactly()
    {
        using var surface = new Plane<float>(9, 13);
        double[] rows = [2, 6];
        double[] columns = [1, 5, 11];
        LevelGrid.Fill([.. rows.SelectMany(y => columns.Select(x => 10 + (3 * y) - (2 * x)))], rows, columns, surface);
        for (int y = 0; y < 9; y++)
        {
            for (int x = 0; x < 13; x++)
            {
                Assert.Equal(10 + (3 * Math.Clamp(y, 2, 6)) - (2 * Math.Clamp(x, 1, 11)), surface[y, x], 1e-5f);
            }
        }
    }

    // Disks of radius 7 every 23 px on a bell-shaped background, 80 above it.
    private static Plane<float> Spots(int height, int width, Func<int, double> background, Func<int, bool> objects, out bool[] truth)
    {
        var plane = new Plane<float>(height, width);
        truth = new bool[plane.PixelCount];
        int[] noise = ConstructedPlane.Lcg(31, 12 * plane.PixelCount);
        for (int i = 0; i < plane.PixelCount; i++)
        {
            (int y, int x) = (i / width, i % width);
            double bell = -6;
            for (int n = 0; n < 12; n++)
            {
                bell += noise[(12 * i) + n] / 65536.0;
            }
            truth[i] = objects(x) && (((y % 23) - 11) * ((y % 23) - 11)) + (((x % 23) - 11) * ((x % 23) - 11)) <= 49;
            plane.Pixels[i] = (float)(background(x) + (8 * bell) + (truth[i] ? 80 : 0));
        }
        return plane;
    }

    private static double Agreement(Plane<byte> mask, bool[] truth)
    {
        double both = 0;
        double sum = 0;
        for (int i = 0; i < truth.Length; i++)
        {
            both += truth[i] && mask.Pixels[i] != 0 ? 2 : 0;
            sum += (truth[i] ? 1 : 0) + (mask.Pixels[i] != 0 ? 1 : 0);
        }
        return both / sum;
    }

    [Fact]
    public void LevelGaps_GridWithinReach_IsTheMeanOfAllLevels()
    {
        double[] places = [.. Enumerable.Range(0, 17).Select(i => 10.0 * i)];
        double[] levels = [.. ConstructedPlane.Lcg(3, 17 * 17).Select(value => value % 3 == 0 ? value : double.NaN)];
        double[] filled = [.. levels];
        LevelGaps.Fill(filled, places, places, new double[filled.Length]);
        for (int i = 0; i < levels.Length; i++)
        {
            var known = Enumerable.Range(0, levels.Length).Where(j => !double.IsNaN(levels[j]))
                .Select(j => (Level: levels[j], Weight: 1 / (Math.Pow(places[i / 17] - places[j / 17], 2) + Math.Pow(places[i % 17] - places[j % 17], 2)))).ToList();
            Assert.Equal(double.IsNaN(levels[i]) ? known.Sum(k => k.Level * k.Weight) / known.Sum(k => k.Weight) : levels[i], filled[i], 1e-6);
        }
    }

    [Fact]
    public void LevelGaps_OneLevelFarAway_ReachesEveryCrossing()
    {
        double[] places = [.. Enumerable.Range(0, 60).Select(i => 8.0 * i)];
        double[] levels = [.. Enumerable.Repeat(double.NaN, 3600)];
        levels[^1] = 5;
        LevelGaps.Fill(levels, places, places, new double[levels.Length]);
        Assert.All(levels, level => Assert.Equal(5, level, 1e-9));
    }
}
