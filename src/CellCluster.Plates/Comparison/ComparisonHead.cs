using System.Globalization;
using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>The top of the page: what was compared and the five numbers that say whether to trust it.</summary>
internal static class ComparisonHead
{
    public static void Write(HtmlWriter page, ComparisonFacts facts, ComparisonSummary summary, IReadOnlyList<ComparisonGap> gaps)
    {
        string state = gaps.Count == 0 ? "complete" : $"{gaps.Count} not compared";
        page.Write($"<header><div class=\"brand\">CellCluster agreement</div><h1>{OrganelleTitle.Of(summary.Table.Organelle)}: predicted against stained</h1>");
        page.Write($"<span class=\"badge{(gaps.Count == 0 ? "" : " gaps")}\">{state}</span><ul class=\"facts\">");
        page.Write($"<li>predicted <b>{facts.Predicted}</b></li><li>stained <b>{facts.Stained}</b></li>");
        page.Write($"<li>pixel size <b>{(facts.PixelSizeUm is { } size ? size.ToString("0.####", CultureInfo.InvariantCulture) + " µm" : "unknown")}</b></li>");
        page.Write($"<li>intervals <b>{NumberText.Short(summary.Options.Confidence * 100)} %, by {facts.Clusters}</b></li></ul></header>\n<div class=\"tiles\">");
        Tile(page, NumberText.Whole(summary.Fields.Count), $"fields compared, {NumberText.Whole(summary.ClusterCount)} {facts.Clusters}", "");
        Tile(page, summary.PixelPearson, "Pearson of pixels, mean over fields");
        Tile(page, summary.Detection.F1[0], "objects: F1 above IoU 0.5");
        Tile(page, summary.Detection.MeanF1, "objects: mean F1, IoU 0.5 to 0.95");
        if (summary.Metrics.FirstOrDefault(metric => metric.Column.Name == MetricColumns.ObjectCount) is { } count)
        {
            Tile(page, count.Agreement.Spearman, "Spearman of objects per field");
        }
        page.Markup("</div>\n<nav><a href=\"#numbers\">Numbers</a><a href=\"#fields\">Metrics of fields</a><a href=\"#detection\">Objects found</a><a href=\"#objects\">Matched objects</a><a href=\"#worst\">Fields</a><a href=\"#method\">Method</a></nav>\n");
        if (summary.Fields.Count > 0 && summary.ClusterCount < ClusterBootstrap.SmallestClusterCount)
        {
            page.Write($"<div class=\"note\">No confidence intervals: {summary.ClusterCount} {facts.Clusters}, at least {ClusterBootstrap.SmallestClusterCount} are needed.</div>\n");
        }
    }

    private static void Tile(HtmlWriter page, Estimate estimate, string words)
    {
        string interval = estimate.HasInterval ? $"{EstimateText.Number(estimate.Low)} to {EstimateText.Number(estimate.High)}" : estimate.Reason.ToText();
        Tile(page, EstimateText.Number(estimate.Value), words, interval);
    }

    private static void Tile(HtmlWriter page, string number, string words, string interval) =>
        page.Write($"<div class=\"tile\"><b>{number}</b><small>{(interval.Length > 0 ? interval : "\u00A0")}</small><span>{words}</span></div>");
}
