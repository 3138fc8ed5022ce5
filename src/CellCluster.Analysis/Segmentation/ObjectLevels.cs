using System.Buffers;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>A quantile of the heights of every object of a label image.</summary>
internal static class ObjectLevels
{
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
            for (; i < ids.Length && ids[i] != 0; i++)
            {
                starts[ids[i] + 1]++;
            }
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
            for (; i < ids.Length && ids[i] != 0; i++)
            {
                values[starts[ids[i]]++] = pixels[i]; // starts[id] moves to the end of id
            }
        }
        for (int id = 1; id <= count; id++)
        {
            Span<float> own = values[(id == 1 ? 0 : starts[id - 1])..starts[id]];
            levels[id] = own.IsEmpty ? 0 : Select(own, (int)(quantile * (own.Length - 1)));
        }
        ArrayPool<int>.Shared.Return(starts);
        return levels;
    }

    private static int Next(ReadOnlySpan<uint> ids, int from)
    {
        int step = ids[from..].IndexOfAnyExcept(0u);
        return step < 0 ? ids.Length : from + step;
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
