using CellCluster.Imaging.Tests.Morphology;
using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Regions;

public class RegionShapesTests
{
    [Fact]
    public void Of_Square_HasTheClosedForm()
    {
        using var labels = new Plane<uint>(20, 30);
        for (int y = 4; y < 14; y++)
        {
            labels.Row(y).Slice(7, 10).Fill(1);
        }
        RegionShape shape = RegionShapes.Of(labels)[1];
        Assert.Equal((100, 8.5, 11.5, new PixelRect(4, 7, 10, 10)), (shape.PixelCount, shape.CentroidY, shape.CentroidX, shape.BoundingBox));
        Assert.Equal(4 * Math.Sqrt(99.0 / 12), shape.MajorAxisPx, 1e-12);
        Assert.Equal(shape.MajorAxisPx, shape.MinorAxisPx, 1e-12);
        Assert.Equal(0, shape.Eccentricity);
        Assert.Equal((36.0, 81.0, 81.0, 1.0, 1), (shape.PerimeterPx, shape.ContourAreaPx, shape.HullAreaPx, shape.Solidity, shape.EulerNumber));
    }

    [Fact]
    public void Of_Disk_MeasuresWhatWasDrawn()
    {
        using Plane<byte> mask = DrawnMask.Disks(121, 121, 50, (60, 60));
        using var labels = new Plane<uint>(121, 121);
        ConnectedComponents.Label(mask, labels);
        RegionShape shape = RegionShapes.Of(labels)[1];
        Assert.InRange(shape.EquivalentDiameterPx, 99.5, 101);
        Assert.InRange(shape.MajorAxisPx, 99.5, 101);
        Assert.InRange(shape.CroftonPerimeterPx, 0.99 * Math.PI * 101, 1.01 * Math.PI * 101);
        Assert.InRange(shape.FormFactor, 0.9, 1.0);
        Assert.InRange(shape.Solidity, 0.98, 1.0);
        Assert.InRange(shape.PixelSolidity, 0.97, 1.0);
    }

    [Fact]
    public void Of_RingAndBarAndPoint_CountHolesAndHaveNoAreaOfLines()
    {
        using Plane<uint> labels = DrawnMask.Labels("1111.2", "1..1.2", "1111.2", ".....2", "3....2");
        RegionShape[] shapes = RegionShapes.Of(labels);
        Assert.Equal([0, 1, 1], shapes.Skip(1).Select(shape => shape.EulerNumber));
        Assert.Equal([6.0, 0, 0], shapes.Skip(1).Select(shape => shape.ContourAreaPx));
        Assert.Equal([1.0, 0, 0], shapes.Skip(1).Select(shape => shape.Solidity));
        Assert.Equal([0.0, 1, 0], shapes.Skip(1).Select(shape => Math.Round(shape.Eccentricity)).Select((e, i) => i == 0 ? 0 : e));
        Assert.Equal(0, shapes[2].MinorAxisPx);
        Assert.Equal(0, shapes[2].Orientation);
    }

    [Fact]
    public void Of_PermutedIds_GivesThePermutedShapes()
    {
        using Plane<byte> mask = ConstructedPlane.Mask(70, 90, 3, 0.45);
        using var labels = new Plane<uint>(70, 90);
        int count = ConnectedComponents.Label(mask, labels);
        RegionShape[] before = RegionShapes.Of(labels);
        foreach (ref uint id in labels.Pixels)
        {
            id = id == 0 ? 0 : (uint)count + 1 - id;
        }
        RegionShape[] after = RegionShapes.Of(labels);
        for (int id = 1; id <= count; id++)
        {
            Assert.Equal(before[id], after[count + 1 - id] with { Id = (uint)id });
        }
    }

    [Fact]
    public void Of_TouchingObjects_MeasuresEachAsIfAlone()
    {
        using Plane<byte> mask = ConstructedPlane.Mask(40, 50, 21, 0.9);
        using var labels = new Plane<uint>(40, 50);
        for (int i = 0; i < labels.PixelCount; i++)
        {
            labels.Buffer[i] = mask.Buffer[i] == 0 ? 0 : 1 + (uint)((i / 50 / 10 * 5) + (i % 50 / 10));
        }
        RegionShape[] together = RegionShapes.Of(labels);
        for (uint id = 1; id < together.Length; id++)
        {
            using var alone = new Plane<uint>(40, 50, Array.ConvertAll(labels.Buffer, pixel => pixel == id ? id : 0));
            Assert.Equal(RegionShapes.Of(alone)[id], together[id]);
        }
    }

    [Fact]
    public void Of_NoObjectsOrMissingIds_IsEmpty()
    {
        Assert.Equal(default, Assert.Single(RegionShapes.Of(new Plane<uint>(1, 1))));
        RegionShape[] shapes = RegionShapes.Of(DrawnMask.Labels("..3"));
        Assert.Equal(4, shapes.Length);
        Assert.Equal(default, shapes[1]);
        Assert.Equal(1, shapes[3].PixelCount);
    }

    [Fact]
    public void Of_LargestIdFarAbovePixels_SaysWhatToDo() =>
        Assert.Throws<ArgumentException>(() => RegionShapes.Of(new Plane<uint>(1, 2, [0, 70_000])));

    [Fact]
    public void Contours_PieceWithAHole_FollowsTheOuterBorderOnly()
    {
        using Plane<uint> labels = DrawnMask.Labels(".111.", "11.11", "1...1", "11111");
        using ObjectContours contours = ObjectContours.Of(labels);
        ObjectContour contour = Assert.Single(contours.Contours);
        Assert.Equal(new PixelPoint(0, 1), contours.Points(contour)[0]);
        Assert.Equal(new PixelPoint(1, 0), contours.Points(contour)[1]); // down the left side first
        Assert.Equal(12, contour.PointCount);
        Assert.Equal(11, contour.AreaPx);
    }

    [Fact]
    public void Contours_TwoPiecesOfOneId_AreTwo()
    {
        using Plane<uint> labels = DrawnMask.Labels("11..1", "11..1", ".....", "222..");
        using ObjectContours contours = ObjectContours.Of(labels);
        Assert.Equal([(1u, 1.0), (1u, 0.0), (2u, 0.0)], contours.Contours.Select(contour => (contour.Id, contour.AreaPx)));
    }
}
