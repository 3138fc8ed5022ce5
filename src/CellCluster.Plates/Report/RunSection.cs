namespace CellCluster.Plates;

/// <summary>The end of the report: how the numbers were made.</summary>
internal static class RunSection
{
    public static void Write(HtmlWriter page, ReportFacts facts)
    {
        page.Markup("<h2 id=\"run\">Run</h2>");
        if (facts.Run.Count > 0)
        {
            page.Markup("<table class=\"kv\">");
            foreach (ReportFact fact in facts.Run)
            {
                page.Write($"<tr><td>{fact.Name}</td><td class=\"w\">{fact.Value}</td></tr>");
            }
            page.Markup("</table>");
        }
        page.Markup("<footer>Made by CellCluster. Predicted stain is an estimate from transmitted light, not a measurement of fluorescence. Tables beside this page: metrics.csv (fields), well_metrics.csv (wells), manifest.json (what was expected, what became of it, hashes), run.json (times and machine).</footer>\n");
    }
}
