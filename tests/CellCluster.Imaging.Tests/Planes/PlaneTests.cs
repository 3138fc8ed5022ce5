using CellCluster.Imaging;

namespace CellCluster.Imaging.Tests.Planes;

public class PlaneTests
{
    [Fact]
    public void Plane_AfterLastDrop_ThrowsOnUse()
    {
        var plane = Plane<float>.Rent(3, 5);
        plane.Retain();
        plane.Dispose();
        plane[2, 4] = 7;
        Assert.Equal(7, plane.Pixels[14]);
        plane.Dispose();
        Assert.Throws<ObjectDisposedException>(() => plane.Buffer);
        Assert.Throws<ObjectDisposedException>(() => plane.Retain());
    }

    [Fact]
    public void Plane_WrongPixelCount_SaysHowManyAreNeeded()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(() => new Plane<byte>(2, 3, new byte[5]));
        Assert.Contains("6 are needed", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(50_000, 50_000)]
    [InlineData(65_536, 65_537)]
    [InlineData(0, 5)]
    [InlineData(5, -1)]
    public void Rent_SizeThatNoArrayHolds_IsRefusedBeforeMemoryIsTaken(int height, int width)
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Throws<ArgumentOutOfRangeException>(() => Plane<float>.Rent(height, width));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Plane<float>(height, width));
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }
}
