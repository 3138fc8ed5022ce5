using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace CellCluster.Plates.Tests.Comparison;

public sealed class ComparisonPageTests
{
    private static readonly XNamespace s_html = "http://www.w3.org/1999/xhtml";

    [Fact]
    public void Page_Sample_IsWellFormedAndNeedsNothingElse()
    {
        string text = Text(SampleComparison.Summary());
        XDocument page = Parse(text);

        Assert.Empty(page.Descendants(s_html + "script"));
        Assert.DoesNotContain("src=\"http", text, StringComparison.Ordinal);
        Assert.DoesNotContain("NaN", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Infinity", text, StringComparison.Ordinal);
        Assert.All(page.Descendants(s_html + "svg"), svg => Assert.Equal("title", svg.Elements().First().Name.LocalName)); // for those who do not see it
    }

    [Fact]
    public void Page_TextFromOutside_IsEscaped()
    {
        XDocument page = Parse(Text(SampleComparison.Summary()));
        Assert.Contains(page.Descendants(s_html + "td"), cell => cell.Value == "Z\"9,<b>.tif");
        Assert.Contains(page.Descendants(s_html + "b"), bold => bold.Value == "predicted <&>");
    }

    [Fact]
    public void Page_Sample_DrawsThreeFiguresPerMetricThatHasNumbers()
    {
        XDocument page = Parse(Text(SampleComparison.Summary()));
        XElement[] metrics = [.. page.Descendants(s_html + "section")];

        Assert.Equal(["Objects per field", "Mean intensity", "Area", "Texture: entropy"], metrics.Select(metric => metric.Element(s_html + "h3")!.Value));
        Assert.Equal([3, 3, 3, 3], metrics.Select(metric => metric.Descendants(s_html + "svg").Count()));
    }

    [Fact]
    public void Page_EveryNumberInAFigure_LiesWithinItsFrame()
    {
        XDocument page = Parse(Text(SampleComparison.Summary()));
        foreach (XElement circle in page.Descendants(s_html + "circle"))
        {
            Assert.InRange(Number(circle, "cx"), 0, 370);
            Assert.InRange(Number(circle, "cy"), 0, 310);
        }
        foreach (XElement line in page.Descendants(s_html + "line"))
        {
            Assert.InRange(Number(line, "y1"), 29.9, 262.1);
            Assert.InRange(Number(line, "y2"), 29.9, 262.1);
        }

        static double Number(XElement element, string name) => double.Parse(element.Attribute(name)!.Value);
    }

    [Fact]
    public void Page_FewWells_SaysThatThereAreNoIntervals() =>
        Assert.Contains("No confidence intervals: 2 wells, at least 5 are needed", Parse(Text(SampleComparison.Summary(4))).Root!.Value, StringComparison.Ordinal);

    [Fact]
    public void Page_ThousandsOfFields_StaysLight()
    {
        string text = Text(SampleComparison.Summary(2000));
        Assert.True(text.Length < 600_000, $"{text.Length} characters");
        Parse(text);
    }

    [Fact]
    public void Page_SameComparison_IsTheSameText() => Assert.Equal(Text(SampleComparison.Summary()), Text(SampleComparison.Summary()));

    private static string Text(ComparisonSummary summary)
    {
        using var stream = new MemoryStream();
        ComparisonPage.Write(stream, SampleComparison.Facts, summary, SampleComparison.Gaps);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static XDocument Parse(string page)
    {
        using var reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore });
        return XDocument.Load(reader);
    }
}
