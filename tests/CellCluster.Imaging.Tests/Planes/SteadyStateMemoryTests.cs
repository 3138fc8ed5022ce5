using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Planes;

/// <summary>Runs alone: tests of many plane sizes beside it would empty the pool of planes.</summary>
[CollectionDefinition(nameof(SteadyStateMemoryCollection), DisableParallelization = true)]
public class SteadyStateMemoryCollection;

/// <summary>Thresholds, filters and background on planes of 1 MB: a call allocates its result and a few handles. Morphology has a test of its own.</summary>
[Collection(nameof(SteadyStateMemoryCollection))]
public class SteadyStateMemoryTests
{
    private const int Side = 512;

    [Fact]
    public void Filters_SteadyState_AllocateNothingInProportionToThePlane()
    {
        using Plane<float> plane = ConstructedPlane.Plane(Side, Side, 5, 60, 10);
        using var result = new Plane<float>(Side, Side);
        using var words = new Plane<ushort>(Side, Side, Array.ConvertAll(plane.Buffer, pixel => (ushort)(pixel * 65535)));
        using var bytes = new Plane<byte>(Side, Side, Array.ConvertAll(plane.Buffer, pixel => (byte)(pixel * 255)));
        using var filteredWords = new Plane<ushort>(Side, Side);
        using var filteredBytes = new Plane<byte>(Side, Side);
        using var holed = new Plane<float>(Side, Side, [.. plane.Buffer]);
        holed[200, 300] = float.NaN;
        Measure("Gaussian", 2_000, () => GaussianBlur.Apply(plane, 18.3, result));
        Measure("small Gaussian", 2_000, () => GaussianBlur.Apply(plane, 1, result));
        Measure("median of floats", 2_000, () => MedianFilter.Apply(plane, 5, result));
        Measure("median of floats with NaN", 2_000, () => MedianFilter.Apply(holed, 5, result));
        Measure("median of words", 2_000, () => MedianFilter.Apply(words, 3, filteredWords));
        Measure("median of bytes", 2_000, () => MedianFilter.Apply(bytes, 15, filteredBytes));
        Measure("quantiles", 500, () => Quantiles.Of(plane, 0.9));
    }

    [Fact]
    public void Thresholds_SteadyState_AllocateNothingInProportionToThePlane()
    {
        using Plane<float> plane = ConstructedPlane.Plane(Side, Side, 5, 60, 10);
        using var surface = new Plane<float>(Side, Side);
        using var mask = new Plane<byte>(Side, Side);
        Measure("mask above a level", 500, () => ThresholdMask.Above(plane, 0.1f, mask));
        Measure("local surface", 2_000, () => LocalThreshold.Surface(plane, 111, surface));
        Measure("local residual", 2_000, () => LocalThreshold.Residual(plane, 181, surface));
        Measure("local mask", 2_000, () => LocalThreshold.Mask(plane, 111, float.NegativeInfinity, mask));
        Measure("Li of the pixels", 500, () => LiThreshold.Of(plane));
        // 256 counts and 257 edges are the result: 3 kB.
        Measure("histogram", 4_000, () => Histogram.Of(plane));
        foreach (LevelMethod method in Enum.GetValues<LevelMethod>())
        {
            Measure($"{method}", 4_000, () => GlobalThreshold.Find(plane, method));
        }
    }

    /// <summary>There are as many regions as the plane is large: 49 here, which share one histogram of 3 kB.</summary>
    [Fact]
    public void ChowKaneko_SteadyState_AllocatesOneHistogramForAllRegions()
    {
        using Plane<float> plane = ConstructedPlane.Plane(Side, Side, 5, 60, 10);
        using var surface = new Plane<float>(Side, Side);
        Assert.Equal(49, ChowKanekoThreshold.Surface(plane, surface, 128).RegionCount);
        Measure("Chow and Kaneko", 16_000, () => ChowKanekoThreshold.Surface(plane, surface, 128));
    }

    [Fact]
    public void Background_SteadyState_AllocatesNothingInProportionToThePlane()
    {
        using Plane<float> plane = ConstructedPlane.Plane(Side, Side, 5, 60, 10);
        using var result = new Plane<float>(Side, Side);
        var learned = new FlatFieldAccumulator(Side, Side, new FlatFieldOptions { MinFieldCount = 1 });
        learned.Add(plane);
        using FlatField flat = learned.Build();
        var ball = new Ball(25, 0.001);
        Measure("percentile clip", 500, () => PercentileClip.Apply(plane, 90, result));
        Measure("flat field", 500, () => flat.Apply(plane, result, 1));
        Measure("flat field learns", 500, () => learned.Add(plane));
        Measure("fast ball, apex", 4_000, () => RollingBall.FastBackground(plane, ball, BallSense.Apex, 2, result));
        Measure("fast ball, opening", 4_000, () => RollingBall.FastBackground(plane, ball, BallSense.Opening, 2, result));
        Measure("ball, opening", 4_000, () => RollingBall.Background(plane, ball, BallSense.Opening, result));
        Measure("ball subtracted", 4_000, () => RollingBall.Subtract(plane, ball, BallSense.Apex, result));
    }

    private static void Measure(string name, long limit, Action operation)
    {
        operation();
        operation();
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 5; i++)
        {
            operation();
        }
        long each = (GC.GetAllocatedBytesForCurrentThread() - before) / 5;
        Assert.True(each <= limit, $"{name} allocated {each} bytes a call, at most {limit} expected");
    }
}
