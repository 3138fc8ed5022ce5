using System.Buffers;

namespace CellCluster.Imaging;

/// <summary>Fills the holes of a mask: background that no path of edge-sharing pixels joins to the border becomes foreground.</summary>
/// <remarks>Equal to SciPy's <c>binary_fill_holes</c>. Foreground is any value but 0. O(pixels), by runs of background; scratch is pooled.</remarks>
public static class HoleFilling
{
    /// <summary>Fills the holes of <paramref name="mask"/> in place; every foreground pixel becomes 255.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="largestHolePx">Holes of more pixels stay open. Default: all are filled.</param>
    /// <returns>How many pixels were filled.</returns>
    public static long Fill(Plane<byte> mask, long largestHolePx = long.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(mask);
        using MaskRuns runs = MaskRuns.Of(mask, background: true);
        int count = runs.Join(Connectivity.Edges);
        long[] sizes = ArrayPool<long>.Shared.Rent(Math.Max(1, count));
        Measure(runs, mask.Height, mask.Width, sizes.AsSpan(0, count));
        ReadOnlySpan<int> starts = runs.Starts;
        ReadOnlySpan<int> ends = runs.Ends;
        ReadOnlySpan<int> components = runs.Components;
        long filled = 0;
        for (int y = 0; y < mask.Height; y++)
        {
            Span<byte> row = mask.Row(y);
            int written = 0;
            for (int run = runs.FirstOfRow(y); run < runs.FirstOfRow(y + 1); run++)
            {
                if (sizes[components[run]] > largestHolePx || sizes[components[run]] == Open)
                {
                    row[written..starts[run]].Fill(ThresholdMask.Foreground);
                    written = ends[run];
                }
                else
                {
                    filled += ends[run] - starts[run];
                }
            }
            row[written..].Fill(ThresholdMask.Foreground);
        }
        ArrayPool<long>.Shared.Return(sizes);
        return filled;
    }

    private const long Open = long.MaxValue;

    // Pixels per region of background; Open for one that touches the border.
    private static void Measure(MaskRuns runs, int height, int width, Span<long> sizes)
    {
        sizes.Clear();
        ReadOnlySpan<int> starts = runs.Starts;
        ReadOnlySpan<int> ends = runs.Ends;
        ReadOnlySpan<int> components = runs.Components;
        for (int y = 0; y < height; y++)
        {
            for (int run = runs.FirstOfRow(y); run < runs.FirstOfRow(y + 1); run++)
            {
                ref long size = ref sizes[components[run]];
                if (y == 0 || y == height - 1 || starts[run] == 0 || ends[run] == width)
                {
                    size = Open;
                }
                else if (size != Open)
                {
                    size += ends[run] - starts[run];
                }
            }
        }
    }
}
