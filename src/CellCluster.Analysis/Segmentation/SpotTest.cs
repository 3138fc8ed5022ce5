using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Whether the parts of a plane are spots (blurred until no plateau is left) or have an inside of about one height.</summary>
/// <remarks>
/// Per part that touches no other: pixels above 0.3 of its level over pixels above 0.75 of it. A disk has 1, one with a soft edge 1.3 to 1.7, a Gaussian spot about 2.
/// The edge of a spot is not where the share for objects with a plateau puts it, and spots are common in predictions of small nuclei.
/// </remarks>
internal static class SpotTest
{
    private const float SkirtShare = 0.3f;
    private const float CoreShare = 0.75f;
    private const double LeastRatio = 1.77;
    private const int LeastCorePx = 8;
    private const int LeastParts = 5;

    /// <summary>Whether the median ratio of the parts that stand alone is that of spots; false with fewer than five of them.</summary>
    /// <param name="labels">Parts before they are cut: ids 1..n.</param>
    /// <param name="heights">Heights above the background.</param>
    /// <param name="levels">Per id.</param>
    public static bool AreSpots(Plane<uint> labels, Plane<float> heights, ReadOnlySpan<float> levels)
    {
        Part[] parts = ArrayPool<Part>.Shared.Rent(levels.Length);
        parts.AsSpan(0, levels.Length).Clear();
        for (int y = 0; y < labels.Height; y++)
        {
            ReadOnlySpan<uint> ids = labels.Row(y);
            ReadOnlySpan<uint> below = labels.Row(Math.Min(y + 1, labels.Height - 1));
            ReadOnlySpan<float> row = heights.Row(y);
            for (int x = Next(ids, 0); x < ids.Length; x = Next(ids, x))
            {
                uint id = ids[x];
                int end = x + 1;
                while (end < ids.Length && ids[end] == id)
                {
                    end++;
                }
                float level = levels[(int)id];
                parts[id].Skirt += CountAbove(row[x..end], SkirtShare * level);
                parts[id].Core += CountAbove(row[x..end], CoreShare * level);
                for (; x < end && below[x..end].IndexOfAnyExcept(id, 0u) is int step and >= 0; x++)
                {
                    x += step;
                    Touch(parts, id, below[x]);
                }
                if (end < ids.Length)
                {
                    Touch(parts, id, ids[end]);
                }
                x = end;
            }
        }
        var ratios = new List<double>();
        foreach (Part part in parts.AsSpan(1, levels.Length - 1))
        {
            if (!part.Touches && part.Core >= LeastCorePx)
            {
                ratios.Add((double)part.Skirt / part.Core);
            }
        }
        ArrayPool<Part>.Shared.Return(parts);
        ratios.Sort();
        return ratios.Count >= LeastParts && ratios[ratios.Count / 2] > LeastRatio;
    }

    private static int Next(ReadOnlySpan<uint> ids, int from)
    {
        int step = ids[from..].IndexOfAnyExcept(0u);
        return step < 0 ? ids.Length : from + step;
    }

    private static int CountAbove(ReadOnlySpan<float> heights, float level)
    {
        int count = 0;
        ref float first = ref MemoryMarshal.GetReference(heights);
        int x = 0;
        for (; x <= heights.Length - Vector256<float>.Count; x += Vector256<float>.Count)
        {
            count += BitOperations.PopCount(Vector256.GreaterThan(Vector256.LoadUnsafe(ref first, (nuint)x), Vector256.Create(level)).ExtractMostSignificantBits());
        }
        for (; x < heights.Length; x++)
        {
            count += heights[x] > level ? 1 : 0;
        }
        return count;
    }

    private static void Touch(Part[] parts, uint id, uint other)
    {
        if (other != 0 && other != id)
        {
            parts[id].Touches = true;
            parts[other].Touches = true;
        }
    }

    private struct Part
    {
        public int Skirt;
        public int Core;
        public bool Touches;
    }
}
