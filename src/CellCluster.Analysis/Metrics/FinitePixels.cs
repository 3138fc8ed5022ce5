using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Makes a plane without NaN and infinite pixels.</summary>
internal static class FinitePixels
{
    /// <summary>The plane itself (one more reference) where all pixels are finite, else a copy with the smallest finite pixel in place of the others
    /// (0 where none is). Dispose it.</summary>
    public static Plane<float> Of(Plane<float> plane)
    {
        if (WideSums.AllFinite(plane.Pixels))
        {
            return plane.Retain();
        }
        float minimum = float.PositiveInfinity;
        foreach (float pixel in plane.Pixels)
        {
            minimum = float.IsFinite(pixel) ? Math.Min(minimum, pixel) : minimum;
        }
        minimum = float.IsFinite(minimum) ? minimum : 0;
        var copy = Plane<float>.Rent(plane.Height, plane.Width);
        ReadOnlySpan<float> source = plane.Pixels;
        Span<float> target = copy.Pixels;
        for (int i = 0; i < source.Length; i++)
        {
            target[i] = float.IsFinite(source[i]) ? source[i] : minimum;
        }
        return copy;
    }
}
