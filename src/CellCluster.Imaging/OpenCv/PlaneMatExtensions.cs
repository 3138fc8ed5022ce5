using OpenCvSharp;

namespace CellCluster.Imaging;

/// <summary>Opens planes as OpenCV matrices.</summary>
public static class PlaneMatExtensions
{
    /// <summary>A matrix over the plane's own memory, to be disposed before the plane is: <c>using PlaneMat m = plane.AsMat();</c>.</summary>
    public static PlaneMat AsMat(this Plane plane)
    {
        ArgumentNullException.ThrowIfNull(plane);
        return plane switch
        {
            Plane<byte> p => new PlaneMat(p, p.Buffer, MatType.CV_8UC1),
            Plane<ushort> p => new PlaneMat(p, p.Buffer, MatType.CV_16UC1),
            Plane<uint> p => new PlaneMat(p, p.Buffer, MatType.CV_32SC1),
            Plane<float> p => new PlaneMat(p, p.Buffer, MatType.CV_32FC1),
            _ => throw new NotSupportedException($"A plane of {plane.PixelType} has no OpenCV type; UInt8, UInt16, UInt32 and Float32 have."),
        };
    }
}
