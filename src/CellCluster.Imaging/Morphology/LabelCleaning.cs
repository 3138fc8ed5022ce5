using System.Buffers;

namespace CellCluster.Imaging;

/// <summary>Removes objects from a label image and numbers the rest anew, in place.</summary>
/// <remarks>Each operation leaves ids 1..n in the order of the first pixels row by row, and returns n. O(pixels); scratch is pooled. All but <see cref="Relabel"/> expect ids near 1..n (see <see cref="LabelIds.Largest"/>).</remarks>
public static class LabelCleaning
{
    /// <summary>Numbers the objects 1..n, whatever their ids are; doing it again changes nothing.</summary>
    /// <remarks>Ids far from 1..n cost a table of the objects, which is not pooled.</remarks>
    public static int Relabel(Plane<uint> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return LabelIds.IsNear(labels, out _, out _) ? RemoveSmall(labels, 1) : RelabelFar(labels);
    }

    private static int RelabelFar(Plane<uint> labels)
    {
        var numbers = new Dictionary<uint, uint> { [0] = 0 };
        foreach (ref uint id in labels.Pixels)
        {
            if (!numbers.TryGetValue(id, out uint number))
            {
                number = (uint)numbers.Count;
                numbers.Add(id, number);
            }
            id = number;
        }
        return numbers.Count - 1;
    }

    /// <summary>Drops objects of fewer pixels than <paramref name="minPixelCount"/>: scikit-image's <c>remove_small_objects</c>.</summary>
    public static int RemoveSmall(Plane<uint> labels, long minPixelCount)
    {
        int count = (int)LabelIds.Largest(labels) + 1;
        long[] sizes = Rented(count);
        foreach (uint id in labels.Pixels)
        {
            sizes[id]++;
        }
        return Keep(labels, sizes, minPixelCount);
    }

    /// <summary>Drops objects with a pixel within <paramref name="marginPx"/> px of the plane's border, 1 or more: scikit-image's <c>clear_border</c> with a buffer of one less.</summary>
    public static int ClearBorder(Plane<uint> labels, int marginPx = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(marginPx, 1);
        int count = (int)LabelIds.Largest(labels) + 1;
        long[] inner = Rented(count);
        inner.AsSpan(0, count).Fill(1);
        for (int y = 0; y < labels.Height; y++)
        {
            Span<uint> row = labels.Row(y);
            bool whole = y < marginPx || y >= labels.Height - marginPx || row.Length <= 2 * marginPx;
            Forget(whole ? row : row[..marginPx], inner);
            Forget(whole ? default : row[^marginPx..], inner);
        }
        return Keep(labels, inner, 1);
    }

    private static void Forget(ReadOnlySpan<uint> ids, long[] sizes)
    {
        foreach (uint id in ids)
        {
            sizes[id] = 0;
        }
    }

    private static long[] Rented(int count)
    {
        long[] sizes = ArrayPool<long>.Shared.Rent(count);
        sizes.AsSpan(0, count).Clear();
        return sizes;
    }

    // Keeps ids of at least so much; an id met for the first time gets the next number, stored negative in place of its size.
    private static int Keep(Plane<uint> labels, long[] sizes, long least)
    {
        int next = 0;
        sizes[0] = 0;
        foreach (ref uint id in labels.Pixels)
        {
            if (id != 0)
            {
                ref long size = ref sizes[id];
                if (size >= Math.Max(1, least))
                {
                    size = -(++next);
                }
                id = size < 0 ? (uint)-size : 0;
            }
        }
        ArrayPool<long>.Shared.Return(sizes);
        return next;
    }
}
