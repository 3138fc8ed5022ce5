using System.Globalization;
using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>The top of the report: what plate, how far it got, the numbers at a glance, what to know before trusting them.</summary>
internal static class SummarySection
{
    public static void Write(HtmlWriter page, ReportFacts facts, ReportData data)
    {
        Header(page, facts, data);
        Tiles(page, facts, data);
        Remarks(page, facts);
        page.Markup("<nav aria-label=\"Sections\"><a href=\"#plate\">Plate maps</a><a href=\"#distributions\">Distributions</a><a href=\"#measurements\">Further measurements</a><a href=\"#gaps\">Gaps and flags</a><a href=\"#quality\">Quality</a><a href=\"#run\">Run</a></nav>\n");
        Organelles(page, data);
    }

    private static void Header(HtmlWriter page, ReportFacts facts, ReportData data)
    {
        (string state, string look) = data.OpenCount > 0 ? ("Not complete", "badge gaps")
            : data.Gaps.Count > 0 ? ("Complete with gaps", "badge gaps")
            : ("Complete", "badge");
        page.Write($"<header><div class=\"brand\">CellCluster plate report</div><h1>{data.Table.PlateId}</h1><span class=\"{look}\">{state}</span><ul class=\"facts\">");
        Fact("Batch", data.Table.Batch);
        Fact("Model", facts.Model);
        Fact("Modality", facts.Modality.Length > 0 ? facts.Modality : "not stated");
        Fact("Pixel size", facts.PixelSizeUm is double size ? $"{size.ToString("0.####", CultureInfo.InvariantCulture)} µm" : "unknown");
        if (facts.CreatedAt is DateTimeOffset created)
        {
            Fact("Report of", created.ToString("yyyy-MM-dd HH:mm 'UTC'zzz", CultureInfo.InvariantCulture).Replace("UTC+00:00", "UTC", StringComparison.Ordinal));
        }
        page.Markup("</ul></header>\n");

        void Fact(string name, string value) => page.Write($"<li>{name} <b>{value}</b></li>");
    }

    private static void Tiles(HtmlWriter page, ReportFacts facts, ReportData data)
    {
        page.Markup("<div class=\"tiles\">");
        Tile($"{NumberText.Whole(data.DoneCount)} of {NumberText.Whole(data.FieldCount)}", "fields labelled", false);
        Tile(NumberText.Whole(data.Gaps.Count), data.Gaps.Count == 1 ? "gap" : "gaps", data.Gaps.Count > 0);
        int wells = data.Wells.Wells.Select(well => well.Well).Distinct().Count();
        Tile(NumberText.Whole(wells), wells == 1 ? "well" : "wells", false);
        for (int i = 0; i < data.Table.Organelles.Count; i++)
        {
            if (data.Table.Organelles[i] == Organelle.Nuclei)
            {
                Tile(NumberText.Whole((long)data.Wells.Wells.Sum(well => well.Values(i, 0).Sum())), "nuclei counted", false);
            }
        }
        foreach (ReportFact fact in facts.Highlights)
        {
            Tile(fact.Value, fact.Name, false);
        }
        page.Markup("</div>\n");

        void Tile(string value, string name, bool warn) => page.Write($"<div class=\"{(warn ? "tile warn" : "tile")}\"><b>{value}</b><span>{name}</span></div>");
    }

    private static void Remarks(HtmlWriter page, ReportFacts facts)
    {
        if (facts.Remarks.Count == 0)
        {
            return;
        }
        page.Markup("<div class=\"note\"><b>Please note</b><ul>");
        foreach (LayoutRemark remark in facts.Remarks)
        {
            page.Write($"<li>{remark.Text}</li>");
        }
        page.Markup("</ul></div>\n");
    }

    private static void Organelles(HtmlWriter page, ReportData data)
    {
        page.Markup("<h3>Median over fields</h3><div class=\"scroll\"><table><tr><th>Organelle</th><th class=\"n\">Fields</th><th class=\"n\">Objects in all</th>");
        foreach (DisplayMetric metric in DisplayMetric.All)
        {
            page.Write($"<th class=\"n\">{metric.Title}, {metric.Unit}</th>");
        }
        page.Markup("</tr>");
        for (int i = 0; i < data.Table.Organelles.Count; i++)
        {
            double objects = data.Wells.Wells.Sum(well => well.Values(i, 0).Sum());
            page.Write($"<tr><td>{OrganelleTitle.Of(data.Table.Organelles[i])}</td><td class=\"n\">{NumberText.Whole(data.Wells.Wells.Sum(well => well.Values(i, 0).Count))}</td><td class=\"n\">{NumberText.Whole((long)objects)}</td>");
            foreach (DisplayMetric metric in DisplayMetric.All)
            {
                WellAggregate figure = WellAggregate.Of([.. data.Wells.Wells.SelectMany(well => well.Values(i, metric.Index))]);
                page.Write($"<td class=\"n\">{metric.Text(figure.Median)}</td>");
            }
            page.Markup("</tr>");
        }
        page.Markup("</table></div><p class=\"quiet\">Intensities are in normalised stain: 0 is the background and 1 the bright end of the stain that the model was trained on; compare them within one model only. k = thousand, M = million, G = thousand million.</p>\n");
    }
}

/// <summary>Organelles as headings.</summary>
internal static class OrganelleTitle
{
    public static string Of(Organelle organelle) => organelle switch
    {
        Organelle.Nuclei => "Nuclei",
        Organelle.Er => "Endoplasmic reticulum",
        _ => "Golgi",
    };
}
