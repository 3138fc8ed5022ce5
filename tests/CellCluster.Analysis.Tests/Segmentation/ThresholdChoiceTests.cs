using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Segmentation;

public class ThresholdChoiceTests
{
    // A plate shares one level: a dim field has fewer objects than by a level of its own.
    [Fact]
    public void GivenLevel_OfTheMergedHistogram_IsOneForAllPlanes()
    {
        using Plane<float> bright = Disks(1);
        using Plane<float> dim = Disks(0.3);
        Histogram plate = Histogram.Of(bright, -0.5f, 1.5f).Merge(Histogram.Of(dim, -0.5f, 1.5f));
        ThresholdLevel shared = GlobalThreshold.Find(plate, LevelMethod.Otsu);
        var options = new NucleiOptions { Threshold = ThresholdMethod.Level, Level = shared.Value };
        using Analysis.Segmentation ofBright = NucleiSegmenter.Segment(bright, options, pixelSizeUm: null);
        using Analysis.Segmentation ofDim = NucleiSegmenter.Segment(dim, options, pixelSizeUm: null);
        using Analysis.Segmentation alone = NucleiSegmenter.Segment(dim, new NucleiOptions(), pixelSizeUm: null);
        Assert.Equal(25, ofBright.Objects.Count);
        Assert.Equal((ThresholdRule.Level, "level", (double)shared.Value), (ofBright.Threshold.Rule, ofBright.Threshold.RuleText, ofBright.Threshold.Level));
        Assert.Empty(ofDim.Objects);
        Assert.Equal(25, alone.Objects.Count);
    }

    [Fact]
    public void GivenLevel_BelowEveryPixel_IsNoMaskOfEverything()
    {
        using Plane<float> plane = Disks(1);
        using Analysis.Segmentation found = NucleiSegmenter.Segment(plane, new NucleiOptions { Threshold = ThresholdMethod.Level, Level = -10 }, pixelSizeUm: null);
        Assert.Empty(found.Objects);
        Assert.Equal(LevelOutcome.NotBimodal, found.Threshold.Outcome);
        Assert.Contains("1.00 of the plane lie above", found.Threshold.FallbackReason, StringComparison.Ordinal);
    }

    [Fact]
    public void Regional_TwoPeaksInEveryRegion_FindsEveryDisk()
    {
        using Plane<float> plane = Disks(1);
        using Analysis.Segmentation found = NucleiSegmenter.Segment(plane, new NucleiOptions { Threshold = ThresholdMethod.Regional }, pixelSizeUm: null);
        Assert.Equal(25, found.Objects.Count);
        Assert.Equal(("regional", ChowKanekoThreshold.DefaultRegionPx), (found.Threshold.RuleText, found.Threshold.LocalBlockPx));
        Assert.True(found.Threshold.Contrast > 3);
    }

    public static TheoryData<ThresholdMethod> Methods => [.. Enum.GetValues<ThresholdMethod>()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Segment_SaturatedPlanes_GiveADefinedResult(ThresholdMethod method)
    {
        foreach ((int height, int width) in ((int, int)[])[(1, 40), (40, 1), (60, 61)])
        {
            using var half = new Plane<float>(height, width);
            half.Each((i, _) => i < half.PixelCount / 2 ? 0 : 65535);
            using var nearlyAll = new Plane<float>(height, width);
            nearlyAll.Each((i, _) => i == 0 ? 0 : 255);
            foreach (Plane<float> plane in (Plane<float>[])[half, nearlyAll])
            {
                using Analysis.Segmentation found = NucleiSegmenter.Segment(plane, new NucleiOptions { Threshold = method }, pixelSizeUm: null);
                Assert.Contains(0u, found.Labels.Buffer);
                Assert.Equal(found.Threshold.Rule == ThresholdRule.None, found.Threshold.Outcome != LevelOutcome.Found);
                Assert.True(found.Threshold.Rule != ThresholdRule.None || found.Threshold.FallbackReason!.StartsWith("NotBimodal: ", StringComparison.Ordinal));
            }
        }
    }

    [Fact]
    public void Segment_NoiseOnly_SaysThatItIsNotBimodal()
    {
        using Plane<float> plane = new Plane<float>(300, 300).Noise(3, 1);
        using Analysis.Segmentation auto = NucleiSegmenter.Segment(plane, new NucleiOptions(), pixelSizeUm: null);
        Assert.Empty(auto.Objects);
        Assert.Equal(ThresholdRule.Local, auto.Threshold.Rule);
        Assert.StartsWith("NotBimodal: Otsu's two groups", auto.Threshold.FallbackReason, StringComparison.Ordinal);
        using Analysis.Segmentation otsu = NucleiSegmenter.Segment(plane, new NucleiOptions { Threshold = ThresholdMethod.Otsu }, pixelSizeUm: null);
        Assert.Equal((ThresholdRule.None, LevelOutcome.NotBimodal), (otsu.Threshold.Rule, otsu.Threshold.Outcome));
    }

    private static Plane<float> Disks(double level)
    {
        var plane = new Plane<float>(400, 400);
        foreach ((int y, int x) in DrawnField.Grid(400, 400, 80, 6))
        {
            plane.Disk(y, x, 12, level);
        }
        return plane.Noise(3, 0.02);
    }
}
