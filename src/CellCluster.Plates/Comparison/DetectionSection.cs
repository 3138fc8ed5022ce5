using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>Objects found: F1 over the threshold of overlap, and how pixels agree.</summary>
internal static class DetectionSection
{
    public static void Write(HtmlWriter page, ComparisonSummary summary)
    {
        DetectionAgreement detection = summary.Detection;
        page.Markup("<h2 id=\"detection\">Objects found, pixels</h2>");
        page.Write($"<p class=\"quiet\">Objects of the predicted plane against those of the stain, counts pooled over {NumberText.Whole(detection.FieldCount)} fields");
        page.Write($"{(detection.EmptyFieldCount > 0 ? $", {NumberText.Whole(detection.EmptyFieldCount)} of them without any object" : "")}. Pixels: one number per field.</p><div class=\"triple\"><figure><figcaption>Objects found<small>shaded: confidence interval</small></figcaption>");
        if (detection.Pooled.HasObjects)
        {
            DetectionChart.Draw(page, detection);
        }
        else
        {
            page.Markup("<p class=\"quiet\">no object on either side</p>");
        }
        page.Markup("</figure><figure><figcaption>Pearson of pixels<small>predicted with stained plane, per field</small></figcaption>");
        ViolinPairChart.Draw(page, "Pearson of pixels", "r", [new ViolinGroup("fields", [.. summary.Fields.Select(field => field.Pixels.Pearson)])]);
        page.Markup("</figure><figure><figcaption>Normalised RMSE<small>root mean square difference over the stain's standard deviation</small></figcaption>");
        ViolinPairChart.Draw(page, "Normalised RMSE", "RMSE / SD", [new ViolinGroup("fields", [.. summary.Fields.Select(field => field.Pixels.NormalisedRmse)])]);
        page.Markup("</figure></div>\n");
        Table(page, detection);
    }

    private static void Table(HtmlWriter page, DetectionAgreement detection)
    {
        page.Markup("<div class=\"scroll\"><table><thead><tr><th>IoU above</th><th class=\"n\">matched</th><th class=\"n\">only predicted</th><th class=\"n\">only stained</th><th class=\"n\">precision</th><th class=\"n\">recall</th><th>F1</th></tr></thead><tbody>\n");
        foreach (int i in (ReadOnlySpan<int>)[0, 2, 4, 6, 8])
        {
            DetectionCounts counts = detection.Pooled.Counts[i];
            page.Write($"<tr><td>{NumberText.Short(ObjectMatching.Thresholds[i])}</td><td class=\"n\">{NumberText.Whole(counts.TruePositives)}</td><td class=\"n\">{NumberText.Whole(counts.FalsePositives)}</td><td class=\"n\">{NumberText.Whole(counts.FalseNegatives)}</td>");
            page.Write($"<td class=\"n\">{NumberText.Short(counts.Precision)}</td><td class=\"n\">{NumberText.Short(counts.Recall)}</td><td class=\"e\">{EstimateText.Of(detection.F1[i])}</td></tr>\n");
        }
        page.Markup("</tbody></table></div>\n");
    }
}
