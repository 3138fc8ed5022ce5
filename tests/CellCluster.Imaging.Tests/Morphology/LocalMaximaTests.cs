namespace CellCluster.Imaging.Tests.Morphology;

public class LocalMaximaTests
{
    [Fact]
    public void Find_TwoPeaksCloserThanTheDistance_KeepsTheHigher()
    {
        using var plane = new Plane<float>(1, 9, [0, 5, 0, 6, 0, 0, 0, 4, 0]);
        Assert.Equal([(3, 6f), (1, 5f), (7, 4f)], Found(plane, 1));
        Assert.Equal([(3, 6f), (7, 4f)], Found(plane, 2));
        Assert.Equal([(3, 6f)], Found(plane, 4));
    }

    [Fact]
    public void Find_Plateau_KeepsItsFirstPixelsApart()
    {
        using var plane = new Plane<float>(1, 9, [0, 7, 7, 7, 7, 7, 7, 7, 0]);
        Assert.Equal([(1, 7f), (4, 7f), (7, 7f)], Found(plane, 3));
    }

    [Fact]
    public void Find_ConstantPlane_HasNone() => Assert.Empty(Found(Constant(5, 40, 3), 2));

    [Fact]
    public void Find_SinglePixelPlane_IsAPeakAboveTheLevel()
    {
        Assert.Single(Found(Constant(1, 1, 3), 2));
        Assert.Empty(LocalMaxima.Find(Constant(1, 1, 3), 2, 3));
    }

    [Fact]
    public void Find_NotANumber_IsNoPeakAndHidesNone()
    {
        using var plane = new Plane<float>(1, 5, [float.NaN, 2, float.NaN, 1, float.NaN]);
        Assert.Equal([(1, 2f), (3, 1f)], Found(plane, 1));
        Assert.Empty(Found(Constant(9, 9, float.NaN), 1));
    }

    [Fact]
    public void Find_ExcludedBorder_DropsItsPeaks()
    {
        using var plane = new Plane<float>(5, 5);
        plane[0, 2] = 3;
        plane[2, 2] = 1;
        Assert.Equal([new Peak(2, 2, 1)], LocalMaxima.Find(plane, 1, 0, null, 1));
    }

    [Fact]
    public void Find_ObjectsThatTouch_DoNotHideEachOther()
    {
        using var plane = new Plane<float>(3, 6, [1, 2, 1, 9, 8, 1, 1, 3, 1, 8, 8, 1, 1, 2, 1, 1, 1, 1]);
        using Plane<uint> labels = DrawnMask.Labels("111222", "111222", "111222");
        Assert.Equal([new Peak(1, 1, 3), new Peak(0, 3, 9)], LocalMaxima.Find(plane, 3, 0, labels));
    }

    [Fact]
    public void Mark_FlatObject_IsOneMarker()
    {
        using Plane<uint> labels = DrawnMask.Labels("11.22", "11.22", "11.22");
        using var markers = new Plane<uint>(3, 5);
        Assert.Equal(2, LocalMaxima.Mark(Constant(3, 5, 1), 1, 0, labels, markers));
        Assert.Equal(labels.Buffer, markers.Buffer);
        Assert.Equal(0, LocalMaxima.Mark(Constant(3, 5, 1), 1, 1, labels, markers));
    }

    [Fact]
    public void Find_DistanceBelowOne_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => Found(Constant(2, 2, 0), 0));

    private static (int X, float Value)[] Found(Plane<float> plane, int distance) => [.. LocalMaxima.Find(plane, distance, 0).Select(peak => (peak.X, peak.Value))];

    private static Plane<float> Constant(int height, int width, float value)
    {
        var plane = new Plane<float>(height, width);
        plane.Pixels.Fill(value);
        return plane;
    }
}
