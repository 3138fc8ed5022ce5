using System.Buffers;
using System.Runtime.Intrinsics;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>For every pixel of a field the nearest nucleus and the distance to it.</summary>
/// <remarks>
/// Exact Euclidean distance between pixel centres, 0 inside nuclei: for each column the nearest nucleus pixel above or below, then for each
/// row the lower envelope of the parabolas over its columns (Meijster, Roerdink and Hesselink 2000; Felzenszwalb and Huttenlocher 2012). A tie
/// goes to the pixel above, then to the one on the left. O(pixels); planes are pooled: dispose it. Without nuclei: id 0 and infinite distance.
/// </remarks>
public sealed class NearestNucleus : IDisposable
{
    private NearestNucleus(Plane<uint> ids, Plane<float> distance) => (Ids, DistancePx) = (ids, distance);

    /// <summary>(height, width): id of the nearest nucleus.</summary>
    public Plane<uint> Ids { get; }

    /// <summary>(height, width): distance to it, px.</summary>
    public Plane<float> DistancePx { get; }

    /// <summary>Computes both planes.</summary>
    public static NearestNucleus Of(Plane<uint> nuclei)
    {
        int width = nuclei.Width;
        var nearest = new NearestNucleus(Plane<uint>.Rent(nuclei.Height, width), Plane<float>.Rent(nuclei.Height, width));
        SourceRows(nuclei, nearest.Ids);
        long[] heights = ArrayPool<long>.Shared.Rent(width); // f(v) + v^2 of the parabolas on the envelope
        int[] columns = ArrayPool<int>.Shared.Rent(width);
        int[] lasts = ArrayPool<int>.Shared.Rent(width);
        for (int y = 0; y < nuclei.Height; y++)
        {
            Envelope(nuclei, y, nearest.Ids.Row(y), nearest.DistancePx.Row(y), heights, columns, lasts);
        }
        ArrayPool<int>.Shared.Return(lasts);
        ArrayPool<int>.Shared.Return(columns);
        ArrayPool<long>.Shared.Return(heights);
        return nearest;
    }

    /// <summary>Gives the planes back.</summary>
    public void Dispose()
    {
        Ids.Dispose();
        DistancePx.Dispose();
    }

    private const uint NoRow = uint.MaxValue;

    // rows(y, x) = row of the nearest nucleus pixel in column x; NoRow where the column has none. Sixteen columns at a time.
    private static void SourceRows(Plane<uint> nuclei, Plane<uint> rows)
    {
        uint[] carried = ArrayPool<uint>.Shared.Rent(nuclei.Width); // the last nucleus row seen in each column
        Span<uint> above = carried.AsSpan(0, nuclei.Width);
        above.Fill(NoRow);
        for (int y = 0; y < nuclei.Height; y++)
        {
            ReadOnlySpan<uint> ids = nuclei.Row(y);
            Span<uint> row = rows.Row(y);
            int x = 0;
            for (; x <= row.Length - Vector512<uint>.Count; x += Vector512<uint>.Count)
            {
                Vector512<uint> background = Vector512.Equals(Vector512.Create(ids[x..]), Vector512<uint>.Zero);
                Vector512.ConditionalSelect(background, Vector512.Create<uint>(above[x..]), Vector512.Create((uint)y)).CopyTo(row[x..]);
            }
            for (; x < row.Length; x++)
            {
                row[x] = ids[x] == 0 ? above[x] : (uint)y;
            }
            row.CopyTo(above);
        }
        Span<uint> below = above;
        below.Fill(NoRow);
        for (int y = nuclei.Height - 1; y >= 0; y--)
        {
            // A missing row is further than any other; where both are missing it stays so.
            Span<uint> row = rows.Row(y);
            Vector512<uint> here = Vector512.Create((uint)y);
            int x = 0;
            for (; x <= row.Length - Vector512<uint>.Count; x += Vector512<uint>.Count)
            {
                Vector512<uint> up = Vector512.Create<uint>(row[x..]);
                Vector512<uint> down = Vector512.ConditionalSelect(Vector512.Equals(up, here), up, Vector512.Create<uint>(below[x..]));
                down.CopyTo(below[x..]);
                Vector512<uint> upAway = Missing(up, here - up);
                Vector512<uint> downAway = Missing(down, down - here);
                Vector512.ConditionalSelect(Vector512.LessThan(downAway, upAway), down, up).CopyTo(row[x..]);
            }
            for (; x < row.Length; x++)
            {
                uint up = row[x];
                uint down = up == (uint)y ? up : below[x];
                below[x] = down;
                uint upAway = up == NoRow ? NoRow : (uint)y - up;
                uint downAway = down == NoRow ? NoRow : down - (uint)y;
                row[x] = downAway < upAway ? down : up;
            }
        }
        ArrayPool<uint>.Shared.Return(carried);
    }

    private static Vector512<uint> Missing(Vector512<uint> row, Vector512<uint> away) => Vector512.Equals(row, Vector512<uint>.AllBitsSet) | away;

    // Columns 0..lasts[0] are nearest to column columns[0], those to lasts[1] to columns[1], and so on.
    private static void Envelope(Plane<uint> nuclei, int y, Span<uint> ids, Span<float> distance, long[] heights, int[] columns, int[] lasts)
    {
        int width = ids.Length;
        int count = 0;
        for (int x = 0; x < width; x++)
        {
            if (ids[x] == NoRow)
            {
                continue;
            }
            long dy = (long)ids[x] - y;
            long height = (dy * dy) + ((long)x * x);
            int last = -1;
            while (count > 0)
            {
                // The last column where the older parabola is not above the new one. The quotient is far from the resolution of a double; neighbours need none.
                int apart = x - columns[count - 1];
                long rise = height - heights[count - 1];
                last = apart == 1 ? (int)(rise >> 1) : (int)Math.Floor(rise / (2.0 * apart));
                if (count == 1 || last > lasts[count - 2])
                {
                    break;
                }
                count--;
            }
            if (count == 1 && last < 0)
            {
                count = 0;
            }
            if (count > 0 && last >= width - 1)
            {
                continue; // never nearest within the row
            }
            if (count > 0)
            {
                lasts[count - 1] = last;
            }
            heights[count] = height;
            columns[count++] = x;
        }
        if (count == 0)
        {
            ids.Clear();
            distance.Fill(float.PositiveInfinity);
            return;
        }
        lasts[count - 1] = width - 1;
        // Source rows are overwritten by ids from left to right while later parabolas still need theirs: take them from the heights.
        int from = 0;
        for (int i = 0; i < count; i++)
        {
            int column = columns[i];
            long squared = heights[i] - ((long)column * column);
            int dy = (int)Math.Sqrt(squared);
            int row = y - dy >= 0 && nuclei[y - dy, column] != 0 ? y - dy : y + dy;
            uint id = nuclei[row, column];
            float height = squared;
            for (int x = from; x <= lasts[i]; x++)
            {
                float dx = x - column;
                ids[x] = id;
                distance[x] = MathF.Sqrt(height + (dx * dx));
            }
            from = lasts[i] + 1;
        }
    }
}
