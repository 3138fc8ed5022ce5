using System.Buffers;

namespace CellCluster.Analysis;

/// <summary>Pixels of the convex hull of an object.</summary>
/// <remarks>
/// As scikit-image's convex_hull_image: the hull goes through the middles of the pixels' edges, and a pixel counts when its centre lies inside
/// or on it. Coordinates are doubled so that all are whole numbers: the count is exact. O(rows of the object); scratch is pooled.
/// </remarks>
internal static class ConvexHull
{
    private const long None = long.MaxValue;

    /// <summary>Number of pixels in the hull of a row-by-row list of runs, at least one.</summary>
    public static long PixelCount(ReadOnlySpan<ObjectRun> runs)
    {
        int height = runs[^1].Y + 1 - runs[0].Y;
        int size = (2 * height) + 1;
        long[] points = ArrayPool<long>.Shared.Rent(size);
        int[] corners = ArrayPool<int>.Shared.Rent(size);
        // Per row floor(right) - ceiling(left) + 1 pixels; the right side is the left side of the mirrored object.
        long count = height;
        for (int side = 0; side < 2; side++)
        {
            Outermost(runs, mirrored: side == 1, points.AsSpan(0, size));
            Chain(points.AsSpan(0, size), corners);
            count -= CeilingsOverRows(points.AsSpan(0, size), corners);
        }
        ArrayPool<int>.Shared.Return(corners);
        ArrayPool<long>.Shared.Return(points);
        return count;
    }

    // Row y of the object is line 2y + 1: its first pixel reaches half a pixel further left there, and up and down to the lines between rows.
    private static void Outermost(ReadOnlySpan<ObjectRun> runs, bool mirrored, Span<long> points)
    {
        points.Fill(None);
        int top = runs[0].Y;
        foreach (ObjectRun run in runs)
        {
            long x = 2L * (mirrored ? -(run.End - 1) : run.X);
            int line = (2 * (run.Y - top)) + 1;
            points[line - 1] = Math.Min(points[line - 1], x);
            points[line] = Math.Min(points[line], x - 1);
            points[line + 1] = Math.Min(points[line + 1], x);
        }
    }

    // The lines that carry a corner of the hull's left side, by monotone chain; the last is the last line.
    private static void Chain(ReadOnlySpan<long> points, int[] corners)
    {
        int count = 0;
        for (int line = 0; line < points.Length; line++)
        {
            if (points[line] == None)
            {
                continue;
            }
            while (count > 1 && !TurnsOut(points, corners[count - 2], corners[count - 1], line))
            {
                count--;
            }
            corners[count++] = line;
        }
    }

    // True where b lies left of the straight line from a to c.
    private static bool TurnsOut(ReadOnlySpan<long> points, int a, int b, int c) =>
        (points[b] - points[a]) * (c - a) < (points[c] - points[a]) * (b - a);

    private static long CeilingsOverRows(ReadOnlySpan<long> points, int[] corners)
    {
        long sum = 0;
        int corner = 0;
        for (int line = 1; line < points.Length; line += 2)
        {
            while (corners[corner + 1] < line)
            {
                corner++;
            }
            int from = corners[corner];
            int to = corners[corner + 1];
            long rise = to - from;
            long value = (points[from] * rise) + ((points[to] - points[from]) * (line - from)); // column * 2 * rise
            long floor = Math.DivRem(-value, 2 * rise, out long rest);
            sum -= rest < 0 ? floor - 1 : floor; // ceiling(v) = -floor(-v)
        }
        return sum;
    }
}
