using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Segmentation;

public class NucleiDivisionTests
{
    [Theory]
    [InlineData(Declumping.Shape, 1)]
    [InlineData(Declumping.ShapeAndIntensity, 2)]
    [InlineData(Declumping.Intensity, 2)]
    [InlineData(Declumping.None, 1)]
    public void Label_MaskWithoutBackground_IsDividedByIntensityAlone(Declumping how, int count)
    {
        using var mask = new Plane<byte>(60, 90);
        mask.Pixels.Fill(255);
        using var summits = new Plane<float>(60, 90);
        summits.Disk(30, 20, 15).Disk(30, 70, 15);
        for (int i = 0; i < summits.PixelCount; i++)
        {
            summits.Pixels[i] += 0.05f;
        }
        using var labels = new Plane<uint>(60, 90);
        Assert.Equal(count, NucleiDivision.Label(mask, summits, how, MagnificationClass.Large, labels));
        Assert.DoesNotContain(0u, labels.Buffer);
    }
}
