using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Metrics;

public class NuclearStainErrorTests
{
    private static readonly (int Y, int X, int Radius)[] s_nuclei = [(60, 60, 25), (60, 150, 30), (150, 100, 28)];

    [Fact]
    public void Error_SamePlane_IsNone()
    {
        using Plane<uint> labels = DrawnSegmentation.Disks(210, 210, s_nuclei);
        using Plane<float> stain = Stain(labels, 0.5);
        NuclearStainError error = NuclearStainError.Of(stain, stain, labels);
        Assert.Equal((3, 0.0, 1.0, 0.0, 1.0), (error.NucleusCount, error.TextureError, error.TextureShare, error.RimError, error.RimWidthRatio));
    }

    [Fact]
    public void Error_NucleiWithoutTexture_MissAllOfIt()
    {
        using Plane<uint> labels = DrawnSegmentation.Disks(210, 210, s_nuclei);
        using Plane<float> stain = Stain(labels, 0.5);
        using Plane<float> flat = Stain(labels, 0);
        NuclearStainError error = NuclearStainError.Of(flat, stain, labels);
        Assert.Equal(1, error.TextureError, 0.05); // the detail of the rim reaches a little inside, in both alike
        Assert.InRange(error.TextureShare, 0, 0.4);
    }

    [Fact]
    public void Error_RisingBlur_LosesTextureAndWidensTheRim()
    {
        using Plane<uint> labels = DrawnSegmentation.Disks(210, 210, s_nuclei);
        using Plane<float> stain = Stain(labels, 0.5);
        NuclearStainError? before = null;
        foreach (double sigma in (double[])[1, 2, 3])
        {
            using var blurred = new Plane<float>(210, 210);
            GaussianBlur.Apply(stain, sigma, blurred);
            NuclearStainError error = NuclearStainError.Of(blurred, stain, labels);
            Assert.True(error.RimWidthRatio > (before?.RimWidthRatio ?? 1.02), $"{error}");
            Assert.True(error.RimError > (before?.RimError ?? 0.02), $"{error}");
            Assert.True(error.TextureError > (before?.TextureError ?? 0.1), $"{error}");
            Assert.True(error.TextureShare < (before?.TextureShare ?? 0.95), $"{error}");
            before = error;
        }
    }

    [Fact]
    public void RimWidth_StraightRamp_IsItsLength()
    {
        // A nucleus over the lower half; the stain falls linearly over 6 px about its border: gradient 1/6 on the rim's six rows.
        using var labels = new Plane<uint>(60, 80);
        labels.Pixels[(30 * 80)..].Fill(1);
        using var plane = new Plane<float>(60, 80);
        plane.Each((i, _) => (float)Math.Clamp(((i / 80) - 26.5) / 6, 0, 1));
        Assert.Equal(6, NuclearStainError.Of(plane, plane, labels).RimWidthStainedPx, 0.6); // the ramp's two ends have half the gradient
    }

    [Fact]
    public void Error_NoNucleiOrNoFinitePixel_IsNotANumber()
    {
        using var none = new Plane<uint>(20, 20);
        using var all = new Plane<uint>(20, 20);
        all.Pixels.Fill(4);
        using var plane = new Plane<float>(20, 20);
        plane.Pixels.Fill(float.NaN);
        NuclearStainError error = NuclearStainError.Of(plane, plane, none);
        Assert.Equal(0, error.NucleusCount);
        Assert.True(double.IsNaN(error.TextureError) && double.IsNaN(error.RimError) && double.IsNaN(error.RimWidthRatio));
        error = NuclearStainError.Of(plane, plane, all);
        Assert.True(double.IsNaN(error.TextureError) && double.IsNaN(error.RimError));
    }

    [Fact]
    public void Error_PixelMissingInOnePlane_IsNoDifference()
    {
        using Plane<uint> labels = DrawnSegmentation.Disks(210, 210, s_nuclei);
        using Plane<float> stain = Stain(labels, 0.5);
        using Plane<float> holed = Stain(labels, 0.5);
        holed[60, 60] = float.NaN;
        holed[60, 175] = float.PositiveInfinity;
        foreach (NuclearStainError error in (NuclearStainError[])[NuclearStainError.Of(holed, stain, labels), NuclearStainError.Of(stain, holed, labels)])
        {
            Assert.Equal((0.0, 1.0, 0.0, 1.0), (error.TextureError, error.TextureShare, error.RimError, error.RimWidthRatio));
        }
    }

    private static Plane<float> Stain(Plane<uint> labels, double texture)
    {
        using var noise = new Plane<float>(labels.Height, labels.Width);
        noise.Noise(5, texture, 1.5);
        Plane<float> plane = DrawnSegmentation.Levels(labels, 2, 0);
        GaussianBlur.Apply(plane, 1, plane);
        return plane.Each((i, pixel) => labels.Pixels[i] != 0 ? pixel + noise.Pixels[i] : pixel);
    }
}
