using System.Text;
using System.Xml;
using System.Xml.Linq;

namespace CellCluster.Plates.Tests;

public sealed class ReportWriterTests
{
    private const string Hostile = "<script>alert('x')</script> & \"Ümlaut\" \u0001\uD800";

    [Fact]
    public void Report_TextsFromOutside_AreEscapedEverywhere()
    {
        PlateMap map = PlateMap.From(CsvTable.Parse("well,group\nA01,<b>one</b>\nA02,\"</title><img src=x onerror=y>\"\n", "wells.csv"));
        var data = new ReportData(new MetricsTable(Hostile, Hostile, [Analysis.Organelle.Nuclei, Analysis.Organelle.Golgi], map));
        Add(data, SampleFields.Done("A01", 1, 5, 0.5, Hostile), SampleFields.Done("A02", 1, 7), SampleFields.Gap("A02", 2, Hostile, Hostile));
        string text = Text(data, Facts() with
        {
            Model = Hostile,
            Modality = Hostile,
            Drift = Hostile,
            Tiling = Hostile,
            Remarks = [new LayoutRemark(Hostile, Hostile)],
            Highlights = [new ReportFact(Hostile, Hostile)],
            Run = [new ReportFact(Hostile, Hostile)],
            Thumbnails = [new ReportThumbnail(SampleFields.Key("A01", 1), Hostile, [1, 2, 3])],
        });
        XDocument page = Parse(text);
        Assert.DoesNotContain(page.Descendants(), element => element.Name.LocalName == "script");
        Assert.Equal("data:image/png;base64,AQID", Assert.Single(page.Descendants(), element => element.Name.LocalName == "img").Attribute("src")!.Value);
        Assert.DoesNotContain(page.Descendants().SelectMany(element => element.Attributes()), attribute => attribute.Name.LocalName.StartsWith("on", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("<script>alert('x')</script> & \"Ümlaut\" \uFFFD\uFFFD", page.Descendants().First(element => element.Name.LocalName == "h1").Value);
    }

    [Fact]
    public void Report_Page_NeedsNothingFromElsewhere()
    {
        string text = Sample();
        XDocument page = Parse(text);
        string[] links = [.. page.Descendants().SelectMany(element => element.Attributes()).Where(attribute => attribute.Name.LocalName is "href" or "src").Select(attribute => attribute.Value)];
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.True(link.StartsWith('#') || link.StartsWith("data:", StringComparison.Ordinal), link));
        Assert.DoesNotContain("@import", text);
        Assert.DoesNotContain("url(h", text);
        Assert.DoesNotContain("<link", text);
    }

    [Fact]
    public void Report_Identifiers_AreUniqueAndLinksMeet()
    {
        XDocument page = Parse(Sample());
        string[] ids = [.. page.Descendants().Attributes("id").Select(attribute => attribute.Value)];
        Assert.Equal(ids.Distinct(StringComparer.Ordinal), ids);
        Assert.All(page.Descendants().Attributes("href"), link => Assert.Contains(link.Value[1..], ids));
    }

    [Fact]
    public void Report_GapsAndNumbers_AreThere()
    {
        string text = Parse(Sample()).Root!.Value;
        Assert.Contains("Complete with gaps", text);
        Assert.Contains("2 of 4 fields could not be processed: 1 blank, 1 missing", text);
        Assert.Contains("constant plane", text);
        Assert.Contains("A01: median 5, mean 5 per field; 1 of 2 fields, 1 gap", text);
        Assert.Contains("not calibrated", text);
        Assert.Contains("minimum+local", text);
        Assert.Contains("empty (in focus, no cells)", text);
        Assert.Contains("12", text); // nuclei: 5 + 7
    }

    [Fact]
    public void Report_NoFieldDone_IsStillAPage()
    {
        var data = new ReportData(SampleFields.Table());
        Add(data, SampleFields.Gap("A01", 1), SampleFields.Gap("A02", 1));
        Assert.Contains("no values", Parse(Text(data, Facts())).Root!.Value);
        Parse(Text(new ReportData(SampleFields.Table()), Facts()));
    }

    [Fact]
    public void Report_OpenFields_SayNotComplete()
    {
        var data = new ReportData(SampleFields.Table());
        Add(data, new FieldRow { Key = SampleFields.Key("A01", 1), Status = FieldStatus.Open });
        Assert.Contains("Not complete", Text(data, Facts()));
    }

    [Fact]
    public void Report_BothKindsOfControlInOneGroup_AreSeparateDistributions()
    {
        string text = Text(Mapped("well,control,group\nA01,positive,control\nA02,negative,control\nB01,,treated\nB02,,treated\n"), Facts());
        Assert.Contains(">control, positive</text>", text);
        Assert.Contains(">control, negative</text>", text);
        Assert.Contains(">treated</text>", text);
        Assert.DoesNotContain(">control</text>", text);
    }

    [Fact]
    public void Report_DoseArrangedInColumns_IsNotMarkedAsAPlateEffect()
    {
        XDocument bare = Parse(Text(Mapped(null), Facts()));
        XDocument mapped = Parse(Text(Mapped("well,dose\nA01,0\nB01,0\nA02,5\nB02,5\n"), Facts()));
        Assert.NotEmpty(Bold(bare));
        Assert.Empty(Bold(mapped));
        Assert.Contains("a plate map (wells.csv) with doses and controls tells one from the other", bare.Root!.Value);
        Assert.Contains("the plate map arranges dose by columns", mapped.Root!.Value);

        static IEnumerable<XElement> Bold(XDocument page) => page.Descendants().Where(element => element.Name.LocalName == "td" && element.Elements().Any(child => child.Name.LocalName == "b"));
    }

    // Column 2 has many more objects than column 1.
    private static ReportData Mapped(string? map)
    {
        var data = new ReportData(SampleFields.Table(map is null ? null : PlateMap.From(CsvTable.Parse(map, "wells.csv"))));
        Add(data, SampleFields.Done("A01", 1, 5), SampleFields.Done("A02", 1, 80), SampleFields.Done("B01", 1, 5), SampleFields.Done("B02", 1, 80));
        return data;
    }

    [Fact]
    public void Report_SeveralAcquisitions_HaveMapsOfTheirOwn()
    {
        var data = new ReportData(SampleFields.Table());
        for (int acquisition = 1; acquisition <= 6; acquisition++)
        {
            data.Add(SampleFields.Done("A01", 1, acquisition) with { Key = SampleFields.Key("A01", 1, acquisition) });
        }
        XDocument page = Parse(Text(data, Facts()));
        Assert.Equal(["Acquisition 1", "Acquisition 2", "Acquisition 3", "Acquisition 4"], page.Descendants().Where(element => element.Name.LocalName == "summary" && element.Value.StartsWith("Acq", StringComparison.Ordinal)).Select(element => element.Value));
        Assert.Contains("Acquisitions 5 to 6", page.Root!.Value);
        Assert.Equal(Enumerable.Range(1, 6).Select(acquisition => $"Controls and plate effects, acquisition {acquisition}"), page.Descendants().Where(element => element.Name.LocalName == "h3" && element.Value.StartsWith("Controls", StringComparison.Ordinal)).Select(element => element.Value));
    }

    [Fact]
    public void Report_Of1536WellsWithThreeFields_IsStreamedAndSmall()
    {
        var format = new PlateFormat(32, 48);
        var data = new ReportData(SampleFields.Table());
        for (int well = 0; well < 1536; well++)
        {
            string name = new WellId(well / 48, well % 48).ToString();
            for (int field = 1; field <= 3; field++)
            {
                data.Add(well % 7 == 0 && field == 2 ? SampleFields.Gap(name, field) : SampleFields.Done(name, field, well + field));
            }
        }
        var counted = new CountingStream();
        ReportWriter.Write(counted, Facts() with { Format = format }, data);
        Assert.InRange(counted.Length, 100_000, 6 << 20);
        Assert.InRange(counted.LargestWrite, 1, 1 << 17); // the page is never in memory as a whole
    }

    private static string Sample()
    {
        var data = new ReportData(SampleFields.Table());
        Add(data, SampleFields.Done("A01", 1, 5), SampleFields.Gap("A01", 2, "blank", "constant plane"), SampleFields.Done("B02", 1, 7, 0.5, "empty"), SampleFields.Gap("B03", 1));
        return Text(data, Facts());
    }

    private static ReportFacts Facts() => new()
    {
        Format = new PlateFormat(2, 3),
        Model = "demo-dic 1.0",
        Drift = "not calibrated",
        CreatedAt = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero),
    };

    private static void Add(ReportData data, params FieldRow[] fields)
    {
        foreach (FieldRow field in fields)
        {
            data.Add(field);
        }
    }

    private static string Text(ReportData data, ReportFacts facts)
    {
        using var stream = new MemoryStream();
        ReportWriter.Write(stream, facts, data);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static XDocument Parse(string page)
    {
        using var reader = XmlReader.Create(new StringReader(page), new XmlReaderSettings { DtdProcessing = DtdProcessing.Ignore, XmlResolver = null });
        return XDocument.Load(reader);
    }
}
