using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Segmentation;

public class ErSegmenterTests
{
    private const int Size = 420;

    [Theory]
    [InlineData(ThresholdMethod.Auto)]
    [InlineData(ThresholdMethod.Minimum)]
    [InlineData(ThresholdMethod.OptimumEqualVariance)]
    public void Segment_SheetsAroundNuclei_AreOneFilledObjectPerCell(ThresholdMethod method)
    {
        (Plane<float> drawn, List<(int Y, int X)> cells) = Sheets(seed: 3);
        using Plane<float> plane = drawn;
        using Analysis.Segmentation found = ErSegmenter.Segment(plane, new ErOptions { Threshold = method }, null);
        Assert.Equal(cells.Count, found.Objects.Count);
        Assert.Equal(method switch { ThresholdMethod.Auto => "mean+local", ThresholdMethod.Minimum => "minimum", _ => "optimum-equal-variance" }, found.Threshold.RuleText);
        foreach ((int y, int x) in cells)
        {
            uint id = found.Labels[y, x]; // in the nucleus
            Assert.NotEqual(0u, id);
            // pi 22^2 = 1521 px; the local surface cuts at about half height.
            Assert.InRange(found.Objects[(int)id - 1].AreaPx, 1250, 1800);
        }
        Assert.Equal(found.Labels.Buffer.Where(id => id != 0).Distinct(), Enumerable.Range(1, found.Objects.Count).Select(id => (uint)id)); // row by row
    }

    [Fact]
    public void Segment_SmallDebris_IsDroppedAndCounted()
    {
        (Plane<float> drawn, List<(int Y, int X)> cells) = Sheets(seed: 4);
        using Plane<float> plane = drawn;
        plane.Disk(10, 10, 3, 1);
        using Analysis.Segmentation found = ErSegmenter.Segment(plane, new ErOptions { MinAreaPx = 200 }, null);
        Assert.Equal(cells.Count, found.Objects.Count);
        Assert.Equal(1, found.Rejected.TooSmall);
    }

    [Fact]
    public void Segment_PixelSize_TurnsTheLimitIntoPixels()
    {
        (Plane<float> drawn, List<(int Y, int X)> cells) = Sheets(seed: 5);
        using Plane<float> plane = drawn;
        var options = new ErOptions { MinAreaUm2 = 400 };
        using Analysis.Segmentation coarse = ErSegmenter.Segment(plane, options, 0.65); // 1500 px are 634 um^2
        using Analysis.Segmentation fine = ErSegmenter.Segment(plane, options, 0.325); // 158 um^2
        Assert.Equal(cells.Count, coarse.Objects.Count);
        Assert.Empty(fine.Objects);
        Assert.Equal(cells.Count, fine.Rejected.TooSmall);
        Assert.Equal(coarse.Objects[0].AreaPx * 0.65 * 0.65, coarse.Objects[0].AreaUm2!.Value, 1e-9);
    }

    [Fact]
    public void Segment_OneCellInALargeField_IsFound()
    {
        using var plane = new Plane<float>(900, 900);
        plane.Disk(500, 300, 22).Noise(6, 0.05);
        using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, Organelle.Er);
        SegmentedObject cell = Assert.Single(found.Objects);
        Assert.Equal(500, cell.CentroidYPx, 2.0);
        Assert.Equal(300, cell.CentroidXPx, 2.0);
    }

    [Fact]
    public void Segment_CellsOverThreeQuartersOfTheField_AreFound()
    {
        using var plane = new Plane<float>(Size, Size);
        foreach ((int y, int x) in DrawnField.Grid(Size, Size, 60, 1))
        {
            plane.Disk(y, x, 29);
        }
        plane.Noise(7, 0.03);
        double share = plane.Buffer.Count(pixel => pixel > 0.5) / (double)plane.PixelCount;
        Assert.True(share > 0.65, $"{share:0.00}");
        using Analysis.Segmentation found = OrganelleSegmenter.Segment(plane, Organelle.Er);
        Assert.InRange(found.Objects.Sum(cell => (double)cell.AreaPx) / plane.PixelCount, 0.5, 0.85);
    }

    [Fact]
    public void Provenance_OfTheMeanRule_HasTheValleyOfThePlanesHistogram()
    {
        (Plane<float> drawn, _) = Sheets(seed: 6);
        using Plane<float> plane = drawn;
        using Analysis.Segmentation found = ErSegmenter.Segment(plane, new ErOptions(), null);
        Assert.Equal("mean+local", found.Threshold.RuleText);
        double expected = Bimodality.At(Histogram.Of(plane), (float)found.Threshold.Level).ValleyDepth;
        Assert.True(expected > 0.5, $"background and sheets are two modes: {expected}");
        Assert.Equal(expected, found.Threshold.Bimodality);
    }

    [Fact]
    public void Options_WithFaults_AreListedAtOnce() =>
        Assert.Equal(4, new ErOptions { LocalBlockPx = 4, MinAreaUm2 = -1, MinAreaPx = 0, Threshold = (ThresholdMethod)99 }.Faults().Count);

    // Rings of ER around dark nuclei.
    private static (Plane<float> Plane, List<(int Y, int X)> Cells) Sheets(int seed)
    {
        var plane = new Plane<float>(Size, Size);
        List<(int Y, int X)> cells = [.. DrawnField.Grid(Size, Size, 100, seed)];
        foreach ((int y, int x) in cells)
        {
            plane.Disk(y, x, 22);
        }
        plane.Each((i, pixel) => cells.Any(cell => Math.Pow((i / Size) - cell.Y, 2) + Math.Pow((i % Size) - cell.X, 2) < 81) ? 0.15f : pixel);
        return (plane.Noise(seed, 0.02), cells);
    }
}
