using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Filters;

public class FilterTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 17)]
    [InlineData(15, 2)]
    public void GaussianBlur_ConstantPlaneOfAnySize_StaysConstant(int height, int width)
    {
        using var plane = new Plane<float>(height, width);
        plane.Pixels.Fill(7);
        GaussianBlur.Apply(plane, 18.3, plane);
        Assert.All(plane.Buffer, pixel => Assert.Equal(7, pixel, 1e-5f));
    }

    [Fact]
    public void GaussianBlur_Point_SpreadsLikeTheFormula()
    {
        using var plane = new Plane<float>(41, 41);
        plane[20, 20] = 1;
        GaussianBlur.Apply(plane, 2, plane);
        double weight = Enumerable.Range(-8, 17).Sum(i => Math.Exp(-i * i / 8.0));
        Assert.Equal(Math.Exp(-(9 + 4) / 8.0) / (weight * weight), plane[23, 18], 1e-7);
        Assert.Equal(0, plane[20, 29]); // beyond 4 sigma
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(double.NaN)]
    public void GaussianBlur_SigmaThatIsNone_IsRefused(double sigma)
    {
        using var plane = new Plane<float>(2, 2);
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianBlur.Apply(plane, sigma, plane));
    }

    [Fact]
    public void Resampling_Halving_AveragesBlocks()
    {
        using var plane = new Plane<float>(2, 4, [1, 3, 10, 10, 5, 7, 10, 14]);
        using var half = new Plane<float>(1, 2);
        Resampling.Apply(plane, half);
        Assert.Equal([4, 11], half.Buffer);
    }

    [Theory]
    [InlineData(Enlarging.Bilinear)]
    [InlineData(Enlarging.Cubic)]
    public void Resampling_EnlargingARamp_KeepsItStraightInside(Enlarging enlarging)
    {
        using var ramp = new Plane<float>(8, 20);
        for (int i = 0; i < ramp.PixelCount; i++)
        {
            ramp.Pixels[i] = i % 20;
        }
        using var wide = new Plane<float>(16, 50);
        Resampling.Apply(ramp, wide, enlarging);
        for (int x = 6; x < 44; x++)
        {
            // New centre x + 0.5 lies at (x + 0.5) / 2.5 - 0.5 of the old columns; cubic's a = -0.75 is not exact on ramps.
            Assert.Equal(((x + 0.5) / 2.5) - 0.5, wide[7, x], enlarging == Enlarging.Cubic ? 0.05 : 1e-5);
        }
    }

    [Fact]
    public void Resampling_SizeFor_NeverReachesZero() => Assert.Equal((1, 3), Resampling.SizeFor(1, 5, 0.5));

    [Fact]
    public void IlluminationFlattening_GradientTimesTexture_KeepsMeanAndTakesTheGradientOut()
    {
        using var plane = new Plane<float>(300, 400);
        int[] noise = ConstructedPlane.Lcg(8, plane.PixelCount);
        for (int i = 0; i < plane.PixelCount; i++)
        {
            plane.Pixels[i] = (float)((1000 + (3.0 * (i % 400))) * (0.95 + (noise[i] / 655360.0)));
        }
        using var flat = new Plane<float>(300, 400);
        IlluminationReport report = IlluminationFlattening.Apply(plane, 40, flat);
        Assert.Equal(MeanThreshold.Of(plane), MeanThreshold.Of(flat), 0.01);
        Assert.Equal(0, report.FlooredPixelCount);
        Assert.True(report.LargestGain / report.SmallestGain > 1.8);
        double left = ColumnsMean(flat, 100, 140);
        double right = ColumnsMean(flat, 260, 300);
        Assert.Equal(1, right / left, 0.01);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(-5f)]
    [InlineData(float.NaN)]
    public void IlluminationFlattening_WithoutLight_LeavesThePlane(float value)
    {
        using var plane = new Plane<float>(20, 30);
        plane.Pixels.Fill(value);
        using var flat = new Plane<float>(20, 30);
        Assert.Equal(new IlluminationReport(1, 1, 0), IlluminationFlattening.Apply(plane, 10, flat));
        Assert.Equal(plane.Buffer, flat.Buffer);
    }

    private static double ColumnsMean(Plane<float> plane, int from, int to)
    {
        double sum = 0;
        for (int y = 0; y < plane.Height; y++)
        {
            for (int x = from; x < to; x++)
            {
                sum += plane[y, x];
            }
        }
        return sum / (plane.Height * (to - from));
    }

    [Theory]
    [InlineData(10_001)]
    [InlineData(1e9)]
    [InlineData(double.PositiveInfinity)]
    public void Gaussian_SigmaWhoseScratchWraps_IsRefusedAndLeaksNothing(double sigma)
    {
        using var plane = new Plane<float>(3, 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => GaussianBlur.Apply(plane, sigma, plane));
        Assert.Throws<ArgumentOutOfRangeException>(() => IlluminationFlattening.Apply(plane, sigma, plane));
        Assert.Throws<ArgumentOutOfRangeException>(() => LocalThreshold.Surface(plane, 25_165_825, plane));
        Assert.Throws<ArgumentOutOfRangeException>(() => LocalThreshold.Residual(plane, LocalThreshold.LargestBlockPx + 2, plane));
    }

    [Fact]
    public void Gaussian_LargestSigma_IsTheMean()
    {
        using var plane = new Plane<float>(5, 7, [.. ConstructedPlane.Lcg(1, 35).Select(value => (float)value)]);
        double mean = plane.Buffer.Average(value => (double)value);
        LocalThreshold.Surface(plane, LocalThreshold.LargestBlockPx, plane);
        Assert.All(plane.Buffer, pixel => Assert.Equal(mean, pixel, 0.02 * mean));
    }

    [Fact]
    public void Gaussian_PlaneOfSeveralBands_IsTheBitsOfItsTranspose()
    {
        float[] pixels = [.. ConstructedPlane.Lcg(2, 20_000).Select(value => (float)value)];
        using var tall = new Plane<float>(20_000, 1, [.. pixels]);
        using var wide = new Plane<float>(1, 20_000, [.. pixels]);
        GaussianBlur.Apply(tall, 9.5, tall);
        GaussianBlur.Apply(wide, 9.5, wide);
        Assert.Equal(wide.Buffer, tall.Buffer);
    }

    [Fact]
    public void Gaussian_LevelsNearTheEndOfFloat32_AreRightOrNotFinite()
    {
        using var plane = new Plane<float>(20, 20);
        plane.Pixels.Fill(8e37f);
        plane[3, 3] = -8e37f;
        GaussianBlur.Apply(plane, 1, plane);
        Assert.All(plane.Buffer, pixel => Assert.InRange(pixel, -8e37f, 8.1e37f));
        plane.Pixels.Fill(3e38f);
        GaussianBlur.Apply(plane, 1, plane);
        Assert.All(plane.Buffer, pixel => Assert.False(float.IsFinite(pixel)));
    }

    [Theory]
    [InlineData(Enlarging.Bilinear)]
    [InlineData(Enlarging.Cubic)]
    public void Resampling_OneAxisShrinksAndOneGrows_AveragesTheOneThatShrinks(Enlarging enlarging)
    {
        using var stripes = new Plane<float>(6, 40);
        for (int i = 0; i < stripes.PixelCount; i++)
        {
            stripes.Pixels[i] = i % 40 % 4 == 0 ? 1 : 0;
        }
        using var narrow = new Plane<float>(9, 10);
        Resampling.Apply(stripes, narrow, enlarging);
        Assert.All(narrow.Buffer, pixel => Assert.Equal(0.25, pixel, 1e-5));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    public void IlluminationFlattening_ThinPlane_IsFlattenedAsARowOfAWholeOne(int height)
    {
        using var whole = new Plane<float>(400, 2136);
        for (int i = 0; i < whole.PixelCount; i++)
        {
            double x = i % 2136;
            whole.Pixels[i] = (float)(1000 + (600 * Math.Sin(x / 200)) + (x % 97 < 5 ? 500 : 0));
        }
        using var thin = new Plane<float>(height, 2136);
        whole.Pixels[..thin.PixelCount].CopyTo(thin.Pixels);
        IlluminationFlattening.Apply(whole, 128, whole);
        IlluminationFlattening.Apply(thin, 128, thin);
        for (int x = 0; x < 2136; x++)
        {
            Assert.Equal(whole[200, x], thin[height / 2, x], 0.01 * whole[200, x]);
        }
    }
}
