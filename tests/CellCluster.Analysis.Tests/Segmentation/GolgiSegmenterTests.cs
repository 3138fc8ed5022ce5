using CellCluster.Imaging;
using CellCluster.TestKit;

namespace CellCluster.Analysis.Tests.Segmentation;

public class GolgiSegmenterTests
{
    private const int Size = 300;

    [Fact]
    public void Segment_RibbonsOnCellBodiesAndAGradient_FindsEveryRibbonAndNothingElse()
    {
        (Plane<float> drawn, List<(int Y, int X)> ribbons) = Ribbons(seed: 4);
        using Plane<float> plane = drawn;
        using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, Organelle.Golgi);
        Assert.Equal(ribbons.Count, found.Objects.Count);
        Assert.Equal("li", found.Threshold.RuleText);
        Assert.True(found.Threshold.Contrast > 5);
        foreach ((int y, int x) in ribbons)
        {
            uint id = found.Labels[y, x];
            Assert.NotEqual(0u, id);
            SegmentedObject ribbon = found.Objects[(int)id - 1];
            Assert.Equal(id, ribbon.Id);
            // pi 3.5^2 = 38 px at half height; the level lies below that.
            Assert.InRange(ribbon.AreaPx, 30, 75);
            Assert.Equal(y, ribbon.CentroidYPx, 1.0);
            Assert.Equal(x, ribbon.CentroidXPx, 1.0);
            Assert.True(ribbon.BoundingBox.Contains(new PixelRect(y, x, 1, 1)));
        }
        Assert.Equal(found.Labels.Buffer.Where(id => id != 0).Distinct(), Enumerable.Range(1, found.Objects.Count).Select(id => (uint)id)); // row by row
    }

    [Fact]
    public void Segment_FragmentInsideARing_IsAnObjectOfItsOwnAndTheRingStaysOpen()
    {
        using var plane = new Plane<float>(120, 120);
        plane.Each((i, _) =>
        {
            double distance = Math.Sqrt(Math.Pow((i / 120) - 60, 2) + Math.Pow((i % 120) - 60, 2));
            return (Math.Abs(distance - 20) < 2.5 ? 1 : 0) + (distance < 3.5 ? 1 : 0);
        });
        plane.Noise(7, 0.01);
        using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, Organelle.Golgi);
        Assert.Equal(2, found.Objects.Count);
        Assert.Equal(0u, found.Labels[60, 50]);
        Assert.Equal(new PixelRect(57, 57, 7, 7), found.Objects[1].BoundingBox);
        Assert.True(found.Objects[1].Solidity > 0.9);
    }

    [Fact]
    public void Segment_DispersedGolgi_HasMoreFragmentsMoreAreaAndLessIntensityEach()
    {
        using Plane<float> compact = Cell(fragments: 4, level: 1, spread: 9, radius: 4);
        using Plane<float> dispersed = Cell(fragments: 14, level: 0.3, spread: 45, radius: 4);
        using Analysis.Segmentation before = OrganelleSegmenter.Segment(compact, Organelle.Golgi);
        using Analysis.Segmentation after = OrganelleSegmenter.Segment(dispersed, Organelle.Golgi);
        Assert.True(after.Objects.Count > before.Objects.Count, $"{before.Objects.Count} fragments before, {after.Objects.Count} after");
        Assert.True(Area(after) > 1.5 * Area(before), $"{Area(before)} px before, {Area(after)} after");
        Assert.True(Mean(after) < 0.6 * Mean(before), $"mean {Mean(before):0.00} before, {Mean(after):0.00} after");
        Assert.True(LargestShare(after) < 0.6 * LargestShare(before), $"largest fragment {LargestShare(before):0.00} of the intensity before, {LargestShare(after):0.00} after");
    }

    /// <summary>Brefeldin A disperses the Golgi into the ER: in this cell between frames 15 and 16.</summary>
    [Fact]
    public void Segment_RealBrefeldinTimeCourse_MovesInTheExpectedDirection()
    {
        string? path = SharedData.TryPath("golgi/xyt_calibrated_16bit__golgi_bfa_sum_projection.tif");
        if (path is null)
        {
            Assert.Skip(SharedData.Absent);
        }
        var count = new double[30];
        var area = new double[30];
        var mean = new double[30];
        var largestShare = new double[30];
        var largestArea = new double[30];
        for (int frame = 0; frame < 30; frame++)
        {
            using Plane raw = ImageFile.Read(path, frame);
            using Plane<float> plane = raw.ToFloat();
            using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, Organelle.Golgi, pixelSizeUm: 0.3515);
            (count[frame], area[frame], mean[frame]) = (found.Objects.Count, Area(found), Mean(found));
            (largestShare[frame], largestArea[frame]) = (LargestShare(found), found.Objects.Max(fragment => fragment.AreaPx));
        }
        // Seen when written: 4 fragments, 520 px, mean 26,900 before; 10, 1230 and 9,200 after.
        Assert.True(Median(count[16..]) >= 1.5 * Median(count[..16]), $"fragments {string.Join(' ', count)}");
        Assert.True(Median(area[16..]) >= 1.8 * Median(area[..16]), $"areas {string.Join(' ', area)}");
        Assert.True(Median(mean[16..]) <= 0.5 * Median(mean[..16]), $"means {string.Join(' ', mean)}");
        Assert.True(area[16..].Min() > area[..16].Max(), "the areas overlap");
        // 0.97 of the objects' intensity is in the largest fragment before, 0.75 after. Its area grows (460 and 760 px: the ER shows); mean and median area of a fragment stay (docs/algorithms/golgi.md).
        Assert.True(Median(largestShare[16..]) <= Median(largestShare[..16]) - 0.15, $"shares of the largest fragment {string.Join(' ', largestShare)}");
        Assert.True(largestShare[16..].Max() < largestShare[..16].Min(), "the shares overlap");
        Assert.True(Median(largestArea[16..]) >= 1.4 * Median(largestArea[..16]), $"largest areas {string.Join(' ', largestArea)}");
    }

    [Fact]
    public void Segment_RealCells_FindsTheGolgiOfEveryCellWithOne()
    {
        string? path = SharedData.TryPath("golgi/xyc_16bit__nuclei_golgi.tif");
        if (path is null)
        {
            Assert.Skip(SharedData.Absent);
        }
        using Plane raw = ImageFile.Read(path, 1);
        using Plane<float> plane = raw.ToFloat();
        using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, Organelle.Golgi, pixelSizeUm: 0.35);
        Assert.InRange(found.Objects.Count, 6, 20);
        // One ribbon in each of five cells, (row, column) read from the picture.
        foreach ((int y, int x) in new[] { (32, 172), (90, 66), (137, 144), (185, 23), (186, 148) })
        {
            Assert.Contains(Window(found.Labels, y, x, 6), id => id != 0);
        }
        Assert.InRange(Area(found) / plane.PixelCount, 0.01, 0.05);
    }

    [Theory]
    [InlineData(ThresholdMethod.Local)]
    [InlineData(ThresholdMethod.Minimum)]
    public void Segment_OtherThresholds_FindTheRibbonsToo(ThresholdMethod method)
    {
        (Plane<float> drawn, List<(int Y, int X)> ribbons) = Ribbons(seed: 5);
        using Plane<float> plane = drawn;
        using Analysis.Segmentation found = GolgiSegmenter.Segment(plane, new GolgiOptions { Threshold = method }, null);
        Assert.Equal(ribbons.Count, found.Objects.Count);
        Assert.Equal(method.ToString().ToLowerInvariant(), found.Threshold.RuleText);
    }

    [Fact]
    public void Segment_ShrunkBall_FindsTheSameRibbonsWithNearlyTheSameAreas()
    {
        (Plane<float> drawn, List<(int Y, int X)> ribbons) = Ribbons(seed: 6);
        using Plane<float> plane = drawn;
        using Analysis.Segmentation exact = GolgiSegmenter.Segment(plane, new GolgiOptions(), null);
        using Analysis.Segmentation fast = GolgiSegmenter.Segment(plane, new GolgiOptions { BallShrink = 4 }, null);
        Assert.Equal(ribbons.Count, fast.Objects.Count);
        Assert.InRange(Area(fast) / Area(exact), 0.9, 1.1);
    }

    [Fact]
    public void Options_WithFaults_AreListedAtOnce()
    {
        var options = new GolgiOptions { BallRadiusUm = 0, BallRadiusPx = 501, BallHeight = -1, BallShrink = 0, ClipPercentile = 100, MinAreaUm2 = double.NaN, MinAreaPx = 0, LocalBlockPx = 4, Threshold = (ThresholdMethod)99 };
        Assert.Equal(9, options.Faults().Count);
        using var plane = new Plane<float>(2, 2);
        Assert.Throws<ArgumentException>(() => GolgiSegmenter.Segment(plane, options, null));
    }

    // Five cell bodies of three ribbons each over a gradient.
    private static (Plane<float> Plane, List<(int Y, int X)> Ribbons) Ribbons(int seed)
    {
        var plane = new Plane<float>(Size, Size);
        var ribbons = new List<(int Y, int X)>();
        foreach ((int y, int x) in new[] { (60, 60), (60, 220), (150, 140), (230, 60), (235, 235) })
        {
            plane.Disk(y, x, 38, 0.12);
            foreach ((int dy, int dx) in new[] { (-18, -6), (0, 17), (16, -10) })
            {
                ribbons.Add((y + dy, x + dx));
            }
        }
        foreach ((int y, int x) in ribbons)
        {
            plane.Disk(y, x, 3.5, 0.9);
        }
        plane.Noise(seed, 0.01);
        return (plane.Each((i, pixel) => pixel + (0.2f * (i % Size) / Size)), ribbons);
    }

    private static Plane<float> Cell(int fragments, double level, double spread, double radius)
    {
        var plane = new Plane<float>(200, 200);
        plane.Disk(100, 100, 60, 0.05);
        for (int i = 0; i < fragments; i++)
        {
            double angle = i * 2.4;
            double distance = spread * Math.Sqrt((i + 0.5) / fragments);
            plane.Disk(100 + (distance * Math.Sin(angle)), 100 + (distance * Math.Cos(angle)), radius, level);
        }
        return plane.Noise(11, 0.005);
    }

    private static double Area(Analysis.Segmentation found) => found.Objects.Sum(fragment => fragment.AreaPx);

    private static double Mean(Analysis.Segmentation found) => found.Objects.Sum(fragment => fragment.TotalIntensity) / Area(found);

    private static double LargestShare(Analysis.Segmentation found) => found.Objects.Max(fragment => fragment.TotalIntensity) / found.Objects.Sum(fragment => fragment.TotalIntensity);

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    private static IEnumerable<uint> Window(Plane<uint> labels, int y, int x, int reach) =>
        Enumerable.Range(y - reach, (2 * reach) + 1).SelectMany(row => labels.Row(row).Slice(x - reach, (2 * reach) + 1).ToArray());
}
