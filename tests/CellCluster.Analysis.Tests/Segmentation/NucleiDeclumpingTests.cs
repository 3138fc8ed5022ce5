using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Segmentation;

public class NucleiDeclumpingTests
{
    [Theory]
    [InlineData(Declumping.Shape, 2)]
    [InlineData(Declumping.ShapeAndIntensity, 2)]
    [InlineData(Declumping.None, 1)]
    public void Segment_TwoTouchingDisks_AreToldApartAtTheirNeck(Declumping how, int count)
    {
        using var plane = new Plane<float>(160, 160);
        plane.Disk(80, 65, 14).Disk(80, 92, 14).Noise(2, 0.02);
        using Analysis.Segmentation found = NucleiSegmenter.Segment(plane, new NucleiOptions { Declumping = how }, pixelSizeUm: null);
        Assert.Equal(count, found.Objects.Count);
        if (count == 2)
        {
            Assert.Equal(65, found.Objects[0].CentroidXPx, 1.0);
            Assert.Equal(92, found.Objects[1].CentroidXPx, 1.0);
            Assert.InRange((double)found.Objects[0].AreaPx / found.Objects[1].AreaPx, 0.9, 1.1);
        }
    }

    // A bar has no neck; only the darker seam in its middle shows that it is two.
    [Theory]
    [InlineData(Declumping.Intensity, 2)]
    [InlineData(Declumping.ShapeAndIntensity, 2)]
    [InlineData(Declumping.Shape, 1)]
    [InlineData(Declumping.None, 1)]
    public void Segment_BarWithADarkSeam_IsTwoWhereIntensityCounts(Declumping how, int count)
    {
        using var plane = new Plane<float>(120, 160);
        plane.Each((i, _) =>
        {
            int y = i / 160;
            int x = i % 160;
            return y is < 50 or > 70 || x is < 50 or > 110 ? 0 : x is > 77 and < 83 ? 0.55f : 1;
        });
        plane.Noise(4, 0.02);
        using Analysis.Segmentation found = NucleiSegmenter.Segment(plane, new NucleiOptions { Declumping = how }, pixelSizeUm: null);
        Assert.Equal(count, found.Objects.Count);
    }

    [Theory]
    [InlineData(7, 16)]
    [InlineData(10, 24)]
    [InlineData(16, 40)]
    public void Segment_Ellipses_StayWhole(int minor, int major)
    {
        (int Y, int X)[] centres = [.. DrawnField.Grid(500, 500, 100, 3)];
        using var plane = new Plane<float>(500, 500);
        plane.Each((i, _) =>
        {
            float level = 0;
            for (int n = 0; n < centres.Length; n++)
            {
                (double sin, double cos) = Math.SinCos(n);
                double dy = (i / 500) - centres[n].Y;
                double dx = (i % 500) - centres[n].X;
                double along = ((dx * cos) + (dy * sin)) / major;
                double across = ((dy * cos) - (dx * sin)) / minor;
                level = Math.Max(level, (float)(1 / (1 + Math.Exp(2 * minor * (Math.Sqrt((along * along) + (across * across)) - 1)))));
            }
            return level;
        });
        plane.Noise(7, 0.03);
        using Analysis.Segmentation found = NucleiSegmenter.Segment(plane, new NucleiOptions(), pixelSizeUm: null);
        Assert.Equal(centres.Length, found.Objects.Count);
    }

    // Bright and faint neighbours end at half of their own height each, so both keep their size.
    [Fact]
    public void Segment_FaintBesideBright_BothKeepTheirArea()
    {
        (int Y, int X, double Level)[] disks = [(60, 60, 1), (60, 150, 0.35), (150, 60, 0.5), (150, 150, 0.8)];
        using var plane = new Plane<float>(210, 210);
        foreach ((int y, int x, double level) in disks)
        {
            plane.Disk(y, x, 13, level);
        }
        GaussianBlur.Apply(plane, 2, plane);
        plane.Noise(5, 0.01);
        using Analysis.Segmentation found = NucleiSegmenter.Segment(plane, new NucleiOptions(), pixelSizeUm: null);
        Assert.Equal(4, found.Objects.Count);
        Assert.All(found.Objects, one => Assert.InRange(one.AreaPx, 0.93 * Math.PI * 13 * 13, 1.12 * Math.PI * 13 * 13));
    }

    [Theory]
    [InlineData(5, "small")]
    [InlineData(11, "medium")]
    [InlineData(18, "large")]
    public void Segment_DisksOfOneSize_GiveTheirMagnificationClass(int radius, string size)
    {
        using var plane = new Plane<float>(400, 400);
        foreach ((int y, int x) in DrawnField.Grid(400, 400, 80, 6))
        {
            plane.Disk(y, x, radius);
        }
        plane.Noise(8, 0.03);
        using Analysis.Segmentation found = NucleiSegmenter.Segment(plane, new NucleiOptions(), pixelSizeUm: null);
        Assert.Equal(size, found.SizeClass);
        Assert.Equal(25, found.Objects.Count);
    }

    // A Gaussian spot has no plateau: it ends at 0.55 of its peak, radius sigma * sqrt(2 ln(1 / 0.55)).
    [Fact]
    public void Segment_GaussianSpots_AreTheirOwnClassAndEndNearHalfMaximum()
    {
        const double sigma = 4;
        double area = Math.PI * 2 * Math.Log(1 / 0.55) * sigma * sigma;
        (int Y, int X)[] centres = [.. DrawnField.Grid(400, 400, 80, 6)];
        using var plane = new Plane<float>(400, 400);
        plane.Each((i, _) => (float)centres.Max(centre =>
        {
            double y = (i / 400) - centre.Y;
            double x = (i % 400) - centre.X;
            return Math.Exp(-((y * y) + (x * x)) / (2 * sigma * sigma));
        }));
        plane.Noise(8, 0.01);
        using Analysis.Segmentation found = NucleiSegmenter.Segment(plane, new NucleiOptions(), pixelSizeUm: null);
        Assert.Equal("spots", found.SizeClass);
        Assert.Equal(centres.Length, found.Objects.Count);
        Assert.All(found.Objects, one => Assert.InRange(one.AreaPx, 0.8 * area, 1.2 * area));
    }

    [Fact]
    public void Segment_EveryObject_IsOnePieceWithoutHoles()
    {
        (int Y, int X)[] centres = [.. DrawnField.Grid(300, 300, 24, 4)];
        using var plane = new Plane<float>(300, 300);
        foreach ((int y, int x) in centres)
        {
            plane.Disk(y, x, 12);
        }
        plane.Noise(9, 0.12, sigmaPx: 1.5);
        using Analysis.Segmentation found = NucleiSegmenter.Segment(plane, new NucleiOptions(), pixelSizeUm: null);
        Assert.NotEmpty(found.Objects);
        RegionShape[] shapes = RegionShapes.Of(found.Labels);
        Assert.Equal(found.Objects.Count, shapes.Length - 1);
        Assert.All(shapes.Skip(1), shape => Assert.Equal(1, shape.EulerNumber));
        Assert.Equal(found.Objects.Select(one => (long)one.AreaPx), shapes.Skip(1).Select(shape => shape.PixelCount));
        Assert.Equal(found.Objects.Select(one => one.BoundingBox), shapes.Skip(1).Select(shape => shape.BoundingBox));
        Assert.Equal(shapes.Skip(1).Select(shape => (shape.FirstPixel.Y, shape.FirstPixel.X)).Order(), shapes.Skip(1).Select(shape => (shape.FirstPixel.Y, shape.FirstPixel.X)));
    }
}
