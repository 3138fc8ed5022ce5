using System.Text;

namespace CellCluster.Plates;

/// <summary>Writes <c>report.html</c>: one file for people, without scripts and without anything from the network.</summary>
/// <remarks>Well-formed XML; every text from outside is escaped. Memory: what <see cref="ReportData"/> holds, the page itself is streamed.</remarks>
public static class ReportWriter
{
    /// <summary>Writes the page; the stream stays the caller's.</summary>
    public static void Write(Stream stream, ReportFacts facts, ReportData data)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(data);
        using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 15, leaveOpen: true) { NewLine = "\n" };
        var page = new HtmlWriter(text);
        page.Markup("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
        page.Write($"<title>{data.Table.PlateId} – CellCluster report</title>");
        page.Markup("<style>");
        page.Markup(ReportStyle.Css);
        page.Markup("</style></head>\n<body>");
        page.Markup(ReportStyle.Patterns);
        page.Markup("<main>\n");
        SummarySection.Write(page, facts, data);
        HeatMapSection.Write(page, facts, data);
        DistributionSection.Write(page, data);
        MeasurementSection.Write(page, data);
        GapSection.Write(page, facts, data);
        QualitySection.Write(page, facts, data);
        RunSection.Write(page, facts);
        page.Markup("</main></body></html>\n");
    }
}
