namespace CellCluster.Imaging;

/// <summary>Turns a mask into a label image: one id per group of pixels that touch.</summary>
/// <remarks>
/// Ids are 1..n in the order of each component's first pixel, row by row. uint32: a plane may hold more than 65,535 objects. Same partition as SciPy's <c>label</c>
/// with a 3x3 structure, or with its default (a cross) for <see cref="Connectivity.Edges"/>. O(pixels), by runs (<see cref="MaskRuns"/>); scratch is pooled.
/// </remarks>
public static class ConnectedComponents
{
    /// <summary>Labels <paramref name="mask"/> (foreground: any value but 0) into <paramref name="labels"/>, a plane of the same size; corners join.</summary>
    /// <returns>The number of components.</returns>
    public static int Label(Plane<byte> mask, Plane<uint> labels) => Label(mask, labels, Connectivity.EdgesAndCorners);

    /// <inheritdoc cref="Label(Plane{byte}, Plane{uint})"/>
    /// <param name="mask">Foreground: any value but 0.</param>
    /// <param name="labels">Same size; every pixel is written.</param>
    /// <param name="connectivity">Whether corners join.</param>
    public static int Label(Plane<byte> mask, Plane<uint> labels, Connectivity connectivity)
    {
        SizeCheck.Same(mask, labels, nameof(labels));
        using MaskRuns runs = MaskRuns.Of(mask, background: false);
        int count = runs.Join(connectivity);
        ReadOnlySpan<int> starts = runs.Starts;
        ReadOnlySpan<int> ends = runs.Ends;
        ReadOnlySpan<int> components = runs.Components;
        for (int y = 0; y < labels.Height; y++)
        {
            Span<uint> row = labels.Row(y);
            int written = 0;
            for (int run = runs.FirstOfRow(y); run < runs.FirstOfRow(y + 1); run++)
            {
                row[written..starts[run]].Clear();
                row[starts[run]..ends[run]].Fill((uint)components[run] + 1);
                written = ends[run];
            }
            row[written..].Clear();
        }
        return count;
    }
}
