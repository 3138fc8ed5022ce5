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
    private const int FewPlaces = 24;
    private const int LevelCount = 1 << (31 - LevelShift);

    /// <summary>Writes the basins into <paramref name="labels"/>: 1..n, 0 outside the mask; component by component of the mask, within one by first pixel in the flood.</summary>
    /// <returns>n.</returns>
    public static int Label(Plane<float> landscape, Plane<byte> mask, float depth, int leastPx, Plane<uint> labels)
    {
        // A frame of one pixel that is never foreground spares the flood every question about borders.
        int stride = mask.Width + 2;
        using var heights = Plane<float>.Rent(mask.Height + 2, stride);
        using var ids = Plane<uint>.Rent(mask.Height + 2, stride);
        using var ranked = Plane<uint>.Rent(mask.Height, mask.Width);
        int components = ConnectedComponents.Label(mask, labels);
        int count = Sort(landscape, labels, components, heights, ranked.Pixels);
        ids.Pixels.Clear();
        var basins = new Basins();
        Run(ranked.Pixels[..count], heights.Pixels, ids.Pixels, stride, basins, 1 - depth, leastPx);
        int kept = basins.Number();
        labels.Pixels.Clear();
        for (int y = 0; y < mask.Height; y++)
        {
            ReadOnlySpan<uint> from = ids.Row(y + 1).Slice(1, mask.Width);
            Span<uint> to = labels.Row(y);
            for (int x = Next(from, 0); x < from.Length; x = Next(from, x))
            {
                for (; x < from.Length && from[x] != 0; x++)
                {
                    to[x] = (uint)basins.IdOf((int)from[x]);
                }
            }
        }
        basins.Return();
        return kept;
    }

    // No basin reaches into another component, so the flood takes one after the other: its pixels are near each other, and stay in the caches. Order takes the
    // places of the foreground in the frame, by component and within it highest first, ties row by row; their heights go into the frame. Components are used up.
    private static int Sort(Plane<float> landscape, Plane<uint> components, int componentCount, Plane<float> heights, Span<uint> order)
    {
        int[] rented = ArrayPool<int>.Shared.Rent(componentCount + 2);
        Span<int> ends = rented.AsSpan(0, componentCount + 2);
        ends.Clear();
        for (int y = 0; y < components.Height; y++)
        {
            ReadOnlySpan<uint> row = components.Row(y);
            for (int x = Next(row, 0); x < row.Length; x = Next(row, x))
            {
                int end = End(row, x);
                ends[(int)row[x] + 1] += end - x;
                x = end;
            }
        }
        for (int component = 1; component < ends.Length; component++)
        {
            ends[component] += ends[component - 1];
        }
        for (int y = 0; y < components.Height; y++)
        {
            ReadOnlySpan<uint> row = components.Row(y);
            ReadOnlySpan<float> from = landscape.Row(y);
            Span<float> to = heights.Row(y + 1)[1..];
            uint place = (uint)(((y + 1) * heights.Width) + 1);
            for (int x = Next(row, 0); x < row.Length; x = Next(row, x))
            {
                int end = End(row, x);
                from[x..end].CopyTo(to[x..]);
                ref int at = ref ends[(int)row[x]]; // moves to the component's end
                for (; x < end; x++)
                {
                    order[at++] = place + (uint)x;
                }
            }
        }
        Span<uint> scratch = components.Pixels;
        for (int component = 1; component <= componentCount; component++)
        {
            int start = ends[component - 1];
            SortByRank(order[start..ends[component]], scratch[start..ends[component]], heights.Pixels);
        }
        int count = ends[componentCount];
        ArrayPool<int>.Shared.Return(rented);
        return count;
    }

    // Stable: by insertion where there are few, else by the bytes of the rank, lowest first.
    private static void SortByRank(Span<uint> places, Span<uint> scratch, ReadOnlySpan<float> heights)
    {
        if (places.Length <= FewPlaces)
        {
            InsertByRank(places, heights);
            return;
        }
        int least = int.MaxValue;
        int most = 0;
        foreach (uint place in places)
        {
            int rank = Rank(heights[(int)place]);
            least = Math.Min(least, rank);
            most = Math.Max(most, rank);
        }
        Span<int> starts = stackalloc int[256];
        Span<uint> from = places;
        Span<uint> to = scratch;
        for (int shift = 0; (most - least) >> shift > 0; shift += 8)
        {
            starts.Clear();
            foreach (uint place in from)
            {
                starts[((Rank(heights[(int)place]) - least) >> shift) & 255]++;
            }
            int sum = 0;
            foreach (ref int start in starts)
            {
                (start, sum) = (sum, sum + start);
            }
            foreach (uint place in from)
            {
                to[starts[((Rank(heights[(int)place]) - least) >> shift) & 255]++] = place;
            }
            Span<uint> sorted = to;
            to = from;
            from = sorted;
        }
        if (from != places)
        {
            from.CopyTo(places);
        }
    }

    private static void InsertByRank(Span<uint> places, ReadOnlySpan<float> heights)
    {
        for (int i = 1; i < places.Length; i++)
        {
            uint place = places[i];
            int rank = Rank(heights[(int)place]);
            int at = i;
            for (; at > 0 && Rank(heights[(int)places[at - 1]]) > rank; at--)
            {
                places[at] = places[at - 1];
            }
            places[at] = place;
        }
    }

    private static int End(ReadOnlySpan<uint> row, int from)
    {
        uint id = row[from];
        int end = from + 1;
        while (end < row.Length && row[end] == id)
        {
            end++;
        }
        return end;
    }

    private static int Next(ReadOnlySpan<uint> row, int from)
    {
        int step = row[from..].IndexOfAnyExcept(0u);
        return step < 0 ? row.Length : from + step;
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
