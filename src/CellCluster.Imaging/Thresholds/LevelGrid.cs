namespace CellCluster.Imaging;

/// <summary>Spreads levels at the crossings of a grid over a plane: bilinear between them, repeated beyond the outer ones.</summary>
internal static class LevelGrid
{
    /// <summary>Writes every pixel.</summary>
    /// <param name="levels">Row-major, rows.Length * columns.Length.</param>
    /// <param name="rows">Ascending y of the grid's rows, px.</param>
    /// <param name="columns">Ascending x of the grid's columns, px.</param>
    /// <param name="surface">The plane.</param>
    public static void Fill(ReadOnlySpan<double> levels, double[] rows, double[] columns, Plane<float> surface)
    {
        double[] line = new double[columns.Length];
        for (int y = 0; y < surface.Height; y++)
        {
            (int above, double part) = Between(rows, y);
            int below = Math.Min(above + 1, rows.Length - 1);
            for (int i = 0; i < line.Length; i++)
            {
                double upper = levels[(above * columns.Length) + i];
                line[i] = upper + (part * (levels[(below * columns.Length) + i] - upper));
            }
            FillRow(line, columns, surface.Row(y));
        }
    }

    private static void FillRow(double[] line, double[] columns, Span<float> row)
    {
        int x = 0;
        for (; x < row.Length && x <= columns[0]; x++)
        {
            row[x] = (float)line[0];
        }
        for (int i = 0; i < columns.Length - 1; i++)
        {
            double slope = (line[i + 1] - line[i]) / (columns[i + 1] - columns[i]);
            for (; x < row.Length && x <= columns[i + 1]; x++)
            {
                row[x] = (float)(line[i] + (slope * (x - columns[i])));
            }
        }
        row[x..].Fill((float)line[^1]);
    }

    private static (int Index, double Part) Between(double[] places, double at)
    {
        if (at <= places[0])
        {
            return (0, 0);
        }
        for (int i = 0; i < places.Length - 1; i++)
        {
            if (at <= places[i + 1])
            {
                return (i, (at - places[i]) / (places[i + 1] - places[i]));
            }
        }
        return (places.Length - 1, 0);
    }
}
