namespace CellCluster.Plates;

/// <summary>One well as a plate map draws it.</summary>
/// <param name="Value">NaN where there is none.</param>
/// <param name="Text">On the well; empty for none.</param>
/// <param name="Hint">Shown when the pointer rests on it.</param>
/// <param name="IsMarked">Gets a corner: some of its fields are gaps.</param>
/// <param name="Look">A class of the style sheet that takes the place of the colour; null for the colour of the value.</param>
internal sealed record MapWell(double Value, string Text, string Hint, bool IsMarked, string? Look = null);

/// <summary>Draws a plate as SVG: a coloured square per well with its number, hatched where all fields are gaps, a dot where nothing was imaged.</summary>
internal static class HeatMap
{
    private const int Left = 30;
    private const int Top = 22;
    private const int NarrowestLegend = 140;

    /// <summary>Above this many columns numbers would be too small to read; they are then in the hints.</summary>
    public const int NumberedColumns = 24;

    /// <param name="page">Written to.</param>
    /// <param name="format">Rows and columns.</param>
    /// <param name="wells">Imaged wells.</param>
    /// <param name="title">For screen readers.</param>
    /// <param name="unit">Beside the legend.</param>
    /// <param name="id">Unique in the page; null for a map without a legend.</param>
    public static void Draw(HtmlWriter page, PlateFormat format, IReadOnlyDictionary<WellId, MapWell> wells, string title, string unit, string? id)
    {
        int cell = format.ColumnCount > NumberedColumns ? 22 : format.ColumnCount > 12 ? 40 : format.ColumnCount > 6 ? 44 : 72;
        int width = Math.Max(Left + (format.ColumnCount * cell) + 4, id is null ? 0 : Left + NarrowestLegend + 100);
        int height = Top + (format.RowCount * cell) + (id is null ? 6 : 44);
        (double low, double high) = Range(wells.Values);
        page.Write($"<div class=\"scroll\"><svg viewBox=\"0 0 {width} {height}\" role=\"img\" style=\"max-width:{width * 1.15}px;min-width:{MinimumWidth(format)}px\"><title>{title}</title>");
        for (int column = 0; column < format.ColumnCount; column++)
        {
            page.Write($"<text class=\"ax\" x=\"{Left + ((column + 0.5) * cell)}\" y=\"{Top - 7}\" text-anchor=\"middle\" font-size=\"{Math.Min(13, cell * 0.45)}\">{column + 1}</text>");
        }
        for (int row = 0; row < format.RowCount; row++)
        {
            string letters = new WellId(row, 0).ToString()[..^2];
            page.Write($"<text class=\"ax\" x=\"{Left - 7}\" y=\"{Top + ((row + 0.5) * cell) + 4.5}\" text-anchor=\"end\" font-size=\"{Math.Min(13, cell * 0.5)}\">{letters}</text>");
            for (int column = 0; column < format.ColumnCount; column++)
            {
                Well(page, wells.GetValueOrDefault(new WellId(row, column)), Left + (column * cell), Top + (row * cell), cell, low, high);
            }
        }
        if (id is not null)
        {
            Legend(page, Left, Top + (format.RowCount * cell) + 14, Math.Max(NarrowestLegend, Math.Min(240, format.ColumnCount * cell / 2)), low, high, unit, id);
        }
        page.Markup("</svg></div>");
    }

    /// <summary>Smallest and largest value; NaN where there is none.</summary>
    private static (double Low, double High) Range(IEnumerable<MapWell> wells)
    {
        double[] values = [.. wells.Select(well => well.Value).Where(double.IsFinite)];
        return values.Length == 0 ? (double.NaN, double.NaN) : (values.Min(), values.Max());
    }

    private static void Well(HtmlWriter page, MapWell? well, int x, int y, int cell, double low, double high)
    {
        double middleX = x + (cell / 2.0);
        double middleY = y + (cell / 2.0);
        if (well is null)
        {
            page.Write($"<circle class=\"no\" cx=\"{middleX}\" cy=\"{middleY}\" r=\"{cell * 0.06}\"/>");
            return;
        }
        double place = high > low ? (well.Value - low) / (high - low) : 0.5;
        bool valued = double.IsFinite(well.Value);
        double radius = cell * 0.14;
        page.Write($"<g><title>{well.Hint}</title>");
        if (well.Look is not null)
        {
            page.Write($"<rect class=\"{well.Look}\" x=\"{x + 1.5}\" y=\"{y + 1.5}\" width=\"{cell - 3}\" height=\"{cell - 3}\" rx=\"{radius}\"/>");
        }
        else if (valued)
        {
            page.Write($"<rect x=\"{x + 1}\" y=\"{y + 1}\" width=\"{cell - 2}\" height=\"{cell - 2}\" rx=\"{radius}\" fill=\"{ColourScale.At(place)}\"/>");
        }
        else
        {
            page.Write($"<rect class=\"gap\" x=\"{x + 1.5}\" y=\"{y + 1.5}\" width=\"{cell - 3}\" height=\"{cell - 3}\" rx=\"{radius}\"/>");
        }
        if (well.Text.Length > 0)
        {
            double size = Math.Min(Math.Min(cell * 0.34, 19), cell * 0.86 / (Math.Max(well.Text.Length, 2) * 0.58));
            page.Write($"<text class=\"{(valued && well.Look is null && ColourScale.IsDark(place) ? "lt" : "dk")}\" x=\"{middleX}\" y=\"{middleY + (size * 0.36)}\" text-anchor=\"middle\" font-size=\"{size}\">{well.Text}</text>");
        }
        if (well.IsMarked && valued)
        {
            double corner = cell * 0.27;
            page.Write($"<path class=\"mk\" d=\"M{x + cell - 1 - corner} {y + 1}h{corner}v{corner}z\"/>");
        }
        page.Markup("</g>");
    }

    private static void Legend(HtmlWriter page, int x, int y, int width, double low, double high, string unit, string id)
    {
        if (double.IsNaN(low))
        {
            page.Write($"<text class=\"ax\" x=\"{x}\" y=\"{y + 10}\" font-size=\"12\">no values</text>");
            return;
        }
        if (low == high)
        {
            page.Write($"<text class=\"ax\" x=\"{x}\" y=\"{y + 10}\" font-size=\"12\">all wells {NumberText.Short(low)} {unit}</text>");
            return;
        }
        page.Write($"<defs><linearGradient id=\"{id}\">");
        foreach ((double at, string colour) in ColourScale.Stops)
        {
            page.Write($"<stop offset=\"{at}\" stop-color=\"{colour}\"/>");
        }
        page.Write($"</linearGradient></defs><rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"9\" rx=\"2\" fill=\"url(#{id})\"/>");
        page.Write($"<text class=\"ax\" x=\"{x}\" y=\"{y + 23}\" font-size=\"12\">{NumberText.Short(low)}</text>");
        page.Write($"<text class=\"ax\" x=\"{x + (width / 2.0)}\" y=\"{y + 23}\" text-anchor=\"middle\" font-size=\"12\">{NumberText.Short((low + high) / 2)}</text>");
        page.Write($"<text class=\"ax\" x=\"{x + width}\" y=\"{y + 23}\" text-anchor=\"end\" font-size=\"12\">{NumberText.Short(high)}</text>");
        page.Write($"<text class=\"ax\" x=\"{x + width + 8}\" y=\"{y + 9}\" font-size=\"12\">{unit}</text>");
    }

    // So that a number stays readable on a phone: wide plates scroll instead of shrinking to nothing.
    private static int MinimumWidth(PlateFormat format) => format.ColumnCount > NumberedColumns ? 820 : format.ColumnCount > 12 ? 680 : 0;
}
