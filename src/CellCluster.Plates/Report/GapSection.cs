namespace CellCluster.Plates;

/// <summary>What could not be processed and what was flagged: a map, counts by code, and the list.</summary>
internal static class GapSection
{
    private const int ListedGaps = 300;
    private const int NamedFields = 12;

    public static void Write(HtmlWriter page, ReportFacts facts, ReportData data)
    {
        page.Markup("<h2 id=\"gaps\">Gaps and flags</h2>");
        if (data.Gaps.Count == 0)
        {
            page.Markup("<p>No gaps: every expected field was processed.</p>");
        }
        else
        {
            Codes(page, data);
            Map(page, facts, data);
            List(page, data);
        }
        Flags(page, data);
    }

    private static void Codes(HtmlWriter page, ReportData data)
    {
        string codes = string.Join(", ", data.Gaps.GroupBy(gap => gap.Code, StringComparer.Ordinal).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal)
            .Select(group => $"{group.Count()} {group.Key}"));
        page.Write($"<p>{data.Gaps.Count} of {data.FieldCount} fields could not be processed: {codes}.</p>");
    }

    private static void Map(HtmlWriter page, ReportFacts facts, ReportData data)
    {
        var drawn = new Dictionary<WellId, MapWell>();
        bool numbered = facts.Format.ColumnCount <= HeatMap.NumberedColumns;
        foreach (IGrouping<WellId, WellSummary> well in data.Wells.Wells.GroupBy(well => well.Well))
        {
            int gaps = well.Sum(one => one.GapCount);
            int fields = well.Sum(one => one.FieldCount);
            drawn.Add(well.Key, new MapWell(gaps, numbered && gaps > 0 ? $"{gaps}/{fields}" : "", $"{well.Key}: {gaps} of {fields} fields are gaps", false, gaps == 0 ? "fine" : gaps < fields ? "some" : "gap"));
        }
        page.Write($"<div class=\"{(facts.Format.ColumnCount > 12 ? "grid wide" : "grid")}\"><figure><figcaption>Gaps per well<small>fields that are gaps / expected fields; hatched: all of them</small></figcaption>");
        HeatMap.Draw(page, facts.Format, drawn, "Gaps per well", "", id: null);
        page.Markup("</figure></div>\n");
    }

    private static void List(HtmlWriter page, ReportData data)
    {
        bool passes = data.Gaps.Any(gap => gap.Key.Acquisition > 1);
        page.Markup("<h3>Fields that are gaps</h3><table><tr><th>Well</th><th>Field</th><th>Code</th><th>Reason</th></tr>");
        foreach (ReportNotice gap in data.Gaps.Take(ListedGaps))
        {
            page.Write($"<tr><td>{gap.Key.Well}{(passes ? $" (acquisition {gap.Key.Acquisition})" : "")}</td><td>{gap.Key.Field.Value}</td><td>{gap.Code}</td><td class=\"w\">{gap.Reason}</td></tr>\n");
        }
        page.Markup("</table>");
        if (data.Gaps.Count > ListedGaps)
        {
            page.Write($"<p>{data.Gaps.Count - ListedGaps} more are in metrics.csv (state gap).</p>");
        }
    }

    private static void Flags(HtmlWriter page, ReportData data)
    {
        if (data.Flags.Count == 0)
        {
            page.Markup("<p>No field is flagged.</p>\n");
            return;
        }
        page.Markup("<h3>Flags</h3><table><tr><th>Flag</th><th class=\"n\">Fields</th><th>Which</th></tr>");
        foreach ((string flag, List<FieldKey> keys) in data.Flags)
        {
            string which = string.Join("; ", keys.Order().Take(NamedFields).Select(key => key.Acquisition > 1 ? key.ToString() : $"{key.Well} field {key.Field.Value}"));
            string meaning = flag == "empty" ? " (in focus, no cells)" : "";
            page.Write($"<tr><td>{flag}{meaning}</td><td class=\"n\">{keys.Count}</td><td class=\"w\">{which}{(keys.Count > NamedFields ? "; …" : "")}</td></tr>");
        }
        page.Markup("</table>\n");
    }
}
