using OpenCvSharp;

namespace CellCluster.Imaging;

/// <summary>The largest value under the footprint: objects of a mask gain a rim.</summary>
/// <remarks>Outside the plane counts as background (as the smallest value). Planes of UInt8, UInt16 or Float32; a mask stays a mask.
/// A pixel that is not finite makes every pixel NaN whose footprint meets it. By OpenCV; the same bytes for any number of its threads.</remarks>
public static class Dilation
{
    /// <summary>Writes the result for <paramref name="source"/> into <paramref name="destination"/>, another plane of the same size and type.</summary>
    public static void Apply(Plane source, Plane destination, Footprint footprint)
    {
        ArgumentNullException.ThrowIfNull(footprint);
        footprint.Apply(MorphTypes.Dilate, source, destination);
    }
}
