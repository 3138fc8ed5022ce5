using OpenCvSharp;

namespace CellCluster.Imaging;

/// <summary>Dilation, then erosion: fills gaps and dents that the footprint does not fit into.</summary>
/// <remarks>Outside the plane counts as background for the dilation and as foreground for the erosion. Planes of UInt8, UInt16 or Float32; a mask stays a mask.
/// A pixel that is not finite makes every pixel NaN whose footprint meets it, in either step. By OpenCV; the same bytes for any number of its threads.</remarks>
public static class Closing
{
    /// <summary>Writes the result for <paramref name="source"/> into <paramref name="destination"/>, another plane of the same size and type.</summary>
    public static void Apply(Plane source, Plane destination, Footprint footprint)
    {
        ArgumentNullException.ThrowIfNull(footprint);
        footprint.Apply(MorphTypes.Close, source, destination);
    }
}
