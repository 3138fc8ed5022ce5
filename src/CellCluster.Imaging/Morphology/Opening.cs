using OpenCvSharp;

namespace CellCluster.Imaging;

/// <summary>Erosion, then dilation: drops what the footprint does not fit into.</summary>
/// <remarks>Outside the plane counts as foreground for the erosion and as background for the dilation, as in OpenCV and scikit-image's <c>binary_opening</c>.
/// Planes of UInt8, UInt16 or Float32; a mask stays a mask.
/// A pixel that is not finite makes every pixel NaN whose footprint meets it, in either step. By OpenCV; the same bytes for any number of its threads.</remarks>
public static class Opening
{
    private static readonly Footprint s_square = Footprint.Square(3);

    /// <summary>Opens <paramref name="mask"/> with a 3x3 square into <paramref name="destination"/> (another plane of the same size).</summary>
    public static void Apply3x3(Plane<byte> mask, Plane<byte> destination) => Apply(mask, destination, s_square);

    /// <summary>Writes the result for <paramref name="source"/> into <paramref name="destination"/>, another plane of the same size and type.</summary>
    public static void Apply(Plane source, Plane destination, Footprint footprint)
    {
        ArgumentNullException.ThrowIfNull(footprint);
        footprint.Apply(MorphTypes.Open, source, destination);
    }
}
