namespace CellCluster.Plates;

/// <summary>The foot of the page: how every number came about.</summary>
internal static class ComparisonMethod
{
    public static void Write(HtmlWriter page, ComparisonFacts facts, ComparisonSummary summary)
    {
        page.Markup("<h2 id=\"method\">Method</h2><table class=\"kv\"><tbody>");
        Row(page, "Objects", facts.Objects);
        Row(page, "Stain", facts.Stain);
        Row(page, "Matching", "One to one where intersection over union (IoU) is above the threshold; F1 = 2 TP / (2 TP + FP + FN) of counts pooled over fields.");
        Row(page, "Agreement", "Pearson, Spearman (ties averaged), Lin's concordance, Bland-Altman: mean difference and 1.96 standard deviations around it.");
        Row(page, "Intervals", $"Percentiles of {summary.Options.ResampleCount} resamples of whole {facts.Clusters} (cluster bootstrap, seed {summary.Options.Seed}); none with fewer than {Analysis.ClusterBootstrap.SmallestClusterCount}. With few {facts.Clusters} they are too narrow.");
        Row(page, "Command", facts.Command);
        page.Write($"</tbody></table><footer>CellCluster {facts.Version}</footer>\n");
    }

    private static void Row(HtmlWriter page, string name, string text) => page.Write($"<tr><td>{name}</td><td class=\"w\">{text}</td></tr>\n");
}
