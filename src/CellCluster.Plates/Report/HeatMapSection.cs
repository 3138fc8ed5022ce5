using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>Plate maps: per organelle one map for each metric, the median over the fields of a well.</summary>
internal static class HeatMapSection
{
    // A time series of a hundred passes would make a page nobody reads; the tables hold all of them.
    private const int DrawnAcquisitions = 4;

    // Beyond it a table in a page is no longer read by anyone; well_metrics.csv has the rest.
    private const int TabledWells = 384;

    public static void Write(HtmlWriter page, ReportFacts facts, ReportData data)
    {
        int[] acquisitions = [.. data.Wells.Wells.Select(well => well.Acquisition).Distinct()];
        page.Markup("<h2 id=\"plate\">Plate maps</h2><p class=\"quiet\">Each well shows the median over its fields. Hatched: no field could be processed. White corner: some fields are gaps. Dot: not imaged. Rest the pointer on a well for its numbers; all of them are in well_metrics.csv.</p>\n");
        foreach (int acquisition in acquisitions.Take(DrawnAcquisitions))
        {
            if (acquisitions.Length > 1)
            {
                page.Markup(acquisition == acquisitions[0] ? "<details open=\"open\">" : "<details>");
                page.Write($"<summary>Acquisition {acquisition}</summary>");
            }
            Acquisition(page, facts, data, acquisition);
            if (acquisitions.Length > 1)
            {
                page.Markup("</details>");
            }
        }
        if (acquisitions.Length > DrawnAcquisitions)
        {
            page.Write($"<p>Acquisitions {acquisitions[DrawnAcquisitions]} to {acquisitions[^1]} are in well_metrics.csv.</p>");
        }
    }

    private static void Acquisition(HtmlWriter page, ReportFacts facts, ReportData data, int acquisition)
    {
        WellSummary[] wells = [.. data.Wells.Wells.Where(well => well.Acquisition == acquisition)];
        bool wide = facts.Format.ColumnCount > 12;
        for (int organelle = 0; organelle < data.Table.Organelles.Count; organelle++)
        {
            string name = OrganelleTitle.Of(data.Table.Organelles[organelle]);
            page.Write($"<h3>{name}</h3><div class=\"{(wide ? "grid wide" : "grid")}\">");
            foreach (DisplayMetric metric in DisplayMetric.All)
            {
                var drawn = new Dictionary<WellId, MapWell>();
                foreach (WellSummary well in wells)
                {
                    drawn.Add(well.Well, Well(data, well, organelle, metric, facts.Format.ColumnCount <= HeatMap.NumberedColumns));
                }
                page.Write($"<figure><figcaption>{metric.Title}<small>{name}, {metric.Unit}</small></figcaption>");
                HeatMap.Draw(page, facts.Format, drawn, $"{name}, {metric.Title}, {metric.Unit}", metric.Unit, $"c{acquisition}-{organelle}-{metric.Index}");
                page.Markup("</figure>\n");
            }
            page.Markup("</div>\n");
            if (wells.Length <= TabledWells)
            {
                Table(page, data, wells, organelle, name);
            }
        }
    }

    private static void Table(HtmlWriter page, ReportData data, WellSummary[] wells, int organelle, string name)
    {
        bool grouped = data.Table.Map is not null;
        page.Write($"<details><summary>{name} by well, as a table</summary><div class=\"scroll\"><table><tr><th>Well</th>");
        page.Markup(grouped ? "<th>Group</th>" : "");
        page.Markup("<th class=\"n\">Fields</th>");
        foreach (DisplayMetric metric in DisplayMetric.All)
        {
            page.Write($"<th class=\"n\">{metric.Title}, {metric.Unit}</th>");
        }
        page.Markup("</tr>");
        foreach (WellSummary well in wells)
        {
            page.Write($"<tr><td>{well.Well}</td>");
            if (grouped)
            {
                page.Write($"<td>{data.Table.Map!.GroupOf(well.Well)}</td>");
            }
            page.Write($"<td class=\"n\">{well.DoneCount} of {well.FieldCount}</td>");
            foreach (DisplayMetric metric in DisplayMetric.All)
            {
                page.Write($"<td class=\"n\">{metric.Text(well.Figure(organelle, metric.Index).Median)}</td>");
            }
            page.Markup("</tr>\n");
        }
        page.Markup("</table></div></details>\n");
    }

    private static MapWell Well(ReportData data, WellSummary well, int organelle, DisplayMetric metric, bool numbered)
    {
        WellAggregate figure = well.Figure(organelle, metric.Index);
        string group = data.Table.Map?.GroupOf(well.Well) ?? "";
        string gaps = well.GapCount > 0 ? $", {well.GapCount} {(well.GapCount == 1 ? "gap" : "gaps")}" : "";
        string hint = $"{well.Well}{(group.Length > 0 ? $" ({group})" : "")}: median {metric.Text(figure.Median)}, mean {metric.Text(figure.Mean)} {metric.Unit}; {figure.Count} of {well.FieldCount} fields{gaps}";
        string text = !numbered ? "" : figure.Count > 0 ? metric.Text(figure.Median) : well.DoneCount > 0 ? "–" : "gap";
        return new MapWell(figure.Median * metric.Factor, text, hint, well.GapCount > 0);
    }
}
