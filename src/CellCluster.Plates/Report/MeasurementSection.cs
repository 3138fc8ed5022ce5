using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>Beyond the four metrics that are drawn: the other numbers of each organelle, how far the controls are apart, what the place on the plate does.</summary>
internal static class MeasurementSection
{
    // Ranges of rows and columns this many times the noise are shown in bold: a spread of that size is no chance.
    private const double Conspicuous = 3;

    public static void Write(HtmlWriter page, ReportData data)
    {
        page.Markup("<h2 id=\"measurements\">Further measurements</h2>");
        Others(page, data);
        int[] acquisitions = [.. data.Wells.Wells.Select(well => well.Acquisition).Distinct().Order()];
        foreach (int acquisition in acquisitions)
        {
            Figures(page, data, acquisition, acquisitions.Length > 1 ? $", acquisition {acquisition}" : "");
        }
    }

    private static void Others(HtmlWriter page, ReportData data)
    {
        page.Markup("<h3>Other numbers, median over fields</h3><div class=\"scroll\"><table><tr><th>Organelle</th>");
        int[] others = [.. Enumerable.Range(MetricColumns.Main.Count, MetricColumns.Measured.Count - MetricColumns.Main.Count)];
        foreach (MetricColumn column in others.Select(index => MetricColumns.Measured[index]))
        {
            page.Write($"<th class=\"n\">{column.Title}{(column.Unit.Length > 0 ? $", {column.Unit}" : "")}</th>");
        }
        page.Markup("</tr>");
        for (int i = 0; i < data.Table.Organelles.Count; i++)
        {
            page.Write($"<tr><td>{OrganelleTitle.Of(data.Table.Organelles[i])}</td>");
            foreach (int index in others)
            {
                page.Write($"<td class=\"n\">{NumberText.Short(Order.Median([.. data.Wells.Wells.SelectMany(well => well.Values(i, index))]))}</td>");
            }
            page.Markup("</tr>");
        }
        page.Markup("</table></div>\n");
    }

    private static void Figures(HtmlWriter page, ReportData data, int acquisition, string whose)
    {
        PlateMap? map = data.Table.Map;
        bool hasControls = map is not null && map.Wells.Any(well => map.ControlOf(well) is not null);
        (bool Rows, bool Columns) isDesigned = map is null ? default : (PlateMapDesign.OfRows(map).Count > 0, PlateMapDesign.OfColumns(map).Count > 0);
        page.Write($"<h3>Controls and plate effects{whose}</h3><p class=\"quiet\">{(hasControls
            ? "Z' compares the plate map's positive with its negative wells: 0.5 and above is an excellent assay, below 0 they overlap."
            : "The plate map names no positive and negative controls, so there is no Z'.")} Ranges of row and column effects after a median polish, in the metric's unit, bold where above {Conspicuous} times the noise. Treatments that are arranged in rows or columns show here too{Designed(map)}; all figures and B-scores are in plate_metrics.csv and well_metrics.csv.</p>");
        page.Markup("<div class=\"scroll\"><table><tr><th>Organelle</th><th>Metric</th><th class=\"n\">Wells</th>");
        page.Markup(hasControls ? "<th class=\"n\">Controls, + and -</th><th class=\"n\">Z'</th><th class=\"n\">Z', robust</th><th class=\"n\">SSMD</th>" : "");
        page.Markup("<th class=\"n\">Rows</th><th class=\"n\">Columns</th><th class=\"n\">Edge</th><th class=\"n\">Noise</th></tr>");
        for (int i = 0; i < data.Table.Organelles.Count; i++)
        {
            for (int index = 0; index < MetricColumns.Measured.Count; index++)
            {
                PlateFigures figures = PlateFigures.Of(data.Wells, map, acquisition, i, index);
                // With a known pixel size the areas in px say nothing more.
                bool isShownInUm2 = MetricColumns.Measured[index].Name == "mean_area_px" && data.Wells.Wells.Any(well => well.Figure(i, index + 1).Count > 0);
                if (figures.Wells.Count > 0 && !isShownInUm2)
                {
                    Row(page, OrganelleTitle.Of(data.Table.Organelles[i]), MetricColumns.Measured[index], figures, isDesigned, hasControls);
                }
            }
        }
        page.Markup("</table></div>\n");
    }

    private static string Designed(PlateMap? map)
    {
        if (map is null)
        {
            return ": a plate map (wells.csv) with doses and controls tells one from the other";
        }
        string[] designs =
        [
            .. new[] { ("rows", PlateMapDesign.OfRows(map)), ("columns", PlateMapDesign.OfColumns(map)) }.Where(design => design.Item2.Count > 0)
                .Select(design => $"{string.Join(", ", design.Item2)} by {design.Item1}"),
        ];
        return designs.Length == 0 ? "" : $": the plate map arranges {string.Join(" and ", designs)}, and ranges of these are not shown in bold";
    }

    private static void Row(HtmlWriter page, string organelle, MetricColumn column, PlateFigures figures, (bool Rows, bool Columns) isDesigned, bool hasControls)
    {
        page.Write($"<tr><td>{organelle}</td><td>{column.Title}</td><td class=\"n\">{figures.Wells.Count}</td>");
        if (hasControls)
        {
            AssayQuality quality = figures.Quality;
            page.Write($"<td class=\"n\">{quality.PositiveCount} and {quality.NegativeCount}</td><td class=\"n\">{NumberText.Short(quality.ZPrime)}</td><td class=\"n\">{NumberText.Short(quality.RobustZPrime)}</td><td class=\"n\">{NumberText.Short(quality.Ssmd)}</td>");
        }
        PlateEffects effects = figures.Effects;
        Effect(effects.RowRange, isDesigned.Rows);
        Effect(effects.ColumnRange, isDesigned.Columns);
        page.Write($"<td class=\"n\">{NumberText.Short(effects.EdgeDifference)}</td><td class=\"n\">{NumberText.Short(effects.NoiseLevel)}</td></tr>");

        void Effect(double range, bool isOfTreatment)
        {
            string text = NumberText.Short(range);
            page.Markup("<td class=\"n\">");
            if (range > Conspicuous * effects.NoiseLevel && !isOfTreatment)
            {
                page.Write($"<b>{text}</b>");
            }
            else
            {
                page.Write($"{text}");
            }
            page.Markup("</td>");
        }
    }
}
