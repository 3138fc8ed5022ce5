using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Segmentation;

/// <summary>What ER and Golgi have in common: edges, scale, threads, memory.</summary>
[Collection(nameof(SegmentationMemoryTests))]
public class ErAndGolgiEdgeTests
{
    private static readonly Organelle[] s_organelles = [Organelle.Er, Organelle.Golgi];

    [Theory]
    [MemberData(nameof(SegmentationEdgeTests.Planes), MemberType = typeof(SegmentationEdgeTests))]
    public void Segment_ConstantOrWithoutNumbers_HasNoObjects(int height, int width, float value)
    {
        using var plane = new Plane<float>(height, width);
        plane.Pixels.Fill(value);
        foreach (Organelle organelle in s_organelles)
        {
            foreach (ThresholdMethod method in Enum.GetValues<ThresholdMethod>())
            {
                using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, organelle, OptionsOfOneThreshold.For(method));
                Assert.Empty(found.Objects);
                (LevelOutcome outcome, string reason) = float.IsFinite(value) ? (LevelOutcome.NotBimodal, "NotBimodal: the plane is constant") : (LevelOutcome.Empty, "Empty: no pixel is a finite number");
                Assert.Equal((ThresholdRule.None, outcome, reason), (found.Threshold.Rule, found.Threshold.Outcome, found.Threshold.FallbackReason));
                Assert.Equal(float.IsFinite(value) ? 0 : plane.PixelCount, found.NonFinitePixelCount);
                Assert.True(found.Labels.Buffer.All(id => id == 0));
            }
        }
    }

    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(1, 60)]
    [InlineData(15, 16)]
    [InlineData(16, 17)]
    public void Segment_TinyPlanes_NeverMaskEverything(int height, int width)
    {
        using var plane = new Plane<float>(height, width);
        plane.Each((i, _) => i * i);
        foreach (Organelle organelle in s_organelles)
        {
            using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, organelle);
            Assert.Contains(0u, found.Labels.Buffer);
        }
    }

    [Fact]
    public void Segment_SaturatedCells_AreFound()
    {
        using Plane<float> plane = Cells();
        plane.Each((_, pixel) => Math.Clamp(MathF.Round(pixel * 400), 0, 255)); // most of each cell at the maximum
        using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, Organelle.Er);
        Assert.InRange(found.Objects.Count, 20, 30);
    }

    [Fact]
    public void Segment_ScaledAndShifted_GivesTheSameLabels()
    {
        using Plane<float> plane = Cells();
        plane.Each((_, pixel) => MathF.Round(pixel * 4096)); // whole numbers: scaling and shifting are exact
        foreach (Organelle organelle in s_organelles)
        {
            using Analysis.Segmentation one = OrganelleSegmenter.Segment(plane, organelle);
            Assert.NotEmpty(one.Objects);
            using var scaled = new Plane<float>(plane.Height, plane.Width, Array.ConvertAll(plane.Buffer, pixel => pixel * 64));
            using Analysis.Segmentation other = OrganelleSegmenter.Segment(scaled, organelle);
            Assert.Equal(one.Labels.Buffer, other.Labels.Buffer);
            using var shifted = new Plane<float>(plane.Height, plane.Width, Array.ConvertAll(plane.Buffer, pixel => pixel + 10_000));
            using Analysis.Segmentation third = OrganelleSegmenter.Segment(shifted, organelle);
            // Shifting rounds the ball's depths and the surface differently: a pixel at the level may change sides.
            int different = one.Labels.Buffer.Zip(third.Labels.Buffer).Count(pair => (pair.First != 0) != (pair.Second != 0));
            Assert.True(different <= 20, $"{organelle}: {different} px");
        }
    }

    [Fact]
    public void Segment_AnyOpenCvThreadCount_GivesTheSameBits()
    {
        using Plane<float> plane = Cells();
        int before = OpenCvSharp.Cv2.GetNumThreads();
        try
        {
            foreach (Organelle organelle in s_organelles)
            {
                OpenCvSharp.Cv2.SetNumThreads(1);
                using Analysis.Segmentation one = OrganelleSegmenter.Segment(plane, organelle);
                OpenCvSharp.Cv2.SetNumThreads(4);
                using Analysis.Segmentation four = OrganelleSegmenter.Segment(plane, organelle);
                Assert.Equal(one.Labels.Buffer, four.Labels.Buffer);
                Assert.Equal(one.Objects, four.Objects);
            }
        }
        finally
        {
            OpenCvSharp.Cv2.SetNumThreads(before);
        }
    }

    [Fact]
    public void Segment_SomeNotANumber_TakesThemAsBackgroundAndLeavesTheInput()
    {
        using Plane<float> plane = Cells();
        plane[0, 0] = float.PositiveInfinity;
        plane[1, 1] = float.NaN;
        foreach (Organelle organelle in s_organelles)
        {
            using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, organelle);
            Assert.Equal(2, found.NonFinitePixelCount);
            Assert.All(found.Objects, cell => Assert.True(double.IsFinite(cell.TotalIntensity)));
            Assert.True(float.IsNaN(plane[1, 1]));
        }
    }

    [Fact]
    public void Segment_ManyFields_DropsEveryPlaneAndTakesNoMoreMemory()
    {
        using Plane<float> plane = Cells();
        foreach (Organelle organelle in s_organelles)
        {
            OrganelleSegmenter.Segment(plane, organelle).Dispose();
            OrganelleSegmenter.Segment(plane, organelle).Dispose(); // in the first round a new size may empty a pool that other tests filled with theirs
            long live = Plane.LiveCount;
            long before = GC.GetAllocatedBytesForCurrentThread();
            for (int i = 0; i < 10; i++)
            {
                OrganelleSegmenter.Segment(plane, organelle).Dispose();
            }
            // 90,000 px: a plane of floats is 360 kB.
            long perField = (GC.GetAllocatedBytesForCurrentThread() - before) / 10;
            Assert.True(perField < 90_000, $"{organelle}: {perField} bytes a field: scratch is not pooled");
            Assert.Equal(live, Plane.LiveCount);
        }
    }

    private static Plane<float> Cells()
    {
        var plane = new Plane<float>(300, 300);
        foreach ((int y, int x) in DrawnField.Grid(300, 300, 60, 2))
        {
            plane.Disk(y, x, 10);
        }
        return plane.Noise(3, 0.02);
    }
}
