using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Segmentation;

public class SegmentationEdgeTests
{
    public static TheoryData<int, int, float> Planes =>
        new() { { 1, 1, 0 }, { 1, 1, float.NaN }, { 1, 17, 3 }, { 16, 15, -2 }, { 40, 40, float.NaN }, { 40, 40, float.PositiveInfinity }, { 40, 40, 1e30f } };

    [Theory]
    [MemberData(nameof(Planes))]
    public void Segment_ConstantOrWithoutNumbers_HasNoObjects(int height, int width, float value)
    {
        using var plane = new Plane<float>(height, width);
        plane.Pixels.Fill(value);
        foreach (ThresholdMethod method in Enum.GetValues<ThresholdMethod>())
        {
            using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, Organelle.Nuclei, OptionsOfOneThreshold.For(method));
            Assert.Empty(found.Objects);
            (LevelOutcome outcome, string reason) = float.IsFinite(value) ? (LevelOutcome.NotBimodal, "NotBimodal: the plane is constant") : (LevelOutcome.Empty, "Empty: no pixel is a finite number");
            Assert.Equal((ThresholdRule.None, outcome, reason), (found.Threshold.Rule, found.Threshold.Outcome, found.Threshold.FallbackReason));
            Assert.Equal(float.IsFinite(value) ? 0 : plane.PixelCount, found.NonFinitePixelCount);
            Assert.True(found.Labels.Buffer.All(id => id == 0));
        }
    }

    [Fact]
    public void Segment_SomeNotANumber_TakesThemAsBackgroundAndLeavesTheInput()
    {
        using var plane = new Plane<float>(120, 120);
        plane.Disk(60, 60, 14).Noise(1, 0.02);
        plane[60, 60] = float.NaN;
        plane[0, 0] = float.PositiveInfinity;
        using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, Organelle.Nuclei);
        Assert.Single(found.Objects);
        Assert.Equal(2, found.NonFinitePixelCount);
        Assert.True(float.IsNaN(plane[60, 60]));
        Assert.True(double.IsFinite(found.Objects[0].TotalIntensity));
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(15, 16)]
    [InlineData(17, 1)]
    public void Segment_TinyPlanes_NeverMaskEverything(int height, int width)
    {
        using var plane = new Plane<float>(height, width);
        plane.Each((i, _) => i);
        foreach (Organelle organelle in Enum.GetValues<Organelle>())
        {
            foreach (ThresholdMethod method in Enum.GetValues<ThresholdMethod>())
            {
                using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, organelle, OptionsOfOneThreshold.For(method));
                Assert.True(found.Labels.Buffer.Contains(0u), $"{organelle} by {method}: all {plane.PixelCount} px are in objects");
            }
        }
    }

    [Fact]
    public void Segment_ScaledAndShifted_GivesTheSameLabels()
    {
        using var plane = new Plane<float>(300, 300);
        foreach ((int y, int x) in DrawnField.Grid(300, 300, 60, 2))
        {
            plane.Disk(y, x, 12);
        }
        plane.Noise(3, 0.05);
        using Analysis.Segmentation one = OrganelleSegmenter.Segment(plane, Organelle.Nuclei);
        using var scaled = new Plane<float>(300, 300, Array.ConvertAll(plane.Buffer, pixel => pixel * 64)); // exact in float32
        using Analysis.Segmentation other = OrganelleSegmenter.Segment(scaled, Organelle.Nuclei);
        Assert.Equal(one.Labels.Buffer, other.Labels.Buffer);
        Assert.Equal(one.Threshold.Contrast, other.Threshold.Contrast, 1e-9);
    }

    [Fact]
    public void Segment_AnyOpenCvThreadCount_GivesTheSameBits()
    {
        using var plane = new Plane<float>(700, 700);
        foreach ((int y, int x) in DrawnField.Grid(700, 700, 50, 2))
        {
            plane.Disk(y, x, 11);
        }
        plane.Noise(3, 0.08);
        int before = OpenCvSharp.Cv2.GetNumThreads();
        try
        {
            OpenCvSharp.Cv2.SetNumThreads(1);
            using Analysis.Segmentation one = OrganelleSegmenter.Segment(plane, Organelle.Nuclei);
            OpenCvSharp.Cv2.SetNumThreads(4);
            using Analysis.Segmentation four = OrganelleSegmenter.Segment(plane, Organelle.Nuclei);
            Assert.Equal(one.Labels.Buffer, four.Labels.Buffer);
            Assert.Equal(one.Objects, four.Objects);
        }
        finally
        {
            OpenCvSharp.Cv2.SetNumThreads(before);
        }
    }

    [Fact]
    public void Segment_WrongOptions_NamesAllFaultsAtOnce()
    {
        using var plane = new Plane<float>(2, 2);
        var options = new SegmentationOptions { Nuclei = new NucleiOptions { LocalBlockPx = 110, MinSolidity = 2, MinAreaPx = -1, Level = double.NaN, Declumping = (Declumping)9 }, Golgi = new GolgiOptions { MinAreaPx = -1 } };
        ArgumentException error = Assert.Throws<ArgumentException>(() => OrganelleSegmenter.Segment(plane, Organelle.Er, options));
        Assert.Contains("Nuclei.LocalBlockPx 110", error.Message, StringComparison.Ordinal);
        Assert.Contains("Nuclei.MinSolidity 2", error.Message, StringComparison.Ordinal);
        Assert.Contains("Nuclei.MinAreaPx -1", error.Message, StringComparison.Ordinal);
        Assert.Contains("Nuclei.Level NaN", error.Message, StringComparison.Ordinal);
        Assert.Contains("Nuclei.Declumping 9", error.Message, StringComparison.Ordinal);
        Assert.Contains("Golgi.MinAreaPx -1", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => OrganelleSegmenter.Segment(plane, Organelle.Er, pixelSizeUm: 0));
    }
}
