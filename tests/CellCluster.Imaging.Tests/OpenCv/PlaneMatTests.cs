using OpenCvSharp;

namespace CellCluster.Imaging.Tests.OpenCv;

public sealed class PlaneMatTests
{
    [Fact]
    public void Mat_WrittenByOpenCv_ShowsInThePlane()
    {
        using var source = new Plane<ushort>(2, 3, [1, 2, 3, 4, 5, 65535]);
        using var target = new Plane<float>(2, 3);
        using (PlaneMat from = source.AsMat())
        using (PlaneMat to = target.AsMat())
        {
            from.Mat.ConvertTo(to.Mat, MatType.CV_32FC1, 2.0, 1.0);
            to.RequireInPlace();
        }
        Assert.Equal([3f, 5f, 7f, 9f, 11f, 131071f], target.Buffer);
    }

    [Fact]
    public void Mat_OfEveryPixelType_HasItsShapeAndType()
    {
        using var bytes = new Plane<byte>(3, 5);
        using var labels = new Plane<uint>(3, 5);
        using PlaneMat a = bytes.AsMat();
        using PlaneMat b = labels.AsMat();
        Assert.Equal((3, 5, MatType.CV_8UC1), (a.Mat.Rows, a.Mat.Cols, a.Mat.Type()));
        Assert.Equal((3, 5, MatType.CV_32SC1), (b.Mat.Rows, b.Mat.Cols, b.Mat.Type()));
    }

    [Fact]
    public void RequireInPlace_DestinationOfAnotherType_Throws()
    {
        using var source = new Plane<ushort>(2, 3);
        using var target = new Plane<byte>(2, 3);
        using PlaneMat from = source.AsMat();
        using PlaneMat to = target.AsMat();
        from.Mat.ConvertTo(to.Mat, MatType.CV_32FC1);
        Assert.Throws<InvalidOperationException>(to.RequireInPlace);
    }

    [Fact]
    public void AsMat_PlaneDroppedWhileOpen_KeepsItsMemoryUntilTheMatIsDisposed()
    {
        var plane = new Plane<byte>(1, 1, [7]);
        PlaneMat mat = plane.AsMat();
        plane.Dispose();
        Assert.Equal(7, plane.Buffer[0]);
        mat.Dispose();
        Assert.Throws<ObjectDisposedException>(() => plane.Buffer);
        Assert.Throws<ObjectDisposedException>(() => mat.Mat);
    }
}
