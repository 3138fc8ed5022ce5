using System.Buffers;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>A quantile of the heights of every object of a label image.</summary>
internal static class ObjectLevels
{
    private const int BinCount = 64;

    /// <summary>The level of ids 1..<paramref name="count"/>: the pixel of rank floor(quantile * (n - 1)) among the object's n; 0 for an id without pixels.</summary>
    /// <remarks>Heights are gathered by object (counting sort), then selected. O(foreground + pixels / vector).</remarks>
    public static float[] Of(Plane<uint> labels, int count, Plane<float> heights, double quantile)
    {
        float[] levels = new float[count + 1];
        int[] starts = ArrayPool<int>.Shared.Rent(count + 2);
        starts.AsSpan(0, count + 2).Clear();
        ReadOnlySpan<uint> ids = labels.Pixels;
        for (int i = Next(ids, 0); i < ids.Length; i = Next(ids, i))
        {
            int end = End(ids, i);
            starts[ids[i] + 1] += end - i;
            i = end;
        }
        for (int id = 1; id <= count; id++)
        {
            starts[id + 1] += starts[id];
        }
        using var gathered = Plane<float>.Rent(labels.Height, labels.Width);
        Span<float> values = gathered.Pixels;
        ReadOnlySpan<float> pixels = heights.Pixels;
        for (int i = Next(ids, 0); i < ids.Length; i = Next(ids, i))
        {
            int end = End(ids, i);
            ref int start = ref starts[ids[i]]; // moves to the end of the object
            pixels[i..end].CopyTo(values[start..]);
            start += end - i;
            i = end;
        }
        for (int id = 1; id <= count; id++)
        {
            Span<float> own = values[(id == 1 ? 0 : starts[id - 1])..starts[id]];
            levels[id] = own.IsEmpty ? 0 : SelectByBin(own, (int)(quantile * (own.Length - 1)));
        }
        ArrayPool<int>.Shared.Return(starts);
        return levels;
    }

    private static int End(ReadOnlySpan<uint> ids, int from)
    {
        uint id = ids[from];
        int end = from + 1;
        while (end < ids.Length && ids[end] == id)
        {
            end++;
        }
        return end;
    }

    private static int Next(ReadOnlySpan<uint> ids, int from)
    {
        int step = ids[from..].IndexOfAnyExcept(0u);
        return step < 0 ? ids.Length : from + step;
    }

    // The pixels are counted in bins of equal width (a monotone map); only those of the bin with the rank are selected from.
    private static float SelectByBin(Span<float> values, int rank)
    {
        (float low, float high) = PixelLevels.Range(values);
        float scale = (BinCount - 1) / (high - low);
        if (values.Length < BinCount || !WideSums.AllFinite(values) || !(scale > 0 && float.IsFinite(scale * (high - low))))
        {
            return Select(values, rank);
        }
        Span<int> counts = stackalloc int[2 * BinCount]; // odd pixels have a table of their own: equal bins in a row need not wait for each other
        counts.Clear();
        for (int i = 0; i < values.Length; i++)
        {
            counts[((i & 1) * BinCount) + (int)((values[i] - low) * scale)]++;
        }
        int bin = 0;
        int below = 0;
        while (below + counts[bin] + counts[BinCount + bin] <= rank)
        {
            below += counts[bin] + counts[BinCount + bin];
            bin++;
        }
        int kept = 0;
        for (int i = 0; i < values.Length; i++)
        {
            float value = values[i];
            values[kept] = value;
            kept += (int)((value - low) * scale) == bin ? 1 : 0;
        }
        return Select(values[..kept], rank - below);
    }

    // Hoare's selection with the middle element as pivot: the values' order within the span is left changed.
    private static float Select(Span<float> values, int rank)
    {
        int low = 0;
        int high = values.Length - 1;
        while (low < high)
        {
            float pivot = values[(low + high) / 2];
            int i = low;
            int j = high;
            while (i <= j)
            {
                while (values[i] < pivot)
                {
                    i++;
                }
                while (values[j] > pivot)
                {
                    j--;
                }
                if (i <= j)
                {
                    (values[i], values[j]) = (values[j], values[i]);
                    i++;
                    j--;
                }
            }
            if (rank <= j)
            {
                high = j;
            }
            else if (rank >= i)
            {
                low = i;
            }
            else
            {
                break;
            }
        }
        return values[rank];
    }
}
