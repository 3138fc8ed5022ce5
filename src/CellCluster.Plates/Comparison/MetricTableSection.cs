using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>The numbers of every metric in one table.</summary>
internal static class MetricTableSection
{
    public static void Write(HtmlWriter page, ComparisonSummary summary)
    {
        page.Markup("<h2 id=\"numbers\">Agreement of the metrics</h2>");
        page.Markup("<p class=\"quiet\">One pair of numbers per field. Small: confidence interval. Difference: predicted − stained; between the limits lie about 95 % of the fields.</p>");
        Table(page, summary.Metrics, "fields");
    }

    /// <summary>A row per metric.</summary>
    public static void Table(HtmlWriter page, IEnumerable<ComparedMetric> metrics, string counted)
    {
        page.Write($"<div class=\"scroll\"><table><thead><tr><th>metric</th><th class=\"n\">{counted}</th><th>Pearson r</th><th>Spearman ρ</th><th>concordance</th><th>mean difference</th><th>limits of agreement</th></tr></thead><tbody>\n");
        foreach (ComparedMetric metric in metrics.Where(metric => metric.Agreement.PairCount > 0))
        {
            MetricAgreement agreement = metric.Agreement;
            page.Write($"<tr><td>{metric.Column.Title}<small class=\"quiet\"> {UnitText.Of(metric.Column.Unit)}</small></td><td class=\"n\">{NumberText.Whole(agreement.PairCount)}</td>");
            Cell(page, agreement.Pearson);
            Cell(page, agreement.Spearman);
            Cell(page, agreement.Concordance);
            Cell(page, agreement.Bias);
            page.Write($"<td class=\"e\">{EstimateText.Number(agreement.LowerLimit.Value)} to {EstimateText.Number(agreement.UpperLimit.Value)}");
            if (agreement.LowerLimit.HasInterval)
            {
                page.Write($"<small>{EstimateText.Number(agreement.LowerLimit.Low)} to {EstimateText.Number(agreement.UpperLimit.High)}</small>");
            }
            page.Markup("</td></tr>\n");
        }
        page.Markup("</tbody></table></div>\n");
    }

    private static void Cell(HtmlWriter page, Estimate estimate)
    {
        string interval = estimate.HasInterval ? $"{EstimateText.Number(estimate.Low)} to {EstimateText.Number(estimate.High)}" : estimate.Reason.ToText();
        page.Write($"<td class=\"e\">{EstimateText.Number(estimate.Value)}<small>{interval}</small></td>");
    }
}
