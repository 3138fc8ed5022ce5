using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

/// <summary>Counts pixels in bins with given edges. Every form gives the same counts: the edges decide, not the arithmetic that guesses the bin.</summary>
internal static unsafe partial class HistogramBins
{
    // Neighbouring pixels mostly share a bin: eight tables, so that a count does not wait for the one before it.
    private const int TableCount = 8;
    private const int TableLength = 264; // 256 bins, one for pixels that are not finite, rounded up
    private const int BlockLength = 256;

    // Three float32 roundings of a place up to 256 stay below 5e-5 of a bin.
    private const double ArithmeticMargin = 1e-4;
    private const double LargestMargin = 0.05;

    // Places outside are clamped to the middle of the end bins, where there is no doubt.
    private const float LowestPlace = 0.5f;
    private const float HighestPlace = Histogram.BinCount - 0.5f;

    /// <summary>Adds every finite pixel to the count of its bin; pixels outside go to the first or last one.</summary>
    /// <param name="pixels">Any number.</param>
    /// <param name="edges">257 ascending edges, finite.</param>
    /// <param name="counts">256 counts.</param>
    public static void Count(ReadOnlySpan<float> pixels, ReadOnlySpan<float> edges, Span<long> counts)
    {
        double margin = Margin(edges);
        if (!(margin < LargestMargin))
        {
            CountScalar(pixels, edges, counts); // a range of a few float32 steps, or one beyond float32's arithmetic
        }
        else if (Vector512.IsHardwareAccelerated)
        {
            Count512(pixels, edges, (float)margin, counts);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Count256(pixels, edges, (float)margin, counts);
        }
        else
        {
            CountScalar(pixels, edges, counts);
        }
    }

    /// <summary>How far from an edge, in bins, the float32 place of a pixel must be to be certain; infinite where it never is.</summary>
    internal static double Margin(ReadOnlySpan<float> edges)
    {
        float range = edges[Histogram.BinCount] - edges[0];
        float scale = Histogram.BinCount / range;
        if (!float.IsNormal(range) || !float.IsNormal(scale))
        {
            return double.PositiveInfinity;
        }
        float largest = Math.Max(Math.Abs(edges[0]), Math.Abs(edges[Histogram.BinCount]));
        // Edges are rounded to float32, and so is the first one, from which places are counted.
        double rounding = 2 * ((double)MathF.BitIncrement(largest) - largest) * Histogram.BinCount / range;
        return ArithmeticMargin + rounding;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void CountBlock(int* bins, uint* tables)
    {
        for (int i = 0; i < BlockLength; i += TableCount)
        {
            tables[bins[i]]++;
            tables[TableLength + bins[i + 1]]++;
            tables[(2 * TableLength) + bins[i + 2]]++;
            tables[(3 * TableLength) + bins[i + 3]]++;
            tables[(4 * TableLength) + bins[i + 4]]++;
            tables[(5 * TableLength) + bins[i + 5]]++;
            tables[(6 * TableLength) + bins[i + 6]]++;
            tables[(7 * TableLength) + bins[i + 7]]++;
        }
    }

    private static void AddTables(uint* tables, Span<long> counts)
    {
        for (int table = 0; table < TableCount; table++)
        {
            for (int bin = 0; bin < counts.Length; bin++)
            {
                counts[bin] += tables[(table * TableLength) + bin];
            }
        }
    }
}
