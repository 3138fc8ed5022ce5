namespace CellCluster.Imaging;

/// <summary>Where tiles lie along one axis of a padded field.</summary>
/// <param name="OuterPx">Length of every tile.</param>
/// <param name="StartsPx">First pixel of each tile, ascending.</param>
/// <param name="EdgesPx">Core borders: tile i keeps EdgesPx[i]..EdgesPx[i+1]-1; the first is 0, the last the padded length.</param>
internal sealed record TileAxis(int OuterPx, int[] StartsPx, int[] EdgesPx)
{
    /// <summary>How much longer than the target a tile may get where that spares computed pixels.</summary>
    private const double LargestExcess = 1.1;

    /// <summary>Tiles whose starts and core borders lie on multiples and whose cores are at least a halo away from inner tile borders.</summary>
    /// <remarks>
    /// In cells of one multiple: n tiles of length o with halo h cover p cells when p - o &lt;= (n - 1)(o - 2h), so the shortest is
    /// o = ceil((p + 2h(n - 1)) / n). n * o grows with n, therefore the smallest n whose o suits the target costs the fewest pixels.
    /// Starts are spread evenly; core borders lie in the middle of what two neighbours both compute beyond their halos.
    /// </remarks>
    public static TileAxis Exact(int paddedPx, NetworkGeometry geometry, int targetOuterPx)
    {
        int cells = paddedPx / geometry.Multiple;
        int halo = geometry.HaloPx / geometry.Multiple;
        int longest = (int)Math.Min(cells, targetOuterPx * LargestExcess / geometry.Multiple);
        int shortest = (2 * halo) + 1;
        if (longest < cells && targetOuterPx < shortest * geometry.Multiple)
        {
            throw new ArgumentOutOfRangeException(
                nameof(targetOuterPx),
                targetOuterPx,
                $"a field of {paddedPx} px needs tiles of at least {shortest * geometry.Multiple} px: two halos of {geometry.HaloPx} px and a core of {geometry.Multiple} px");
        }
        int count = 1;
        int outer = cells;
        while (outer > longest)
        {
            count++;
            outer = (cells + (2 * halo * (count - 1)) + count - 1) / count;
        }
        int[] starts = new int[count];
        int[] edges = new int[count + 1];
        for (int i = 1; i < count; i++)
        {
            starts[i] = (int)((long)i * (cells - outer) / (count - 1));
            edges[i] = (starts[i] + starts[i - 1] + outer) / 2;
        }
        edges[count] = cells;
        return new TileAxis(outer * geometry.Multiple, Scaled(starts, geometry.Multiple), Scaled(edges, geometry.Multiple));
    }

    /// <summary>The source's sliding window: a window every step, the last one moved in to end at the border, core borders in the middle of overlaps.</summary>
    public static TileAxis Overlapping(int paddedPx, int windowPx, int stepPx)
    {
        int outer = Math.Min(windowPx, paddedPx);
        int count = paddedPx <= outer ? 1 : (paddedPx - outer + stepPx - 1) / stepPx + 1;
        int[] starts = new int[count];
        int[] edges = new int[count + 1];
        for (int i = 1; i < count; i++)
        {
            starts[i] = Math.Min(i * stepPx, paddedPx - outer);
            edges[i] = (starts[i] + starts[i - 1] + outer) / 2;
        }
        edges[count] = paddedPx;
        return new TileAxis(outer, starts, edges);
    }

    private static int[] Scaled(int[] cells, int multiple) => Array.ConvertAll(cells, cell => cell * multiple);
}
