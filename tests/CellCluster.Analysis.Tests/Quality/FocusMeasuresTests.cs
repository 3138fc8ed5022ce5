using CellCluster.Imaging;
using CellCluster.TestKit;

namespace CellCluster.Analysis.Tests.Quality;

/// <summary>What the measures are for: blur, uneven light, nothing to see.</summary>
public class FocusMeasuresTests
{
    [Fact]
    public void PowerSlope_RealFocusStack_IsHighestInFocus()
    {
        if (SharedData.TryPath("bf_focus_stack") is not { } folder)
        {
            Assert.Skip(SharedData.Absent);
            return;
        }
        double[] slopes = [.. ((string[])["z000", "z025", "z050", "z100"]).Select(z =>
        {
            using Plane plane = ImageFile.Read(Path.Combine(folder, $"230418DS30_p0011_t00001_{z}_w00.png"));
            return PlaneQuality.Of(plane).PowerSlope;
        })];
        Assert.Equal(slopes[2], slopes.Max());
        Assert.True(slopes[2] > slopes[0] && slopes[2] > slopes[3], string.Join(' ', slopes));
    }

    [Fact]
    public void PowerSlope_RisingBlurOfADrawnField_FallsStepByStep()
    {
        double slope = double.PositiveInfinity;
        foreach (double sigma in (double[])[0.6, 1.5, 3, 6])
        {
            using Plane<float> plane = Field(520, 30, 1);
            GaussianBlur.Apply(plane, sigma, plane);
            double next = PlaneQuality.Of(plane).PowerSlope;
            Assert.True(next < slope - 0.2, $"{sigma}: {next} after {slope}");
            slope = next;
        }
        Assert.True(slope < -2.5, $"{slope}"); // cut edges and rounding keep it from falling on
    }

    [Fact]
    public void LocalFocus_StructureInHalfTheField_IsAboveThatOfNoise()
    {
        using Plane<float> noise = Field(320, 0, 3);
        using Plane<float> cells = Field(320, 12, 3);
        Assert.True(PlaneQuality.Of(cells).LocalFocus > 100 * PlaneQuality.Of(noise).LocalFocus);
    }

    [Fact]
    public void Gradient_LinearLight_IsItsRangeOverTheMean()
    {
        using var plane = new Plane<ushort>(640, 960);
        for (int i = 0; i < plane.PixelCount; i++)
        {
            plane.Pixels[i] = (ushort)(1000 + (i % 960) + (2 * (i / 960)));
        }
        // Between the centres of the outermost tiles: (960 - 32) + 2 (640 - 32) levels over a mean of 1000 + 479.5 + 639.
        Assert.Equal((928 + 1216) / 2118.5, PlaneQuality.Of(plane).Gradient, 1e-9);
    }

    [Fact]
    public void Gradient_EvenLightWithCells_IsSmall()
    {
        using Plane<float> plane = Field(640, 60, 2);
        Assert.InRange(PlaneQuality.Of(plane).Gradient, 0, 0.1);
    }

    [Fact]
    public void Empty_NoiseAlone_IsEmptyAndCellsAreNot()
    {
        using Plane<ushort> noise = Counts(640, null, 3);
        using Plane<float> cells = Field(640, 12, 4);
        using Plane<ushort> few = Counts(640, cells, 3);
        PlaneQuality nothing = PlaneQuality.Of(noise);
        PlaneQuality some = PlaneQuality.Of(few);
        Assert.True(nothing.IsEmpty, $"{nothing.StructuredShare}");
        Assert.False(some.IsEmpty, $"{some.StructuredShare}");
    }

    [Fact]
    public void Quality_SmallAndDegeneratePlanes_AreDefined()
    {
        foreach ((int height, int width) in ((int, int)[])[(1, 1), (1, 40), (31, 33), (33, 65), (64, 64)])
        {
            using var zero = new Plane<byte>(height, width);
            PlaneQuality blank = PlaneQuality.Of(zero);
            Assert.True(blank.IsBlank);
            Assert.Equal((0, 0), (blank.Mean, blank.Focus));
            Assert.True(double.IsNaN(blank.PowerSlope));
            using var full = new Plane<ushort>(height, width);
            full.Pixels.Fill(ushort.MaxValue);
            Assert.Equal(1, PlaneQuality.Of(full).SaturatedShare);
            using var holes = new Plane<float>(height, width);
            holes.Each((i, _) => i % 2 == 0 ? float.NaN : i);
            PlaneQuality half = PlaneQuality.Of(holes);
            Assert.Equal((holes.PixelCount + 1) / 2, half.NonFinitePixelCount);
            Assert.True(double.IsNaN(half.PowerSlope) && double.IsNaN(half.LocalFocus) && double.IsNaN(half.Gradient));
        }
    }

    [Fact]
    public void Quality_Dead16BitBits_CountsSaturationOnlyAtTheTop()
    {
        using var plane = new Plane<ushort>(40, 40);
        plane.Pixels[..400].Fill(4095);
        Assert.Equal(0, PlaneQuality.Of(plane).SaturatedShare);
        plane.Pixels[..400].Fill(65535);
        Assert.Equal(0.25, PlaneQuality.Of(plane).SaturatedShare);
    }

    // Disks on a level of 1000 with noise of 5.
    private static Plane<float> Field(int side, int disks, int seed)
    {
        var random = new Random(seed);
        var plane = new Plane<float>(side, side);
        for (int i = 0; i < disks; i++)
        {
            plane.Disk(random.Next(side), random.Next(side), 8 + random.Next(8), 300);
        }
        return plane.Each((_, pixel) => pixel + 1000 + (float)(10 * (random.NextDouble() - 0.5)));
    }

    private static Plane<ushort> Counts(int side, Plane<float>? cells, int seed)
    {
        var random = new Random(seed);
        var plane = new Plane<ushort>(side, side);
        for (int i = 0; i < plane.PixelCount; i++)
        {
            plane.Pixels[i] = (ushort)((cells?.Pixels[i] ?? 1000) + (20 * (random.NextDouble() + random.NextDouble() - 1)));
        }
        return plane;
    }
}
