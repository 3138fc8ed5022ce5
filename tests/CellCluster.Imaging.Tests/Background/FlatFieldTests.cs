using CellCluster.Imaging.Tests.Oracles;
using CellCluster.Imaging.Tests.Planes;

namespace CellCluster.Imaging.Tests.Background;

/// <summary>Truth by construction: fields of objects on a background, multiplied by a known gain.</summary>
public class FlatFieldTests
{
    private const int Height = 300;
    private const int Width = 410;
    private const double Dark = 100;

    [Fact]
    public void Build_FieldsOfAKnownGain_RecoversItWithinOneAndAHalfPercent()
    {
        using FlatField flat = Learn(Enumerable.Range(1, 48)).Build();
        double worst = 0;
        for (int i = 0; i < flat.Gain.PixelCount; i++)
        {
            worst = Math.Max(worst, Math.Abs((flat.Gain.Pixels[i] / Gain(i / Width, i % Width)) - 1));
        }
        // 256 px of 40 % noise: a block's median is off by 0.9 %, the median of 48 fields by 0.2 %; objects and the extrapolated border cost the rest.
        Assert.True(worst < 0.015, $"the gain is off by {worst:0.0000}");
        Assert.Equal(1, flat.Gain.Buffer.Average(value => (double)value), 1e-6);
        Assert.Equal(48, flat.FieldCount);
    }

    [Fact]
    public void Apply_FieldOfTheGain_IsEvenAfterwards()
    {
        using FlatField flat = Learn(Enumerable.Range(1, 48)).Build();
        using Plane<float> field = Field(100, disks: 0);
        using var even = new Plane<float>(Height, Width);
        flat.Apply(field, even);
        Assert.True(Spread(field) > 0.3);
        Assert.True(Spread(even) < 0.02, $"{Spread(even):0.0000}");
    }

    [Fact]
    public void Build_AnyOrderAndAnySplit_GivesTheSameBits()
    {
        using FlatField ahead = Learn(Enumerable.Range(1, 12)).Build();
        FlatFieldAccumulator late = Learn(Enumerable.Range(7, 6).Reverse());
        late.Merge(Learn(Enumerable.Range(1, 6).Reverse()));
        using FlatField back = late.Build();
        Assert.Equal(ahead.Gain.Buffer, back.Gain.Buffer);
    }

    [Fact]
    public void Add_FieldsWithoutLight_AreSkippedAndCounted()
    {
        FlatFieldAccumulator flat = Learn(Enumerable.Range(1, 8));
        using var closed = new Plane<float>(Height, Width);
        using var nothing = new Plane<float>(Height, Width);
        nothing.Pixels.Fill(float.NaN);
        Assert.False(flat.Add(closed));
        Assert.False(flat.Add(nothing));
        Assert.Equal((8, 2), (flat.FieldCount, flat.SkippedFieldCount));
    }

    [Fact]
    public void Build_TooFewFields_SaysHowManyAreNeeded()
    {
        FlatFieldAccumulator flat = Learn([1, 2]);
        Assert.Contains("8 are needed", Assert.Throws<InvalidOperationException>(flat.Build).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Apply_LevelsOutsideTheRange_AreClampedAndCounted()
    {
        using FlatField flat = Learn(Enumerable.Range(1, 8)).Build();
        using var plane = new Plane<float>(Height, Width);
        plane.Pixels.Fill(1000);
        plane[0, 0] = 0; // below the dark level
        plane[1, 1] = 1e6f;
        plane[2, 2] = float.NaN;
        Assert.Equal(2, flat.Apply(plane, plane, 65535).ClampedPixelCount);
        Assert.Equal((0f, 65535f, float.NaN), (plane[0, 0], plane[1, 1], plane[2, 2]));
    }

    [Fact]
    public void Options_WithFaults_AreListedAtOnce()
    {
        var options = new FlatFieldOptions { BlockPx = 0, Quantile = 2, SigmaPx = double.NaN, MinFieldCount = 0, DarkLevel = double.PositiveInfinity };
        Assert.Equal(5, options.Faults().Count);
        Assert.Throws<ArgumentException>(() => new FlatFieldAccumulator(10, 10, options));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 70)]
    [InlineData(33, 31)]
    public void Build_SmallFields_WorkToo(int height, int width)
    {
        var flat = new FlatFieldAccumulator(height, width, new FlatFieldOptions { MinFieldCount = 1 });
        using var field = new Plane<float>(height, width);
        field.Pixels.Fill(7);
        Assert.True(flat.Add(field));
        using FlatField built = flat.Build();
        Assert.All(built.Gain.Buffer, value => Assert.Equal(1, value, 1e-5));
    }

    [Theory]
    [MemberData(nameof(EdgePlanes.Sizes), MemberType = typeof(EdgePlanes))]
    public void Apply_EdgePlanes_EqualTheDefinition(int height, int width)
    {
        var learned = new FlatFieldAccumulator(height, width, new FlatFieldOptions { MinFieldCount = 1, DarkLevel = Dark, BlockPx = 4, SigmaPx = 4 });
        using var light = new Plane<float>(height, width, [.. Enumerable.Range(0, height * width).Select(i => (float)(Dark + 1000 + (20 * (i % width)) + (9 * (i / width))))]);
        Assert.True(learned.Add(light));
        using FlatField flat = learned.Build();
        foreach ((string content, Plane<float> plane) in EdgePlanes.Of(height, width))
        {
            using Plane<float> source = plane;
            using var result = new Plane<float>(height, width);
            FlatFieldReport report = flat.Apply(source, result, 65_535);
            long clamped = 0;
            for (int i = 0; i < source.PixelCount; i++)
            {
                float even = (source.Pixels[i] - (float)Dark) / flat.Gain.Pixels[i];
                clamped += even is < 0 or > 65_535 ? 1 : 0;
                float expected = float.IsNaN(even) ? float.NaN : Math.Clamp(even, 0, 65_535);
                Assert.True(expected.Equals(result.Pixels[i]), $"{content}, pixel {i}: {result.Pixels[i]}, expected {expected}");
            }
            Assert.Equal(clamped, report.ClampedPixelCount);
            flat.Apply(source, source, 65_535);
            Assert.Equal(result.Buffer, source.Buffer);
        }
    }

    [Theory]
    [MemberData(nameof(EdgePlanes.Sizes), MemberType = typeof(EdgePlanes))]
    public void Build_FromEdgePlanes_IsAUsableGainOrSaysThatThereIsNoLight(int height, int width)
    {
        foreach ((string content, Plane<float> plane) in EdgePlanes.Of(height, width))
        {
            using Plane<float> source = plane;
            var learned = new FlatFieldAccumulator(height, width, new FlatFieldOptions { MinFieldCount = 1, BlockPx = 4, SigmaPx = 4 });
            if (!learned.Add(source))
            {
                Assert.Equal((0, 1), (learned.FieldCount, learned.SkippedFieldCount));
                Assert.Throws<InvalidOperationException>(learned.Build);
                continue;
            }
            Assert.DoesNotContain(content, new[] { "zero", "all NaN" });
            using FlatField flat = learned.Build();
            Assert.All(flat.Gain.Buffer, gain => Assert.True(gain >= FlatField.SmallestUsableGain && float.IsFinite(gain), $"{content}: gain {gain}"));
            if (content is "constant" or "saturated")
            {
                Assert.All(flat.Gain.Buffer, gain => Assert.Equal(1, gain, 1e-5));
            }
        }
    }

    private static FlatFieldAccumulator Learn(IEnumerable<int> seeds)
    {
        var flat = new FlatFieldAccumulator(Height, Width, new FlatFieldOptions { DarkLevel = Dark, BlockPx = 16, SigmaPx = 16 });
        foreach (int seed in seeds)
        {
            using Plane<float> field = Field(seed, disks: 6);
            Assert.True(flat.Add(field));
        }
        return flat;
    }

    // Fields differ in brightness by up to three times.
    private static Plane<float> Field(int seed, int disks)
    {
        Plane<float> field = ConstructedPlane.Plane(Height, Width, (uint)(seed * 1_000_003), disks, 0);
        for (int i = 0; i < field.PixelCount; i++)
        {
            field.Pixels[i] = (float)(Dark + ((1 + (seed % 3)) * 1e5 * field.Pixels[i] * Gain(i / Width, i % Width)));
        }
        return field;
    }

    // A tilted bowl, mean 1 to 1e-6.
    private static double Gain(int y, int x)
    {
        double v = ((y + 0.5) / Height) - 0.5;
        double u = ((x + 0.5) / Width) - 0.5;
        return 1 + (0.2 * u) - (0.1 * v) - (0.6 * ((u * u) + (v * v) - (1 / 6.0)));
    }

    // Largest over smallest block mean, less 1.
    private static double Spread(Plane<float> plane)
    {
        var means = new List<double>();
        for (int y = 0; y < Height; y += 50)
        {
            for (int x = 0; x + 50 <= Width; x += 50)
            {
                means.Add(Enumerable.Range(y, 50).Average(row => Enumerable.Range(x, 50).Average(column => (double)plane[row, column])));
            }
        }
        return (means.Max() / means.Min()) - 1;
    }

    [Theory]
    [InlineData(1, 64)]
    [InlineData(2, 64)]
    [InlineData(32, 1e5)]
    [InlineData(32, 1e6)]
    public void Options_TooManyBlocksOrTooWide_AreFaultsOfTheFieldSize(int blockPx, double sigmaPx)
    {
        var options = new FlatFieldOptions { BlockPx = blockPx, SigmaPx = sigmaPx };
        Assert.Single(options.Faults(2136, 2136));
        Assert.Throws<ArgumentException>(() => new FlatFieldAccumulator(2136, 2136, options));
        Assert.Empty(new FlatFieldOptions { BlockPx = 5 }.Faults(2136, 2136));
    }

    [Fact]
    public void Build_WidestSigma_IsNearlyEven()
    {
        var flat = new FlatFieldAccumulator(200, 250, new FlatFieldOptions { MinFieldCount = 1, BlockPx = 10, SigmaPx = FlatFieldOptions.LargestSigmaPx });
        using Plane<float> field = ConstructedPlane.Plane(200, 250, 3, 0, 20);
        flat.Add(field);
        using FlatField built = flat.Build();
        Assert.InRange(built.SmallestGain, 0.9, 1);
        Assert.InRange(built.LargestGain, 1, 1.1);
    }

    [Fact]
    public void Build_PlaceWithoutLight_IsRaisedToTheSmallestUsableGain()
    {
        var flat = new FlatFieldAccumulator(64, 64, new FlatFieldOptions { MinFieldCount = 1, BlockPx = 4, SigmaPx = 0 });
        using var field = new Plane<float>(64, 64);
        for (int i = 0; i < field.PixelCount; i++)
        {
            field.Pixels[i] = i % 64 < 16 ? 1 : 1000;
        }
        flat.Add(field);
        using FlatField built = flat.Build();
        Assert.Equal(0.16, built.SmallestGain, 0.01); // 1/8, the least ratio counted, over the mean of all
        Assert.True(built.SmallestGain >= FlatField.SmallestUsableGain);
        Assert.Equal(1, built.Gain.Buffer.Average(value => (double)value), 1e-5);
    }
}
