namespace CellCluster.Imaging;

/// <summary>Counts pixels in bins with given edges.</summary>
internal static partial class HistogramBins
{
    /// <summary>Adds every finite pixel to the count of its bin; pixels outside go to the first or last one.</summary>
    /// <param name="pixels">Any number.</param>
    /// <param name="edges">257 ascending edges.</param>
    /// <param name="counts">256 counts.</param>
    public static void Count(ReadOnlySpan<float> pixels, ReadOnlySpan<float> edges, Span<long> counts) => CountScalar(pixels, edges, counts);
}
