using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Divides the foreground of a landscape into the surroundings of its summits: a watershed that keeps a division only where the pass is deep.</summary>
/// <remarks>
/// Pixels are taken from the highest down. One without labelled neighbours (edges and corners) founds a basin; another joins the basin of its highest
/// neighbour over an edge. Where two basins meet at height v, the one with the lower summit s becomes part of the other if v is above (1 - depth) * s or if it has
/// fewer pixels than <c>leastPx</c> by then: so shallow dips and specks do not divide. The order tells heights apart by their ratio, 512 levels an octave (pixels
/// at or below 0 come last), ties row by row. O(foreground + pixels / vector); scratch is pooled.
/// </remarks>
internal static class BasinFlood
{
    private const int LevelShift = 23 - 9; // a positive float's bits rise with its logarithm, nearly evenly: 512 levels an octave
    private const int LevelCount = 1 << (31 - LevelShift);

    /// <summary>Writes the basins into <paramref name="labels"/>: 1..n in the order of their first pixel in the flood, 0 outside the mask.</summary>
    /// <returns>n.</returns>
    public static int Label(Plane<float> landscape, Plane<byte> mask, float depth, int leastPx, Plane<uint> labels)
    {
        // A frame of one pixel that is never foreground spares the flood every question about borders.
        int stride = mask.Width + 2;
        using var heights = Plane<float>.Rent(mask.Height + 2, stride);
        using var ids = Plane<uint>.Rent(mask.Height + 2, stride);
        using var order = Plane<uint>.Rent(mask.Height, mask.Width);
        int count = Sort(landscape, mask, heights, order.Pixels);
        ids.Pixels.Clear();
        var basins = new Basins();
        Run(order.Pixels[..count], heights.Pixels, ids.Pixels, stride, basins, 1 - depth, leastPx);
        int kept = basins.Number();
        labels.Pixels.Clear();
        for (int y = 0; y < mask.Height; y++)
        {
            ReadOnlySpan<uint> from = ids.Row(y + 1).Slice(1, mask.Width);
            Span<uint> to = labels.Row(y);
            for (int x = from.IndexOfAnyExcept(0u); x >= 0 && x < from.Length; x++)
            {
                to[x] = from[x] == 0 ? 0 : (uint)basins.IdOf((int)from[x]);
            }
        }
        basins.Return();
        return kept;
    }

    // Places of the foreground in the frame, highest first, by a counting sort; their heights go there too.
    private static int Sort(Plane<float> landscape, Plane<byte> mask, Plane<float> heights, Span<uint> order)
    {
        int[] rented = ArrayPool<int>.Shared.Rent(LevelCount + 1);
        Span<int> starts = rented.AsSpan(0, LevelCount + 1);
        starts.Clear();
        for (int y = 0; y < mask.Height; y++)
        {
            ReadOnlySpan<byte> foreground = mask.Row(y);
            ReadOnlySpan<float> from = landscape.Row(y);
            Span<float> to = heights.Row(y + 1)[1..];
            for (int x = Next(foreground, 0); x < foreground.Length; x = Next(foreground, x))
            {
                for (; x < foreground.Length && foreground[x] != 0; x++)
                {
                    to[x] = from[x];
                    starts[Rank(from[x]) + 1]++;
                }
            }
        }
        for (int level = 0; level < LevelCount; level++)
        {
            starts[level + 1] += starts[level];
        }
        int count = starts[LevelCount];
        for (int y = 0; y < mask.Height; y++)
        {
            ReadOnlySpan<byte> foreground = mask.Row(y);
            ReadOnlySpan<float> from = landscape.Row(y);
            int place = ((y + 1) * heights.Width) + 1;
            for (int x = Next(foreground, 0); x < foreground.Length; x = Next(foreground, x))
            {
                for (; x < foreground.Length && foreground[x] != 0; x++)
                {
                    order[starts[Rank(from[x])]++] = (uint)(place + x);
                }
            }
        }
        ArrayPool<int>.Shared.Return(rented);
        return count;
    }

    private static int Next(ReadOnlySpan<byte> mask, int from)
    {
        int step = mask[from..].IndexOfAnyExcept((byte)0);
        return step < 0 ? mask.Length : from + step;
    }

    private static int Rank(float height) => height > 0 ? LevelCount - 1 - (BitConverter.SingleToInt32Bits(height) >> LevelShift) : LevelCount - 1;

    // Places are inside the frame, so every neighbour is inside the planes.
    private static void Run(ReadOnlySpan<uint> order, Span<float> heights, Span<uint> ids, int stride, Basins basins, float keptShare, int leastPx)
    {
        ref uint id = ref MemoryMarshal.GetReference(ids);
        ref float height = ref MemoryMarshal.GetReference(heights);
        foreach (uint place in order)
        {
            ref uint here = ref Unsafe.Add(ref id, place);
            ref float at = ref Unsafe.Add(ref height, place);
            uint up = Unsafe.Subtract(ref here, stride);
            uint down = Unsafe.Add(ref here, stride);
            uint left = Unsafe.Subtract(ref here, 1);
            uint right = Unsafe.Add(ref here, 1);
            uint upLeft = Unsafe.Subtract(ref here, stride + 1);
            uint upRight = Unsafe.Subtract(ref here, stride - 1);
            uint downLeft = Unsafe.Add(ref here, stride - 1);
            uint downRight = Unsafe.Add(ref here, stride + 1);
            uint any = up | down | left | right | upLeft | upRight | downLeft | downRight;
            if (any == 0)
            {
                here = (uint)basins.Found(at);
                continue;
            }
            // Mostly all labelled neighbours carry one id; then it is the bitwise or of them.
            if (Is(up, any) && Is(down, any) && Is(left, any) && Is(right, any) && Is(upLeft, any) && Is(upRight, any) && Is(downLeft, any) && Is(downRight, any))
            {
                int root = basins.RootOf((int)any);
                basins.Add(root);
                here = (uint)root;
                continue;
            }
            uint basin = 0; // of the highest neighbour over an edge
            float highest = float.NegativeInfinity;
            Higher(up, Unsafe.Subtract(ref at, stride), ref basin, ref highest);
            Higher(left, Unsafe.Subtract(ref at, 1), ref basin, ref highest);
            Higher(right, Unsafe.Add(ref at, 1), ref basin, ref highest);
            Higher(down, Unsafe.Add(ref at, stride), ref basin, ref highest);
            int meeting = 0; // the one with the highest summit so far
            foreach (uint neighbour in (ReadOnlySpan<uint>)[up, left, right, down, upLeft, upRight, downLeft, downRight])
            {
                meeting = neighbour == 0 ? meeting : basins.Meet(meeting, basins.RootOf((int)neighbour), at, keptShare, leastPx);
            }
            int joined = basins.RootOf(basin == 0 ? meeting : (int)basin);
            basins.Add(joined);
            here = (uint)joined;
        }

        static bool Is(uint neighbour, uint one) => neighbour == 0 || neighbour == one;

        static void Higher(uint neighbour, float its, ref uint basin, ref float highest)
        {
            if (neighbour != 0 && its > highest)
            {
                highest = its;
                basin = neighbour;
            }
        }
    }
}
