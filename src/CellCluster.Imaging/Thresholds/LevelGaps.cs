namespace CellCluster.Imaging;

/// <summary>Gives the crossings of a grid that have no level (NaN) the mean of the levels around, weighted by 1 / squared distance.</summary>
/// <remarks>Levels within <see cref="ReachCount"/> crossings along either axis count. Where there is none so near, the crossings filled before count instead, in
/// rounds that each go that much further: O(crossings * reach^2), not of their square.</remarks>
internal static class LevelGaps
{
    /// <summary>Half the side of the square of crossings that count.</summary>
    public const int ReachCount = 16;

    /// <summary>Fills the gaps; at least one crossing has a level.</summary>
    /// <param name="levels">Row-major, rows.Length * columns.Length.</param>
    /// <param name="rows">Ascending y of the grid's rows, px.</param>
    /// <param name="columns">Ascending x of the grid's columns, px.</param>
    /// <param name="known">As many numbers: scratch.</param>
    public static void Fill(Span<double> levels, double[] rows, double[] columns, Span<double> known)
    {
        bool gaps = true;
        while (gaps)
        {
            levels.CopyTo(known);
            gaps = false;
            for (int i = 0; i < levels.Length; i++)
            {
                if (double.IsNaN(known[i]))
                {
                    levels[i] = Mean(known, rows, columns, i / columns.Length, i % columns.Length);
                    gaps |= double.IsNaN(levels[i]);
                }
            }
        }
    }

    // NaN where no level is near.
    private static double Mean(ReadOnlySpan<double> known, double[] rows, double[] columns, int row, int column)
    {
        double sum = 0;
        double weights = 0;
        for (int y = Math.Max(0, row - ReachCount); y <= Math.Min(rows.Length - 1, row + ReachCount); y++)
        {
            for (int x = Math.Max(0, column - ReachCount); x <= Math.Min(columns.Length - 1, column + ReachCount); x++)
            {
                double level = known[(y * columns.Length) + x];
                if (!double.IsNaN(level))
                {
                    double dy = rows[row] - rows[y];
                    double dx = columns[column] - columns[x];
                    double weight = 1 / ((dy * dy) + (dx * dx));
                    sum += weight * level;
                    weights += weight;
                }
            }
        }
        return sum / weights;
    }
}
