using System.Text;

namespace CellCluster.Plates;

/// <summary>Writes <c>agreement.html</c>: one file for people, without scripts and without anything from the network.</summary>
public static class ComparisonPage
{
    /// <summary>Writes the page; the stream stays the caller's.</summary>
    public static void Write(Stream stream, ComparisonFacts facts, ComparisonSummary summary, IReadOnlyList<ComparisonGap> gaps)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(summary);
        ArgumentNullException.ThrowIfNull(gaps);
        using var text = new StreamWriter(stream, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false), bufferSize: 1 << 15, leaveOpen: true) { NewLine = "\n" };
        var page = new HtmlWriter(text);
        page.Markup("<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" lang=\"en\"><head><meta charset=\"utf-8\"/><meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>");
        page.Write($"<title>{OrganelleTitle.Of(summary.Table.Organelle)}, predicted against stained – CellCluster</title>");
        page.Markup("<style>");
        page.Markup(ReportStyle.Css);
        page.Markup(ComparisonStyle.Css);
        page.Markup("</style></head>\n<body><main>\n");
        ComparisonHead.Write(page, facts, summary, gaps);
        MetricTableSection.Write(page, summary);
        MetricFigureSection.Write(page, summary);
        DetectionSection.Write(page, summary);
        ErrorSection.Write(page, summary);
        ObjectFigureSection.Write(page, summary);
        ComparedFieldSection.Write(page, summary, gaps);
        ComparisonMethod.Write(page, facts, summary);
        page.Markup("</main></body></html>\n");
    }
}
