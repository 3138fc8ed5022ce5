using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Quality;

public class PlaneQualityTests
{
    [Theory]
    [InlineData(7f, 7f, "every finite pixel has the grey level 7")]
    [InlineData(7f, float.NaN, "every finite pixel has the grey level 7")]
    [InlineData(float.NaN, float.PositiveInfinity, "no pixel has a finite value")]
    [InlineData(7f, 8f, null)]
    public void WhyBlank_ConstantOrNotFinite_SaysWhich(float first, float second, string? expected)
    {
        using var plane = new Plane<float>(1, 2, [first, second]);
        Assert.Equal(expected, PlaneQuality.Of(plane).WhyBlank);
    }

    [Fact]
    public void Quality_ConstantPlane_IsBlank()
    {
        using var plane = new Plane<ushort>(3, 4);
        plane.Pixels.Fill(65535);
        PlaneQuality quality = PlaneQuality.Of(plane);
        Assert.True(quality.IsBlank);
        Assert.Equal((0, 1, 65535), (quality.Focus, quality.SaturatedShare, quality.Mean));
        Assert.False(quality.IsEmpty);
    }

    [Fact]
    public void Quality_ByHand_GivesVarianceOverMeanAndSaturation()
    {
        using var plane = new Plane<byte>(1, 4, [0, 10, 255, 255]);
        PlaneQuality quality = PlaneQuality.Of(plane);
        Assert.False(quality.IsBlank);
        Assert.Equal(130, quality.Mean, 1e-12);
        Assert.Equal(((130.0 * 130) + (120 * 120) + (125 * 125 * 2)) / 4 / 130, quality.Focus, 1e-9);
        Assert.Equal(0.5, quality.SaturatedShare);
        using var dim = new Plane<byte>(1, 3, [0, 10, 20]);
        Assert.Equal(0, PlaneQuality.Of(dim).SaturatedShare);
    }

    [Fact]
    public void Quality_Blurred_HasLessFocus()
    {
        using var plane = new Plane<float>(100, 100);
        plane.Disk(50, 50, 20, 100).Each((_, pixel) => pixel + 50).Noise(1, 5, 1);
        using var blurred = new Plane<float>(100, 100);
        GaussianBlur.Apply(plane, 4, blurred);
        Assert.True(PlaneQuality.Of(blurred).Focus < PlaneQuality.Of(plane).Focus);
    }

    [Fact]
    public void Quality_NotANumber_IsCountedAndLeftOut()
    {
        using var plane = new Plane<float>(1, 3, [1, float.NaN, 3]);
        PlaneQuality quality = PlaneQuality.Of(plane);
        Assert.Equal((1, 2, false), (quality.NonFinitePixelCount, quality.Mean, quality.IsBlank));
        using var none = new Plane<float>(1, 1, [float.NaN]);
        Assert.True(PlaneQuality.Of(none).IsBlank);
    }

    [Fact]
    public void Quality_LabelImage_IsRefused()
    {
        using var labels = new Plane<uint>(1, 1);
        Assert.Throws<ArgumentException>(() => PlaneQuality.Of(labels));
    }
}
