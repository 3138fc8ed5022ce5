using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

/// <summary>The ids of a label image.</summary>
public static class LabelIds
{
    /// <summary>The largest id, 0 without objects: arrays by id need one element more.</summary>
    /// <exception cref="ArgumentException">An id above both 65,535 and the number of pixels: the ids are far from 1..n, and arrays by id would not fit.</exception>
    public static uint Largest(Plane<uint> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return IsNear(labels, out uint largest, out uint limit)
            ? largest
            : throw new ArgumentException($"The label image of {labels.Height}x{labels.Width} px holds the id {largest}; ids up to {limit} are expected: give it to LabelCleaning.Relabel first.", nameof(labels));
    }

    /// <summary>Whether the ids are near 1..n: none above <paramref name="limit"/>.</summary>
    internal static bool IsNear(Plane<uint> labels, out uint largest, out uint limit)
    {
        ReadOnlySpan<uint> ids = labels.Pixels;
        ref uint first = ref MemoryMarshal.GetReference(ids);
        Vector512<uint> lanes = Vector512<uint>.Zero;
        int i = 0;
        for (; i <= ids.Length - Vector512<uint>.Count; i += Vector512<uint>.Count)
        {
            lanes = Vector512.Max(lanes, Vector512.LoadUnsafe(ref first, (nuint)i));
        }
        largest = 0;
        for (int lane = 0; lane < Vector512<uint>.Count; lane++)
        {
            largest = Math.Max(largest, lanes[lane]);
        }
        for (; i < ids.Length; i++)
        {
            largest = Math.Max(largest, ids[i]);
        }
        limit = (uint)Math.Max(labels.PixelCount, ushort.MaxValue);
        return largest <= limit;
    }
}
