using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>Violins, scatter and Bland-Altman plot of every metric of fields.</summary>
internal static class MetricFigureSection
{
    public static void Write(HtmlWriter page, ComparisonSummary summary)
    {
        page.Markup("<h2 id=\"fields\">Metrics of fields</h2>");
        Legend(page);
        string[] names = [.. summary.Fields.Select(field => field.Name)];
        foreach (ComparedMetric metric in summary.Metrics.Where(metric => metric.Agreement.PairCount > 0))
        {
            Figures(page, metric, names);
        }
    }

    /// <summary>What lines and shapes mean; once per section.</summary>
    public static void Legend(HtmlWriter page) => page.Markup(
        "<p class=\"legend\">Left: shape of the distribution, bar = middle half, white tick = median. Middle: dashed = identity, thick = least-squares line. Right: thick = mean difference, dotted = limits of agreement, shaded = their confidence intervals.</p>\n");

    /// <summary>The three figures of one metric that has pairs.</summary>
    public static void Figures(HtmlWriter page, ComparedMetric metric, IReadOnlyList<string> names)
    {
        var chart = new PairedChart(metric.Column.Title, metric.Column.Unit, names, metric.Pairs, metric.Agreement);
        MetricAgreement agreement = metric.Agreement;
        page.Write($"<section class=\"metric\"><h3>{metric.Column.Title}</h3>");
        page.Write($"<p class=\"num\">n <b>{NumberText.Whole(agreement.PairCount)}</b> · concordance <b>{EstimateText.Of(agreement.Concordance)}</b> · mean difference <b>{EstimateText.Of(agreement.Bias)}</b></p><div class=\"triple\"><figure>");
        ViolinPairChart.Draw(page, metric.Column.Title, metric.Column.Unit.Length > 0 ? UnitText.Of(metric.Column.Unit) : metric.Column.Title, [
            new ViolinGroup("stained", [.. metric.Pairs.Where(Counts).Select(pair => pair.Stained)]),
            new ViolinGroup("predicted", [.. metric.Pairs.Where(Counts).Select(pair => pair.Predicted)]),
        ]);
        page.Markup("</figure><figure>");
        ScatterChart.Draw(page, chart);
        page.Markup("</figure><figure>");
        BlandAltmanChart.Draw(page, chart);
        page.Markup("</figure></div></section>\n");
    }

    private static bool Counts(PairedValue pair) => double.IsFinite(pair.Predicted) && double.IsFinite(pair.Stained);
}
