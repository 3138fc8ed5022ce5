using System.Globalization;
using CellCluster.Analysis;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>The end of a comparison for a person: the few numbers that say whether to trust the prediction.</summary>
internal static class CompareText
{
    private static readonly string[] s_shown = ["object_count", "relative_area", "total_intensity", "mean_intensity"];

    /// <summary>Writes them.</summary>
    public static void Write(TextWriter output, ComparisonSummary summary, int gapCount, string clusters)
    {
        string lost = gapCount > 0 ? $", {Count.Of(gapCount, "file was", "files were")} not compared (fields.csv says why)" : "";
        output.WriteLine($"{Count.Of(summary.Fields.Count, "pair", "pairs")} compared, {summary.ClusterCount} {clusters}{lost}.");
        output.WriteLine($"{"pixels",-28} Pearson {Text(summary.PixelPearson)}");
        output.WriteLine($"{"objects, IoU above 0.5",-28} F1 {Text(summary.Detection.F1[0])}");
        output.WriteLine($"{"objects, IoU 0.5 to 0.95",-28} mean F1 {Text(summary.Detection.MeanF1)}");
        foreach (ComparedMetric metric in summary.Metrics.Where(metric => s_shown.Contains(metric.Column.Name)))
        {
            MetricAgreement agreement = metric.Agreement;
            output.WriteLine($"{metric.Column.Name,-28} Pearson {Text(agreement.Pearson)}, Spearman {Text(agreement.Spearman)}, predicted - stained {Text(agreement.Bias)}");
        }
    }

    private static string Text(Estimate estimate) => double.IsNaN(estimate.Value)
        ? $"undefined ({estimate.Reason.ToText()})"
        : estimate.HasInterval ? string.Create(CultureInfo.InvariantCulture, $"{estimate.Value:0.###} [{estimate.Low:0.###}, {estimate.High:0.###}]") : estimate.Value.ToString("0.###", CultureInfo.InvariantCulture);
}
