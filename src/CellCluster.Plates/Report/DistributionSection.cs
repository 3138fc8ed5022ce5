namespace CellCluster.Plates;

/// <summary>Distributions over fields: per group of the plate map, else per row of the plate, else over all.</summary>
internal static class DistributionSection
{
    private const int DrawnGroups = 48;

    public static void Write(HtmlWriter page, ReportData data)
    {
        page.Markup("<h2 id=\"distributions\">Distributions over fields</h2>");
        List<(string Name, List<WellSummary> Wells)> groups = Groups(data, out string by);
        page.Write($"<p class=\"quiet\">One line per {by}, n fields each. Shape: density of the fields; bar: middle half; white tick: median. Fewer than five fields are drawn as dots.</p>");
        if (groups.Count > DrawnGroups)
        {
            page.Write($"<p>{DrawnGroups} of {groups.Count} groups are drawn; all are in metrics.csv.</p>");
        }
        for (int organelle = 0; organelle < data.Table.Organelles.Count; organelle++)
        {
            string name = OrganelleTitle.Of(data.Table.Organelles[organelle]);
            page.Write($"<h3>{name}</h3><div class=\"grid\">");
            foreach (DisplayMetric metric in DisplayMetric.All)
            {
                ViolinGroup[] drawn = [.. groups.Take(DrawnGroups).Select(group => new ViolinGroup(group.Name, [.. group.Wells.SelectMany(well => well.Values(organelle, metric.Index)).Select(value => value * metric.Factor)]))];
                page.Write($"<figure><figcaption>{metric.Title}<small>{name}</small></figcaption>");
                ViolinChart.Draw(page, drawn, $"{name}, {metric.Title} by {by}", metric.Unit);
                page.Markup("</figure>\n");
            }
            page.Markup("</div>\n");
        }
    }

    private static List<(string Name, List<WellSummary> Wells)> Groups(ReportData data, out string by)
    {
        IReadOnlyCollection<WellSummary> wells = data.Wells.Wells;
        if (data.Table.Map is PlateMap map && wells.Any(well => map.GroupOf(well.Well).Length > 0))
        {
            by = "group of the plate map";
            return [.. wells.GroupBy(well => map.GroupOf(well.Well), StringComparer.Ordinal).OrderBy(group => group.Key, NaturalOrder.Instance)
                .SelectMany(group => ByControl(map, group.Key.Length > 0 ? group.Key : "not in the map", [.. group]))];
        }
        int rows = wells.Select(well => well.Well.Row).Distinct().Count();
        if (rows > 1)
        {
            by = "row of the plate";
            return [.. wells.GroupBy(well => well.Well.Row).OrderBy(group => group.Key).Select(group => ($"Row {new WellId(group.Key, 0).ToString()[..^2]}", group.ToList()))];
        }
        by = "plate";
        return [("All wells", [.. wells])];
    }

    // What must show the effect and what must not are never one distribution, whatever they are grouped by.
    private static IEnumerable<(string Name, List<WellSummary> Wells)> ByControl(PlateMap map, string name, List<WellSummary> wells)
    {
        ILookup<ControlKind?, WellSummary> kinds = wells.ToLookup(well => map.ControlOf(well.Well));
        if (kinds.Count == 1)
        {
            return [(name, wells)];
        }
        return kinds.OrderBy(kind => kind.Key ?? (ControlKind)int.MaxValue)
            .Select(kind => (kind.Key is { } control ? $"{name}, {(control == ControlKind.Positive ? "positive" : "negative")}" : name, kind.ToList()));
    }
}

/// <summary>Text with numbers in it, ordered as people do: dose 2 before dose 10; nothing comes last.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static NaturalOrder Instance { get; } = new();

    public int Compare(string? x, string? y)
    {
        if (string.IsNullOrEmpty(x) || string.IsNullOrEmpty(y))
        {
            return string.IsNullOrEmpty(x).CompareTo(string.IsNullOrEmpty(y));
        }
        (string text, double number) = Split(x);
        (string otherText, double otherNumber) = Split(y);
        int order = string.CompareOrdinal(text, otherText);
        order = order != 0 ? order : number.CompareTo(otherNumber);
        return order != 0 ? order : string.CompareOrdinal(x, y);
    }

    private static (string Text, double Number) Split(string value)
    {
        int at = value.Length;
        while (at > 0 && (char.IsAsciiDigit(value[at - 1]) || value[at - 1] == '.'))
        {
            at--;
        }
        return double.TryParse(value.AsSpan(at), System.Globalization.CultureInfo.InvariantCulture, out double number) ? (value[..at], number) : (value, 0);
    }
}
