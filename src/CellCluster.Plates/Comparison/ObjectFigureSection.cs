namespace CellCluster.Plates;

/// <summary>Matched objects: does the prediction keep size, brightness, texture and rim of single objects?</summary>
internal static class ObjectFigureSection
{
    // What the source asks of nuclei: form, texture inside, blur of the border. The rest is in agreement.csv.
    private static readonly string[] s_drawn = ["area_um2", "area_px", "mean_intensity", "deviation_intensity", "texture_entropy", "edge_mean_intensity"];

    public static void Write(HtmlWriter page, ComparisonSummary summary)
    {
        page.Markup("<h2 id=\"objects\">Matched objects</h2>");
        if (summary.MatchedObjectCount == 0)
        {
            page.Markup("<p>No predicted object overlaps a stained one by more than half.</p>\n");
            return;
        }
        page.Write($"<p class=\"quiet\">{NumberText.Whole(summary.MatchedObjectCount)} pairs of objects with IoU above 0.5, each measured on its own plane.");
        if (summary.MatchedObjectCount > ObjectSample.Most)
        {
            page.Write($" Numbers and figures are of {NumberText.Whole(summary.Objects[0].Pairs.Count)} of them, evenly over all fields.");
        }
        page.Markup(" Intervals by well.</p>");
        MetricFigureSection.Legend(page);
        bool hasMicrometres = summary.Objects.Any(metric => metric.Column.Name == "area_um2" && metric.Agreement.PairCount > 0);
        string[] names = [.. Enumerable.Repeat("", summary.Objects.Count > 0 ? summary.Objects[0].Pairs.Count : 0)];
        foreach (ComparedMetric metric in summary.Objects.Where(metric => metric.Agreement.PairCount > 0 && s_drawn.Contains(metric.Column.Name) && metric.Column.Name != (hasMicrometres ? "area_px" : "area_um2")))
        {
            MetricFigureSection.Figures(page, metric, names);
        }
        page.Markup("<details><summary>All metrics of matched objects</summary>");
        MetricTableSection.Table(page, summary.Objects, "objects");
        page.Markup("</details>\n");
    }
}
