using OpenCvSharp;

namespace CellCluster.Imaging;

/// <summary>Conversions between element types.</summary>
public static class PlaneConversions
{
    /// <summary>A pooled float plane with the same values, always one of its own; the caller disposes it and keeps <paramref name="plane"/>.</summary>
    /// <remarks>8- and 16-bit values are exact. 32-bit values above 2^24 are rounded to nearest even: labels should not be converted.</remarks>
    public static Plane<float> ToFloat(this Plane plane)
    {
        ArgumentNullException.ThrowIfNull(plane);
        Plane<float> result = Plane<float>.Rent(plane.Height, plane.Width);
        switch (plane)
        {
            case Plane<float> p:
                p.Pixels.CopyTo(result.Pixels);
                break;
            case Plane<uint> p: // OpenCV has no unsigned 32-bit type
                ReadOnlySpan<uint> from = p.Pixels;
                Span<float> to = result.Pixels;
                for (int i = 0; i < from.Length; i++)
                {
                    to[i] = from[i];
                }
                break;
            default:
                using (PlaneMat source = plane.AsMat())
                using (PlaneMat target = result.AsMat())
                {
                    source.Mat.ConvertTo(target.Mat, MatType.CV_32FC1);
                    target.RequireInPlace();
                }
                break;
        }
        return result;
    }
}
