using System.Numerics;

namespace CellCluster.Imaging;

/// <summary>The maximum of the (2r+1) x (2r+1) window around every pixel, cut at the border; NaN counts as -infinity.</summary>
/// <remarks>One axis after the other, by doubling: the maximum of 2^k places from each is that of two halves, and two such spans cover a window. O(pixels log r).</remarks>
internal static class SlidingMaximum
{
    /// <summary>Whether the plane with its margins fits an array.</summary>
    public static bool Fits(Plane<float> plane, int radius) => (plane.Height + (2L * Reach(radius, plane.Height))) * plane.Width <= Array.MaxLength;

    /// <summary>The maxima; rented.</summary>
    public static Plane<float> Of(Plane<float> plane, int radius)
    {
        int reachY = Reach(radius, plane.Height);
        int reachX = Reach(radius, plane.Width);
        using var columns = Plane<float>.Rent(plane.Height + (2 * reachY), plane.Width);
        using var padded = Plane<float>.Rent(1, plane.Width + (2 * reachX));
        columns.Pixels.Fill(float.NegativeInfinity);
        for (int y = 0; y < plane.Height; y++)
        {
            OfRow(plane.Row(y), reachX, padded.Pixels, columns.Row(y + reachY));
        }
        int span = 1;
        for (; 2 * span <= (2 * reachY) + 1; span *= 2)
        {
            for (int y = 0; y + span < columns.Height; y++)
            {
                Raise(columns.Row(y), columns.Row(y + span));
            }
        }
        var maxima = Plane<float>.Rent(plane.Height, plane.Width);
        for (int y = 0; y < plane.Height; y++)
        {
            columns.Row(y).CopyTo(maxima.Row(y));
            Raise(maxima.Row(y), columns.Row(y + (2 * reachY) + 1 - span));
        }
        return maxima;
    }

    // No window reaches beyond the far side.
    private static int Reach(int radius, int length) => Math.Min(radius, length - 1);

    private static void OfRow(ReadOnlySpan<float> row, int reach, Span<float> padded, Span<float> maxima)
    {
        padded.Fill(float.NegativeInfinity);
        for (int x = 0; x < row.Length; x++)
        {
            padded[x + reach] = float.IsNaN(row[x]) ? float.NegativeInfinity : row[x];
        }
        int span = 1;
        for (; 2 * span <= (2 * reach) + 1; span *= 2)
        {
            Raise(padded[..^span], padded[span..]); // from left to right: what is read has not been raised yet
        }
        padded[..row.Length].CopyTo(maxima);
        Raise(maxima, padded.Slice((2 * reach) + 1 - span, row.Length));
    }

    private static void Raise(Span<float> values, ReadOnlySpan<float> others)
    {
        int i = 0;
        for (; i <= values.Length - Vector<float>.Count; i += Vector<float>.Count)
        {
            Vector.Max(new Vector<float>(values[i..]), new Vector<float>(others[i..])).CopyTo(values[i..]);
        }
        for (; i < values.Length; i++)
        {
            values[i] = Math.Max(values[i], others[i]);
        }
    }
}
