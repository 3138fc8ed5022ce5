using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>How far the numbers can be trusted: which threshold rules made the masks, seams, drift, a few pictures.</summary>
internal static class QualitySection
{
    public static void Write(HtmlWriter page, ReportFacts facts, ReportData data)
    {
        page.Markup("<h2 id=\"quality\">Quality</h2>");
        Thumbnails(page, facts);
        Thresholds(page, data);
        Seams(page, facts, data);
        if (facts.Drift is not null)
        {
            page.Write($"<h3>Drift</h3><p>{facts.Drift}</p>");
        }
    }

    private static void Thumbnails(HtmlWriter page, ReportFacts facts)
    {
        if (facts.Thumbnails.Count == 0)
        {
            return;
        }
        page.Markup("<h3>Some fields</h3><div class=\"shots\">");
        foreach (ReportThumbnail thumbnail in facts.Thumbnails)
        {
            page.Write($"<figure><img alt=\"{thumbnail.Key}: {thumbnail.Caption}\" src=\"data:image/png;base64,{Convert.ToBase64String(thumbnail.Png)}\"/><figcaption><small>{thumbnail.Key}: {thumbnail.Caption}</small></figcaption></figure>\n");
        }
        page.Markup("</div>");
    }

    private static void Thresholds(HtmlWriter page, ReportData data)
    {
        page.Markup("<h3>Threshold rules</h3><p class=\"quiet\">Which rule made the masks, in fields; values and bimodality of every field are in metrics.csv.</p><table><tr><th>Organelle</th><th>Rule</th><th class=\"n\">Fields</th></tr>");
        foreach (Organelle organelle in data.Table.Organelles)
        {
            foreach ((string method, int count) in data.Thresholds(organelle))
            {
                page.Write($"<tr><td>{OrganelleTitle.Of(organelle)}</td><td>{method}</td><td class=\"n\">{count}</td></tr>");
            }
        }
        page.Markup("</table>\n");
    }

    private static void Seams(HtmlWriter page, ReportFacts facts, ReportData data)
    {
        Organelle[] measured = [.. data.Table.Organelles.Where(organelle => data.Seam(organelle) is not null)];
        if (facts.Tiling is null && measured.Length == 0)
        {
            return;
        }
        page.Write($"<h3>Tiles and seams</h3><p>{facts.Tiling}</p>");
        if (measured.Length == 0)
        {
            return;
        }
        page.Markup("<table><tr><th>Organelle</th><th class=\"n\">Largest difference, stain</th><th class=\"n\">RMS there, stain</th><th>Worst field</th></tr>");
        foreach (Organelle organelle in measured)
        {
            ReportSeam seam = data.Seam(organelle)!;
            page.Write($"<tr><td>{OrganelleTitle.Of(organelle)}</td><td class=\"n\">{NumberText.Short(seam.Maximum)}</td><td class=\"n\">{NumberText.Short(seam.Rms)}</td><td>{seam.Worst}</td></tr>");
        }
        page.Markup("</table>\n");
    }
}
