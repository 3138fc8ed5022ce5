using CellCluster.Imaging.Tests.Oracles;
using CsCheck;

namespace CellCluster.Imaging.Tests.Statistics;

public class QuantilesTests
{
    [Fact]
    public void Quantiles_ConstructedPlanes_EqualNumPy()
    {
        foreach (PlaneOracle oracle in ClassicalOracle.Recorded.Planes.Where(plane => plane.Thresholds is not null))
        {
            using Plane<float> plane = oracle.Make();
            double[] found = new double[8];
            Quantiles.Of(plane.Pixels, [0, 0.001, 0.25, 0.5, 0.75, 0.9, 0.999, 1], found);
            for (int i = 0; i < found.Length; i++)
            {
                Assert.Equal(oracle.Thresholds!.Quantiles[i], found[i], 1e-12);
            }
        }
    }

    [Fact]
    public void Quantiles_AnyNumbers_EqualTheSortedOnes() =>
        Gen.Select(Gen.Float.Array[1, 60], Gen.Double[0, 1]).Sample(
            (pixels, fraction) =>
            {
                double[] sorted = [.. pixels.Where(float.IsFinite).Select(pixel => (double)pixel).Order()];
                double[] found = new double[1];
                Quantiles.Of(pixels, [fraction], found);
                if (sorted.Length == 0)
                {
                    Assert.True(double.IsNaN(found[0]));
                    return;
                }
                double rank = fraction * (sorted.Length - 1);
                int lower = (int)rank;
                double expected = sorted[lower] + (rank == lower ? 0 : (rank - lower) * (sorted[lower + 1] - sorted[lower]));
                Assert.Equal(expected, found[0]);
            },
            iter: 500);

    [Fact]
    public void RobustScale_Outliers_DoNotMoveIt()
    {
        float[] pixels = [.. Enumerable.Range(0, 1001).Select(i => (float)i)];
        RobustScale clean = RobustScale.Of(pixels);
        Assert.Equal((500, 500), (clean.Median, clean.InterquartileRange));
        pixels[1000] = 1e30f;
        Assert.Equal(clean, RobustScale.Of(pixels));
    }

    [Fact]
    public void GreyLevelCounts_EightBitField_ResolvesBelowOneLevel()
    {
        using var plane = new Plane<byte>(1, 8, [10, 10, 10, 11, 11, 12, 12, 12]);
        var counts = new GreyLevelCounts();
        counts.Add(plane);
        Assert.Equal(11, counts.Quantile(0.5), 1e-12);
        Assert.Equal(9.5 + (2.0 / 3), counts.Quantile(0.25), 1e-12);
        Assert.Equal((9.5, 12.5), (counts.Quantile(0), counts.Quantile(1)));
    }

    [Fact]
    public void GreyLevelCounts_MergedInParts_EqualTheWhole()
    {
        using Plane<float> plane = ConstructedPlane.Plane(40, 50, 3, 2, 1);
        using var scaled = new Plane<float>(40, 50, Array.ConvertAll(plane.Buffer, pixel => pixel * 65536));
        using var top = new Plane<float>(20, 50, scaled.Buffer[..1000]);
        using var bottom = new Plane<float>(20, 50, scaled.Buffer[1000..]);
        var whole = new GreyLevelCounts();
        whole.Add(scaled);
        var parts = new GreyLevelCounts();
        parts.Add(bottom);
        var other = new GreyLevelCounts();
        other.Add(top);
        parts.Add(other);
        Assert.Equal(whole.Scale(), parts.Scale());
        Assert.Equal(2000, parts.PixelCount);
        Assert.Throws<ArgumentException>(() => parts.Add(new GreyLevelCounts(0, 2)));
    }

    [Fact]
    public void GreyLevelCounts_OutsideTheBins_AreCountedAsClamped()
    {
        using var plane = new Plane<float>(1, 4, [-3, 70_000, 5, float.NaN]);
        var counts = new GreyLevelCounts();
        counts.Add(plane);
        Assert.Equal((3, 2), (counts.PixelCount, counts.ClampedPixelCount));
        Assert.True(double.IsNaN(new GreyLevelCounts().Quantile(0.5)));
    }
}
