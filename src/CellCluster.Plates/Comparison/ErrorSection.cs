namespace CellCluster.Plates;

/// <summary>What the predicted plane misses of the stain within and around the objects of the stain: for nuclei texture and rim.</summary>
internal static class ErrorSection
{
    public static void Write(HtmlWriter page, ComparisonSummary summary)
    {
        if (summary.Table.Errors.Count == 0)
        {
            return;
        }
        page.Write($"<h2 id=\"texture\">Texture and rim</h2><p class=\"quiet\">On the objects of the stain, one number per field. Texture: detail finer than a blur of 3 px, inside. Rim: gradients within 3 px of the border. An error of 0 is the same plane, 1 is as bad as no detail at all.</p><div class=\"triple\">");
        for (int i = 0; i < summary.Errors.Count; i++)
        {
            MetricColumn column = summary.Table.Errors[i];
            page.Write($"<figure><figcaption>{column.Title}<small>mean over fields {EstimateText.Of(summary.Errors[i])}</small></figcaption>");
            ViolinPairChart.Draw(page, column.Title, column.Unit.Length > 0 ? UnitText.Of(column.Unit) : column.Title, [new ViolinGroup("fields", [.. summary.Fields.Select(field => field.Errors[i])])]);
            page.Markup("</figure>");
        }
        page.Markup("</div>\n");
    }
}
