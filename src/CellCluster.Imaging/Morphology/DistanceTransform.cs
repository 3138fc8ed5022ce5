using System.Buffers;

namespace CellCluster.Imaging;

/// <summary>The distance of every foreground pixel's centre to the nearest background pixel's centre, in px.</summary>
/// <remarks>
/// Exact: squared distances are integers throughout, their root is rounded once. Equal to SciPy's <c>distance_transform_edt</c> to float rounding. Outside the
/// plane is neither: an object cut by the plane's border has its distances from the background inside alone. Without any background every distance is
/// positive infinity (SciPy measures to a pixel that is not there). Background has 0. Scratch is pooled, single-threaded.
/// Columns first (distance along the column), then per row the lower envelope of parabolas. Source: Meijster, Roerdink and Hesselink 2000.
/// </remarks>
public static class DistanceTransform
{
    /// <summary>Writes the distances in <paramref name="mask"/> (foreground: any value but 0) into <paramref name="distance"/>, a plane of the same size.</summary>
    /// <returns>The largest distance, px; 0 without foreground.</returns>
    public static float Apply(Plane<byte> mask, Plane<float> distance)
    {
        SizeCheck.Same(mask, distance, nameof(distance));
        using var columns = Plane<uint>.Rent(mask.Height, mask.Width);
        if (!AlongColumns(mask, columns))
        {
            distance.Pixels.Fill(float.PositiveInfinity);
            return float.PositiveInfinity;
        }
        float largest = 0;
        int[] starts = ArrayPool<int>.Shared.Rent(mask.Width + 2);
        int[] centres = ArrayPool<int>.Shared.Rent(mask.Width + 2);
        for (int y = 0; y < mask.Height; y++)
        {
            largest = Math.Max(largest, AlongRow(columns.Row(y), distance.Row(y), starts, centres));
        }
        ArrayPool<int>.Shared.Return(starts);
        ArrayPool<int>.Shared.Return(centres);
        return largest;
    }

    private const uint None = int.MaxValue;

    // Px to the nearest background in the same column; None where the column has none. Returns whether the plane has background.
    private static bool AlongColumns(Plane<byte> mask, Plane<uint> columns)
    {
        bool any = false;
        for (int y = 0; y < mask.Height; y++)
        {
            ReadOnlySpan<byte> from = mask.Row(y);
            Span<uint> to = columns.Row(y);
            ReadOnlySpan<uint> above = y > 0 ? columns.Row(y - 1) : default;
            for (int x = 0; x < from.Length; x++)
            {
                uint before = above.IsEmpty ? None : above[x];
                to[x] = from[x] == 0 ? 0 : before == None ? None : before + 1;
                any |= from[x] == 0;
            }
        }
        for (int y = mask.Height - 2; y >= 0; y--)
        {
            ReadOnlySpan<uint> below = columns.Row(y + 1);
            Span<uint> to = columns.Row(y);
            for (int x = 0; x < to.Length; x++)
            {
                uint after = below[x] == None ? None : below[x] + 1;
                to[x] = Math.Min(to[x], after);
            }
        }
        return any;
    }

    // Each foreground run on its own: nothing beyond a background pixel can be nearer than that pixel.
    private static float AlongRow(ReadOnlySpan<uint> columns, Span<float> distance, int[] starts, int[] centres)
    {
        float largest = 0;
        int x = 0;
        while (x < columns.Length)
        {
            if (columns[x] == 0)
            {
                distance[x++] = 0;
                continue;
            }
            int end = x + 1;
            while (end < columns.Length && columns[end] != 0)
            {
                end++;
            }
            largest = Math.Max(largest, Envelope(columns, distance, x, end, starts, centres));
            x = end;
        }
        return largest;
    }

    // Distances of the run [first, end) from the parabolas of first - 1 .. end (those that exist): centre c is the nearest from column starts[i] on.
    private static float Envelope(ReadOnlySpan<uint> columns, Span<float> distance, int first, int end, int[] starts, int[] centres)
    {
        int count = 0;
        for (int c = Math.Max(0, first - 1); c < Math.Min(columns.Length, end + 1); c++)
        {
            if (columns[c] == None)
            {
                continue;
            }
            long height = (long)columns[c] * columns[c];
            long start = first;
            while (count > 0)
            {
                int p = centres[count - 1];
                // The first column where c is strictly nearer than p.
                long numerator = ((long)c * c) - ((long)p * p) + height - ((long)columns[p] * columns[p]);
                start = FloorDivide(numerator, 2L * (c - p)) + 1;
                if (start > starts[count - 1])
                {
                    break;
                }
                count--;
                start = first;
            }
            if (start < end)
            {
                starts[count] = (int)Math.Max(first, start);
                centres[count++] = c;
            }
        }
        long largest = 0;
        int at = 0;
        for (int x = first; x < end; x++)
        {
            while (at + 1 < count && starts[at + 1] <= x)
            {
                at++;
            }
            int c = centres[at];
            long squared = ((long)(x - c) * (x - c)) + ((long)columns[c] * columns[c]);
            largest = Math.Max(largest, squared);
            distance[x] = (float)Math.Sqrt(squared);
        }
        return (float)Math.Sqrt(largest);
    }

    private static long FloorDivide(long numerator, long positive)
    {
        long quotient = numerator / positive;
        return quotient * positive > numerator ? quotient - 1 : quotient;
    }
}
