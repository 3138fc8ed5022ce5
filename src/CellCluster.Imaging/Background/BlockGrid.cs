using System.Buffers;
using System.Runtime.InteropServices;
using System.Numerics;

namespace CellCluster.Imaging;

/// <summary>A plane as a grid of square blocks, one number each, and back by interpolation between the blocks' centres.</summary>
/// <remarks>Blocks start at the origin; those at the right and bottom may be cut, their centres stay where whole blocks' would be.</remarks>
internal static class BlockGrid
{
    /// <summary>Blocks that cover a length.</summary>
    public static int Count(int lengthPx, int blockPx) => (lengthPx + blockPx - 1) / blockPx;

    /// <summary>The least finite pixel of every block, +infinity where there is none; rented.</summary>
    public static Plane<float> Least(Plane<float> source, int blockPx)
    {
        var grid = Plane<float>.Rent(Count(source.Height, blockPx), Count(source.Width, blockPx));
        grid.Pixels.Fill(float.PositiveInfinity);
        float[] column = ArrayPool<float>.Shared.Rent(source.Width);
        Span<float> columns = column.AsSpan(0, source.Width);
        for (int y = 0; y < grid.Height; y++)
        {
            columns.Fill(float.PositiveInfinity);
            for (int row = y * blockPx; row < Math.Min(source.Height, (y + 1) * blockPx); row++)
            {
                LowerFinite(source.Row(row), columns);
            }
            Span<float> to = grid.Row(y);
            for (int x = 0; x < to.Length; x++)
            {
                float least = float.PositiveInfinity;
                foreach (float pixel in columns[(x * blockPx)..Math.Min(columns.Length, (x + 1) * blockPx)])
                {
                    least = pixel < least ? pixel : least;
                }
                to[x] = least;
            }
        }
        ArrayPool<float>.Shared.Return(column);
        return grid;
    }

    /// <summary>Fills <paramref name="destination"/> by bilinear interpolation between block centres; beyond the outermost centres their values are repeated. The grid may have blocks outside the plane, <paramref name="marginBlocks"/> on the top and left.</summary>
    public static void Enlarge(Plane<float> grid, float blockHeightPx, float blockWidthPx, Plane<float> destination, int marginBlocks = 0)
    {
        int width = destination.Width;
        float[] buffer = ArrayPool<float>.Shared.Rent(2 * width);
        Span<float> above = buffer.AsSpan(0, width);
        Span<float> below = buffer.AsSpan(width, width);
        int aboveRow = -1;
        int belowRow = -1;
        for (int y = 0; y < destination.Height; y++)
        {
            (int row, float share) = Place(y, blockHeightPx, marginBlocks, grid.Height);
            int next = Math.Min(row + 1, grid.Height - 1);
            if (row != aboveRow)
            {
                if (row == belowRow)
                {
                    below.CopyTo(above);
                }
                else
                {
                    EnlargeRow(grid.Row(row), blockWidthPx, marginBlocks, above);
                }
                aboveRow = row;
            }
            if (next != belowRow)
            {
                EnlargeRow(grid.Row(next), blockWidthPx, marginBlocks, below);
                belowRow = next;
            }
            Between(above, below, share, destination.Row(y));
        }
        ArrayPool<float>.Shared.Return(buffer);
    }

    /// <summary>The grid with <paramref name="marginBlocks"/> more blocks on every side, mirrored at the outermost centres in place and value (2 g[0] - g[k]): a
    /// slope goes on as it is, so smoothing does not bend it at the border. Rented.</summary>
    public static Plane<float> Extended(Plane<float> grid, int marginBlocks)
    {
        var extended = Plane<float>.Rent(grid.Height + (2 * marginBlocks), grid.Width + (2 * marginBlocks));
        for (int y = 0; y < extended.Height; y++)
        {
            for (int x = 0; x < extended.Width; x++)
            {
                (int edgeY, int mirrorY) = Mirror(y - marginBlocks, grid.Height);
                (int edgeX, int mirrorX) = Mirror(x - marginBlocks, grid.Width);
                float ahead = grid[mirrorY, mirrorX];
                // Odd in one axis after the other; inside, edge and mirror are the block itself.
                extended[y, x] = edgeY == mirrorY && edgeX == mirrorX ? ahead
                    : edgeY == mirrorY ? (2 * grid[mirrorY, edgeX]) - ahead
                    : edgeX == mirrorX ? (2 * grid[edgeY, mirrorX]) - ahead
                    : (4 * grid[edgeY, edgeX]) - (2 * grid[edgeY, mirrorX]) - (2 * grid[mirrorY, edgeX]) + ahead;
            }
        }
        return extended;

        static (int Edge, int Mirror) Mirror(int at, int count) => at < 0
            ? (0, Math.Min(count - 1, -at))
            : at >= count ? (count - 1, Math.Max(0, (2 * (count - 1)) - at)) : (at, at);
    }

    private static void EnlargeRow(ReadOnlySpan<float> from, float blockPx, int marginBlocks, Span<float> to)
    {
        for (int x = 0; x < to.Length; x++)
        {
            (int column, float share) = Place(x, blockPx, marginBlocks, from.Length);
            float left = from[column];
            float right = from[Math.Min(column + 1, from.Length - 1)];
            to[x] = share == 0 ? left : left + (share * (right - left));
        }
    }

    // Pixel centres at half integers on both grids.
    private static (int Block, float Share) Place(int px, float blockPx, int marginBlocks, int count)
    {
        float at = Math.Clamp(((px + 0.5f) / blockPx) - 0.5f + marginBlocks, 0, count - 1);
        int block = (int)at;
        return (block, at - block);
    }

    // lane i = column x + i; the rest by the same formula.
    private static void Between(ReadOnlySpan<float> above, ReadOnlySpan<float> below, float share, Span<float> to)
    {
        if (share == 0)
        {
            above.CopyTo(to);
            return;
        }
        ReadOnlySpan<Vector<float>> first = MemoryMarshal.Cast<float, Vector<float>>(above);
        ReadOnlySpan<Vector<float>> second = MemoryMarshal.Cast<float, Vector<float>>(below);
        Span<Vector<float>> result = MemoryMarshal.Cast<float, Vector<float>>(to);
        for (int i = 0; i < result.Length; i++)
        {
            result[i] = first[i] + ((second[i] - first[i]) * share);
        }
        for (int x = result.Length * Vector<float>.Count; x < to.Length; x++)
        {
            to[x] = above[x] + ((below[x] - above[x]) * share);
        }
    }

    // A comparison with NaN is false, and -infinity is put out by the second one.
    private static void LowerFinite(ReadOnlySpan<float> row, Span<float> least)
    {
        var lowest = new Vector<float>(float.MinValue);
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(row);
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(least);
        for (int i = 0; i < to.Length; i++)
        {
            Vector<int> lower = Vector.LessThan(from[i], to[i]) & Vector.GreaterThanOrEqual(from[i], lowest);
            to[i] = Vector.ConditionalSelect(lower, from[i], to[i]);
        }
        for (int x = to.Length * Vector<float>.Count; x < row.Length; x++)
        {
            least[x] = row[x] < least[x] && row[x] >= float.MinValue ? row[x] : least[x];
        }
    }
}
