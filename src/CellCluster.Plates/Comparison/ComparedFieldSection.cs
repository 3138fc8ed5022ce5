namespace CellCluster.Plates;

/// <summary>Fields to look at: those that agree least, and files that could not be compared.</summary>
internal static class ComparedFieldSection
{
    private const int Shown = 10;
    private const int ShownGaps = 50;

    public static void Write(HtmlWriter page, ComparisonSummary summary, IReadOnlyList<ComparisonGap> gaps)
    {
        page.Markup("<h2 id=\"worst\">Fields</h2>");
        if (gaps.Count > 0)
        {
            page.Markup("<h3>Not compared</h3><div class=\"scroll\"><table><thead><tr><th>file</th><th>why</th><th>found</th></tr></thead><tbody>\n");
            foreach (ComparisonGap gap in gaps.Take(ShownGaps))
            {
                page.Write($"<tr><td class=\"w\">{gap.Name}</td><td>{gap.Code}</td><td class=\"w\">{gap.Reason}</td></tr>\n");
            }
            page.Markup("</tbody></table></div>\n");
            if (gaps.Count > ShownGaps)
            {
                page.Write($"<p class=\"quiet\">{ShownGaps} of {gaps.Count}; fields.csv lists all.</p>");
            }
        }
        if (summary.Fields.Count == 0)
        {
            return;
        }
        ComparedField[] worst = [.. summary.Fields.OrderBy(field => double.IsNaN(field.Pixels.Pearson) ? -2 : field.Pixels.Pearson).ThenBy(field => field.Name, StringComparer.Ordinal).Take(Shown)];
        page.Write($"<h3>Least agreement of pixels</h3><p class=\"quiet\">{worst.Length} of {summary.Fields.Count} fields; all are in fields.csv.</p>");
        page.Markup("<div class=\"scroll\"><table><thead><tr><th>file</th><th class=\"n\">Pearson of pixels</th><th class=\"n\">matched</th><th class=\"n\">only predicted</th><th class=\"n\">only stained</th><th class=\"n\">F1 above 0.5</th></tr></thead><tbody>\n");
        foreach (ComparedField field in worst)
        {
            Analysis.DetectionCounts counts = field.Detection.Counts[0];
            page.Write($"<tr><td class=\"w\">{field.Name}</td><td class=\"n\">{EstimateText.Number(field.Pixels.Pearson)}</td><td class=\"n\">{counts.TruePositives}</td><td class=\"n\">{counts.FalsePositives}</td><td class=\"n\">{counts.FalseNegatives}</td>");
            page.Write($"<td class=\"n\">{(counts.HasObjects ? NumberText.Short(counts.F1) : "no objects")}</td></tr>\n");
        }
        page.Markup("</tbody></table></div>\n");
    }
}
