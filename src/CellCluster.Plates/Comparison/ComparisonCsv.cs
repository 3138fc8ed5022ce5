using System.Text;
using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>The tables of a comparison (docs/formats/compare.md), in the canonical form of <see cref="CsvFormat"/>.</summary>
public static class ComparisonCsv
{
    private static readonly string[] s_estimates = ["pearson", "spearman", "concordance", "bias", "lower_limit", "upper_limit", "slope", "intercept"];

    /// <summary>Header of <c>fields.csv</c>.</summary>
    public static string FieldsHeader(ComparisonTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return Line([
            "file", "well", "field", "state", "gap_code", "reason", "pixel_pearson", "pixel_nrmse", "pixel_slope", "pixel_intercept", "pixel_left_out_count",
            "true_positives", "false_positives", "false_negatives", .. ObjectMatching.Thresholds.Select(F1Name), "mean_f1", "threshold_method_predicted", "threshold_method_stained",
            .. table.Errors.Select(column => column.Name), .. table.Metrics.SelectMany(Sides),
        ]);
    }

    /// <summary>A field that was compared.</summary>
    public static string FieldLine(ComparedField field)
    {
        ArgumentNullException.ThrowIfNull(field);
        DetectionCounts counts = field.Detection.Counts[0];
        return Line([
            .. Place(field.Name, field.Well, field.Field), "done", "", CsvFormat.Text(field.Pixels.Reason.ToText()),
            CsvFormat.Number(field.Pixels.Pearson), CsvFormat.Number(field.Pixels.NormalisedRmse), CsvFormat.Number(field.Pixels.Slope), CsvFormat.Number(field.Pixels.Intercept), CsvFormat.Number(field.Pixels.LeftOutCount),
            CsvFormat.Number(counts.TruePositives), CsvFormat.Number(counts.FalsePositives), CsvFormat.Number(counts.FalseNegatives),
            .. field.Detection.Counts.Select(at => CsvFormat.Number(at.F1)), CsvFormat.Number(field.Detection.MeanF1), field.PredictedRule, field.StainedRule,
            .. field.Errors.Select(value => CsvFormat.Number(value)), .. field.Predicted.Zip(field.Stained).SelectMany(Pair),
        ]);
    }

    /// <summary>A file that was not compared.</summary>
    public static string GapLine(ComparisonTable table, ComparisonGap gap)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(gap);
        int empty = 5 + 3 + ObjectMatching.Thresholds.Count + 1 + 2 + table.Errors.Count + (2 * table.Metrics.Count);
        return Line([.. Place(gap.Name, gap.Well, gap.Field), "gap", gap.Code, CsvFormat.Text(gap.Reason), .. Enumerable.Repeat("", empty)]);
    }

    /// <summary>Header of <c>objects.csv</c>.</summary>
    public static string ObjectsHeader(ComparisonTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        return Line(["file", "well", "field", "predicted_id", "stained_id", "iou", .. table.ObjectMetrics.SelectMany(Sides)]);
    }

    /// <summary>Matched objects of a field.</summary>
    public static string ObjectLines(ComparedField field, IReadOnlyList<ComparedObject> objects)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(objects);
        var text = new StringBuilder();
        string[] place = Place(field.Name, field.Well, field.Field);
        foreach (ComparedObject one in objects)
        {
            CsvFormat.AppendLine(text, [
                .. place, CsvFormat.Number(one.Pair.FoundId), CsvFormat.Number(one.Pair.ReferenceId), CsvFormat.Number(one.Pair.IntersectionOverUnion),
                .. one.Predicted.Zip(one.Stained).SelectMany(Pair),
            ]);
        }
        return text.ToString();
    }

    /// <summary><c>agreement.csv</c>: a row per metric of fields and of matched objects.</summary>
    public static string Agreement(ComparisonSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var text = new StringBuilder();
        CsvFormat.AppendLine(text, ["level", "metric", "unit", "n", "left_out_count", "well_count", .. s_estimates.SelectMany(name => (string[])[name, $"{name}_low", $"{name}_high"]), "note"]);
        foreach ((string level, ComparedMetric metric) in summary.Metrics.Select(metric => ("field", metric)).Concat(summary.Objects.Select(metric => ("object", metric))))
        {
            MetricAgreement a = metric.Agreement;
            Estimate[] estimates = [a.Pearson, a.Spearman, a.Concordance, a.Bias, a.LowerLimit, a.UpperLimit, a.Slope, a.Intercept];
            IEnumerable<string> notes = estimates.Select(estimate => estimate.Reason.ToText()).Where(note => note.Length > 0).Distinct(StringComparer.Ordinal);
            CsvFormat.AppendLine(text, [
                level, metric.Column.Name, CsvFormat.Text(metric.Column.Unit), CsvFormat.Number(a.PairCount), CsvFormat.Number(a.LeftOutCount), CsvFormat.Number(a.ClusterCount),
                .. estimates.SelectMany(Cells), CsvFormat.Text(string.Join("; ", notes)),
            ]);
        }
        return text.ToString();
    }

    /// <summary><c>detection.csv</c>: a row per threshold, counts pooled over fields.</summary>
    public static string Detection(DetectionAgreement agreement)
    {
        ArgumentNullException.ThrowIfNull(agreement);
        var text = new StringBuilder("iou,true_positives,false_positives,false_negatives,precision,recall,f1,f1_low,f1_high,note\n");
        for (int i = 0; i < ObjectMatching.Thresholds.Count; i++)
        {
            DetectionCounts counts = agreement.Pooled.Counts[i];
            CsvFormat.AppendLine(text, [
                CsvFormat.Number(ObjectMatching.Thresholds[i]), CsvFormat.Number(counts.TruePositives), CsvFormat.Number(counts.FalsePositives), CsvFormat.Number(counts.FalseNegatives),
                CsvFormat.Number(counts.Precision), CsvFormat.Number(counts.Recall), .. Cells(agreement.F1[i]), agreement.F1[i].Reason.ToText(),
            ]);
        }
        CsvFormat.AppendLine(text, ["mean", "", "", "", "", "", .. Cells(agreement.MeanF1), agreement.MeanF1.Reason.ToText()]);
        return text.ToString();
    }

    /// <summary><c>errors.csv</c>: means over fields of what both planes say together.</summary>
    public static string Errors(ComparisonSummary summary)
    {
        ArgumentNullException.ThrowIfNull(summary);
        var text = new StringBuilder("metric,unit,n,mean,mean_low,mean_high,note\n");
        Row("pixel_pearson", "", summary.Fields.Select(field => field.Pixels.Pearson), summary.PixelPearson);
        Row("pixel_nrmse", "SD of the stain", summary.Fields.Select(field => field.Pixels.NormalisedRmse), summary.PixelNrmse);
        for (int i = 0; i < summary.Errors.Count; i++)
        {
            MetricColumn column = summary.Table.Errors[i];
            Row(column.Name, column.Unit, summary.Fields.Select(field => field.Errors[i]), summary.Errors[i]);
        }
        return text.ToString();

        void Row(string name, string unit, IEnumerable<double> values, Estimate mean) =>
            CsvFormat.AppendLine(text, [name, CsvFormat.Text(unit), CsvFormat.Number(values.Count(double.IsFinite)), .. Cells(mean), mean.Reason.ToText()]);
    }

    private static string[] Place(string name, WellId? well, FieldIndex? field) =>
        [CsvFormat.Text(name), well?.ToString() ?? "", field is { } index ? CsvFormat.Number(index.Value) : ""];

    private static string F1Name(double threshold) => $"f1_{Math.Round(threshold * 100)}";

    private static string[] Sides(MetricColumn column) => [$"{column.Name}_predicted", $"{column.Name}_stained"];

    private static string[] Pair((double Predicted, double Stained) pair) => [CsvFormat.Number(pair.Predicted), CsvFormat.Number(pair.Stained)];

    private static string[] Cells(Estimate estimate) => [CsvFormat.Number(estimate.Value), CsvFormat.Number(estimate.Low), CsvFormat.Number(estimate.High)];

    private static string Line(IEnumerable<string> cells)
    {
        var text = new StringBuilder();
        CsvFormat.AppendLine(text, cells);
        return text.ToString();
    }
}
