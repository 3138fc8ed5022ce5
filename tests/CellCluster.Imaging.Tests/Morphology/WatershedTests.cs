namespace CellCluster.Imaging.Tests.Morphology;

public class WatershedTests
{
    [Fact]
    public void Watershed_TwoTouchingDisks_GivesTwoObjectsOfEqualSize()
    {
        using Plane<byte> mask = DrawnMask.Disks(41, 70, 15, (20, 20), (20, 48));
        using var labels = new Plane<uint>(41, 70);
        Assert.Equal(1, ConnectedComponents.Label(mask, labels));
        using var height = new Plane<float>(41, 70);
        DistanceTransform.Apply(mask, height);
        using var markers = new Plane<uint>(41, 70);
        Assert.Equal(2, LocalMaxima.Mark(height, 5, 0, null, markers));
        Negate(height);
        Watershed.Flood(height, markers, mask, labels);
        Assert.Equal([0u, 1, 2], labels.Buffer.Distinct().Order().ToArray());
        Assert.Equal(mask.Buffer.Count(pixel => pixel != 0), labels.Buffer.Count(id => id != 0));
        Assert.InRange(labels.Buffer.Count(id => id == 1) - labels.Buffer.Count(id => id == 2), -29, 29); // the seam's column
        Assert.Equal(1u, labels[20, 20]);
        Assert.Equal(2u, labels[20, 48]);
    }

    [Fact]
    public void Flood_NoMarkers_GivesBackgroundAlone()
    {
        using Plane<byte> mask = DrawnMask.Disks(16, 17, 6, (8, 8));
        using var labels = new Plane<uint>(16, 17);
        labels.Pixels.Fill(9);
        Watershed.Flood(new Plane<float>(16, 17), new Plane<uint>(16, 17), mask, labels);
        Assert.All(labels.Buffer, id => Assert.Equal(0u, id));
    }

    [Fact]
    public void Flood_MarkerOutsideTheMask_IsDropped()
    {
        using var mask = new Plane<byte>(1, 5, [1, 1, 0, 1, 1]);
        using var markers = new Plane<uint>(1, 5, [0, 4_000_000_000, 7, 0, 0]);
        using var labels = new Plane<uint>(1, 5);
        Watershed.Flood(new Plane<float>(1, 5), markers, mask, labels);
        Assert.Equal([4_000_000_000u, 4_000_000_000, 0, 0, 0], labels.Buffer);
    }

    [Fact]
    public void Flood_LargestId_IsKept()
    {
        using var mask = new Plane<byte>(1, 4, [1, 1, 1, 1]);
        using var markers = new Plane<uint>(1, 4, [uint.MaxValue, 0, 0, 1]);
        using var labels = new Plane<uint>(1, 4);
        Watershed.Flood(new Plane<float>(1, 4, [0, 3, 2, 1]), markers, mask, labels);
        Assert.Equal([uint.MaxValue, uint.MaxValue, 1, 1], labels.Buffer);
    }

    [Fact]
    public void Flood_NotANumber_FloodsLast()
    {
        // The left marker's water must pass NaN, the right one's infinity: infinity comes first.
        using var height = new Plane<float>(1, 5, [0, float.NaN, 1, float.PositiveInfinity, 0]);
        using var markers = new Plane<uint>(1, 5, [1, 0, 0, 0, 2]);
        using var labels = new Plane<uint>(1, 5);
        Watershed.Flood(height, markers, null, labels);
        Assert.Equal([1u, 1, 2, 2, 2], labels.Buffer);
    }

    [Fact]
    public void Flood_AllNotANumber_StillFillsTheMask()
    {
        using var height = new Plane<float>(9, 9);
        height.Pixels.Fill(float.NaN);
        using var markers = new Plane<uint>(9, 9);
        markers[4, 4] = 3;
        using var labels = new Plane<uint>(9, 9);
        Watershed.Flood(height, markers, null, labels);
        Assert.All(labels.Buffer, id => Assert.Equal(3u, id));
    }

    [Fact]
    public void Flood_PlanesOfOtherSizes_AreRefused() =>
        Assert.Throws<ArgumentException>(() => Watershed.Flood(new Plane<float>(2, 2), new Plane<uint>(2, 3), null, new Plane<uint>(2, 2)));

    private static void Negate(Plane<float> plane)
    {
        foreach (ref float value in plane.Pixels)
        {
            value = -value;
        }
    }
}
