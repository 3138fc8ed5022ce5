using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Segmentation;

public class NucleiSegmenterTests
{
    private static readonly NucleiOptions s_options = new();

    [Theory]
    [InlineData(ThresholdMethod.Auto, "otsu+local")]
    [InlineData(ThresholdMethod.MinimumAndLocal, "minimum+local")]
    [InlineData(ThresholdMethod.Local, "local")]
    [InlineData(ThresholdMethod.Minimum, "minimum")]
    [InlineData(ThresholdMethod.Otsu, "otsu")]
    [InlineData(ThresholdMethod.Isodata, "isodata")]
    [InlineData(ThresholdMethod.Li, "li")]
    [InlineData(ThresholdMethod.OptimumEqualVariance, "optimum-equal-variance")]
    public void Segment_DrawnDisks_FindsEachOneWhereItIs(ThresholdMethod method, string rule)
    {
        (int Y, int X)[] centres = [.. DrawnField.Grid(512, 600, 64, 3)];
        using var plane = new Plane<float>(512, 600);
        foreach ((int y, int x) in centres)
        {
            plane.Disk(y, x, 13);
        }
        plane.Noise(5, 0.04);
        using Analysis.Segmentation found = NucleiSegmenter.Segment(plane, s_options with { Threshold = method }, pixelSizeUm: null);
        Assert.Equal(centres.Length, found.Objects.Count);
        foreach ((int y, int x) in centres)
        {
            SegmentedObject one = found.Objects[(int)found.Labels[y, x] - 1];
            Assert.Equal(y, one.CentroidYPx, 0.5);
            Assert.Equal(x, one.CentroidXPx, 0.5);
            Assert.InRange(one.AreaPx, 0.85 * Math.PI * 13 * 13, 1.35 * Math.PI * 13 * 13);
            Assert.True(one.BoundingBox.Contains(new PixelRect(y, x, 1, 1)));
            Assert.True(one.Solidity > 0.9);
        }
        Assert.True(found.Threshold.Contrast > 3);
        Assert.Equal(default, found.Rejected with { Faint = 0 });
        Assert.Equal(rule, found.Threshold.RuleText);
        Assert.Equal(LevelOutcome.Found, found.Threshold.Outcome);
    }

    [Theory]
    [InlineData(1, 1.0)]
    [InlineData(2, 2.0)]
    [InlineData(3, 3.0)]
    [InlineData(4, 5.0)]
    [InlineData(5, 8.0)]
    [InlineData(6, 15.0)]
    [InlineData(7, 40.0)]
    public void Segment_NoiseOnly_FindsNothing(int seed, double sigmaPx)
    {
        using var plane = new Plane<float>(700, 640);
        plane.Noise(seed, 1, sigmaPx);
        foreach (ThresholdMethod method in Enum.GetValues<ThresholdMethod>().Where(method => method != ThresholdMethod.Level))
        {
            foreach (Organelle organelle in Enum.GetValues<Organelle>())
            {
                using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, organelle, OptionsOfOneThreshold.For(method));
                Assert.True(found.Objects.Count == 0, $"{method} {organelle}: {found.Objects.Count} objects, {found.Threshold}");
                Assert.True(found.Labels.Buffer.All(id => id == 0));
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Segment_FewDisksInALargeField_FindsThem(int count)
    {
        using var plane = new Plane<float>(900, 900);
        for (int i = 0; i < count; i++)
        {
            plane.Disk(200 + (250 * i), 300 + (100 * i), 12);
        }
        plane.Noise(8, 0.06);
        using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, Organelle.Nuclei);
        Assert.Equal(count, found.Objects.Count);
    }

    [Fact]
    public void Segment_StrongGradient_FallsBackToLocalAndSaysSo()
    {
        (int Y, int X)[] centres = [.. DrawnField.Grid(600, 800, 64, 4)];
        using var plane = new Plane<float>(600, 800);
        foreach ((int y, int x) in centres)
        {
            plane.Disk(y, x, 13);
        }
        plane.Noise(6, 0.03).Each((i, pixel) => pixel + (4f * (i % 800) / 800));
        using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, Organelle.Nuclei);
        Assert.Equal(centres.Length, found.Objects.Count);
        Assert.Equal(ThresholdRule.Local, found.Threshold.Rule);
        Assert.NotNull(found.Threshold.FallbackReason);
    }

    [Fact]
    public void Segment_TouchingPairNotDeclumped_IsOneObjectThatTheSolidityFilterDrops()
    {
        using var plane = new Plane<float>(200, 200);
        plane.Disk(100, 85, 14).Disk(100, 114, 14).Disk(40, 40, 14).Noise(2, 0.02);
        using Analysis.Segmentation kept = NucleiSegmenter.Segment(plane, s_options with { MinSolidity = 0.8, Declumping = Declumping.None }, pixelSizeUm: null);
        Assert.Equal(2, kept.Objects.Count);
        Assert.Equal(kept.Labels[100, 85], kept.Labels[100, 114]);
        Assert.InRange(kept.Objects[1].Solidity, 0.8, 0.95);
        using Analysis.Segmentation dropped = NucleiSegmenter.Segment(plane, s_options with { MinSolidity = 0.96, Declumping = Declumping.None }, pixelSizeUm: null);
        Assert.Equal(40, Assert.Single(dropped.Objects).CentroidYPx, 0.5);
        Assert.Equal(1, dropped.Rejected.Dented);
        Assert.Equal(0u, dropped.Labels[100, 85]);
    }

    [Fact]
    public void Segment_AreaLimits_AreInMicrometresWhereThePixelSizeIsKnown()
    {
        using var plane = new Plane<float>(300, 300);
        plane.Disk(60, 60, 6).Disk(60, 200, 12).Disk(200, 120, 30).Noise(3, 0.02);
        NucleiOptions options = s_options with { MinAreaUm2 = 200, MaxAreaUm2 = 1000 };
        using Analysis.Segmentation one = NucleiSegmenter.Segment(plane, options, pixelSizeUm: 1);
        SegmentedObject kept = Assert.Single(one.Objects);
        Assert.Equal((60, 200), (Math.Round(kept.CentroidYPx), Math.Round(kept.CentroidXPx)));
        Assert.Equal(kept.AreaPx, kept.AreaUm2);
        Assert.Equal(new RejectedCounts(0, 1, 1, 0), one.Rejected with { Faint = 0 });
        using Analysis.Segmentation half = NucleiSegmenter.Segment(plane, options, pixelSizeUm: 0.5);
        Assert.Equal(200, Assert.Single(half.Objects).CentroidYPx, 0.5);
        using Analysis.Segmentation unknown = NucleiSegmenter.Segment(plane, options, pixelSizeUm: null);
        Assert.Equal(3, unknown.Objects.Count);
        Assert.All(unknown.Objects, found => Assert.Null(found.AreaUm2));
    }

    [Fact]
    public void Segment_Ring_IsFilled()
    {
        using var plane = new Plane<float>(150, 150);
        plane.Disk(75, 75, 20).Each((i, pixel) => Math.Sqrt(Math.Pow((i / 150) - 75, 2) + Math.Pow((i % 150) - 75, 2)) < 9 ? 0 : pixel);
        using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, Organelle.Nuclei);
        Assert.Equal(1u, found.Labels[75, 75]);
        Assert.Single(found.Objects);
    }

    [Fact]
    public void Segment_BrightCellsCoveringMostOfTheField_AreStillSeparated()
    {
        (int Y, int X)[] centres = [.. DrawnField.Grid(400, 400, 40, 9)];
        using var plane = new Plane<float>(400, 400);
        foreach ((int y, int x) in centres)
        {
            plane.Disk(y, x, 13);
        }
        plane.Noise(5, 0.05);
        using Analysis.Segmentation found = NucleiSegmenter.Segment(plane, s_options with { LocalBlockPx = 81 }, pixelSizeUm: null);
        Assert.InRange(found.Objects.Count, centres.Length - 6, centres.Length);
    }

    [Fact]
    public void LocalRule_BlurredSpots_EndAtHalfTheirMaximum()
    {
        const double sigma = 6;
        double halfMaximumArea = Math.PI * 2 * Math.Log(2) * sigma * sigma; // of a Gaussian spot: radius sigma * sqrt(2 ln 2)
        using Plane<float> plane = new Plane<float>(600, 600).Noise(seed: 3, deviation: 0.005);
        (int Y, int X, double Level)[] spots = [(120, 130, 1), (300, 420, 0.4), (480, 200, 2)];
        plane.Each((i, pixel) => pixel + (float)spots.Sum(spot =>
        {
            double y = (i / 600) - spot.Y;
            double x = (i % 600) - spot.X;
            return spot.Level * Math.Exp(-((y * y) + (x * x)) / (2 * sigma * sigma));
        }));

        using Analysis.Segmentation cut = NucleiSegmenter.Segment(plane, new NucleiOptions { Threshold = ThresholdMethod.Local }, pixelSizeUm: null);
        using Analysis.Segmentation whole = NucleiSegmenter.Segment(plane, new NucleiOptions { Threshold = ThresholdMethod.Local, PeakShare = 0 }, pixelSizeUm: null);

        Assert.Equal(3, cut.Objects.Count);
        Assert.All(cut.Objects, one => Assert.InRange(one.AreaPx, 0.85 * halfMaximumArea, 1.15 * halfMaximumArea)); // noise and the surface's own height
        Assert.True(whole.Objects.Max(one => one.AreaPx) > 2 * halfMaximumArea, "the skirt is there without the cut");
    }
}
