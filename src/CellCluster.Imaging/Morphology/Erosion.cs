using OpenCvSharp;

namespace CellCluster.Imaging;

/// <summary>The least value under the footprint: objects of a mask lose their rim.</summary>
/// <remarks>Outside the plane counts as foreground (as the largest value), so that the plane's border eats nothing. Planes of UInt8, UInt16 or Float32; a mask stays a mask.
/// A pixel that is not finite makes every pixel NaN whose footprint meets it. By OpenCV; the same bytes for any number of its threads.</remarks>
public static class Erosion
{
    /// <summary>Writes the result for <paramref name="source"/> into <paramref name="destination"/>, another plane of the same size and type.</summary>
    public static void Apply(Plane source, Plane destination, Footprint footprint)
    {
        ArgumentNullException.ThrowIfNull(footprint);
        footprint.Apply(MorphTypes.Erode, source, destination);
    }
}
