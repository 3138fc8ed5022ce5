namespace CellCluster.Imaging;

internal static partial class HistogramBins
{
    /// <summary>The specification: one pixel at a time, in float64.</summary>
    internal static void CountScalar(ReadOnlySpan<float> pixels, ReadOnlySpan<float> edges, Span<long> counts)
    {
        double first = edges[0];
        double scale = Histogram.BinCount / (edges[Histogram.BinCount] - first);
        foreach (float pixel in pixels)
        {
            if (float.IsFinite(pixel))
            {
                counts[BinOf(pixel, first, scale, edges)]++;
            }
        }
    }

    // The product may be one bin off where rounding meets an edge; the edges decide.
    private static int BinOf(float pixel, double first, double scale, ReadOnlySpan<float> edges)
    {
        int bin = (int)Math.Clamp((pixel - first) * scale, 0, Histogram.BinCount - 1);
        if (pixel < edges[bin])
        {
            bin--;
        }
        else if (bin < Histogram.BinCount - 1 && pixel >= edges[bin + 1])
        {
            bin++;
        }
        return Math.Max(bin, 0);
    }
}
