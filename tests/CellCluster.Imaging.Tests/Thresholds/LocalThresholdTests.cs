using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Thresholds;

public class LocalThresholdTests
{
    public static TheoryData<int, int> Sizes => new() { { 1, 1 }, { 1, 15 }, { 1, 16 }, { 1, 17 }, { 30, 65 }, { 200, 150 } };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void MaskAndResidual_AnyPlane_AreWhatTheSurfaceSays(int height, int width)
    {
        using var plane = new Plane<float>(height, width, [.. ConstructedPlane.Lcg(3, height * width).Select(value => value - 20_000f)]);
        using var surface = new Plane<float>(height, width);
        using var expected = new Plane<byte>(height, width);
        using var mask = new Plane<byte>(height, width);
        using var residual = new Plane<float>(height, width);
        LocalThreshold.Surface(plane, 31, surface);
        long count = ThresholdMask.AboveSurface(plane, surface, 100, expected);
        Assert.Equal(count, LocalThreshold.Mask(plane, 31, 100, mask));
        Assert.Equal(expected.Buffer, mask.Buffer);
        LocalThreshold.Residual(plane, 31, residual);
        Assert.Equal(plane.Buffer.Zip(surface.Buffer, (pixel, level) => pixel - level), residual.Buffer);
        LocalThreshold.Residual(plane, 31, plane);
        Assert.Equal(residual.Buffer, plane.Buffer);
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Mask_FlatPlane_IsEmpty(int height, int width)
    {
        // Values whose float32 products do not sum up to themselves in general.
        foreach (float value in new[] { 0f, 0.1f, 1f / 3, 1234.567f, 65_535f, 1e20f, float.NaN })
        {
            using var plane = new Plane<float>(height, width);
            using var mask = new Plane<byte>(height, width);
            plane.Pixels.Fill(value);
            foreach (int block in new[] { 1, 3, 111, 181 })
            {
                Assert.Equal(0, LocalThreshold.Mask(plane, block, float.NegativeInfinity, mask));
                Assert.DoesNotContain(ThresholdMask.Foreground, mask.Buffer);
            }
        }
    }

    [Fact]
    public void Mask_SaturatedAreaWiderThanTheKernel_IsNotAboveItself()
    {
        using var plane = new Plane<float>(100, 200);
        for (int i = 0; i < plane.PixelCount; i++)
        {
            plane.Pixels[i] = i % 200 < 120 ? 65_535 : 100.3f;
        }
        using var mask = new Plane<byte>(100, 200);
        LocalThreshold.Mask(plane, 31, float.NegativeInfinity, mask); // radius 20
        Assert.All(mask.Row(50)[..100].ToArray(), pixel => Assert.Equal(0, pixel));
        Assert.All(mask.Row(50)[100..120].ToArray(), pixel => Assert.Equal(255, pixel));
    }
}
