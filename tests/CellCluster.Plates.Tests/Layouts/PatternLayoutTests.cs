namespace CellCluster.Plates.Tests;

public sealed class PatternLayoutTests : IDisposable
{
    private readonly ScratchPlate _plate = new();

    public void Dispose() => _plate.Dispose();

    [Fact]
    public void Pattern_RowAndColumn_PlacesTheFiles()
    {
        _plate.File("Channel2-01-A-01.tif", "Channel2-14-b-2.TIF", "Channel1-01-A-01.tif", "notes.txt");
        Assert.Equal(["1 A01 f1 Channel2-01-A-01.tif", "1 B02 f1 Channel2-14-b-2.TIF"], _plate.Fields(new LayoutOptions { Pattern = "Channel2-*-{row}-{column}.tif" }));
        PlateLayout layout = _plate.Read(new LayoutOptions { Pattern = "Channel2-*-{row}-{column}.tif" });
        Assert.Contains(layout.Remarks, remark => remark.Code == "expected-unknown");
        Assert.Contains(layout.Remarks, remark => remark.Text.Contains("Channel1-01-A-01.tif", StringComparison.Ordinal));
    }

    [Fact]
    public void Pattern_Folders_LooksAtThatDepthOnly()
    {
        _plate.File("one/A01_f1.tif", "A01_f1.tif", "one/deep/A01_f2.tif");
        Assert.Equal(["1 A01 f1 A01_f1.tif"], _plate.Fields(new LayoutOptions { Pattern = "*/{well}_f{field}.tif" }));
    }

    [Fact]
    public void Pattern_TwoFilesForOneField_IsAnErrorThatNamesBoth()
    {
        _plate.File("A01_f1_x.tif", "a1_f01_y.tif");
        LayoutException fault = _plate.Fault(new LayoutOptions { Pattern = "{well}_f{field}_*.tif" });
        Assert.Contains("A01_f1_x.tif", fault.Message);
        Assert.Contains("a1_f01_y.tif", fault.Message);
    }

    [Fact]
    public void Pattern_Channels_AskForOne()
    {
        _plate.File("A01-DIC.tif", "A01-GFP.tif");
        var options = new LayoutOptions { Pattern = "{well}-{channel}.tif" };
        Assert.Contains("--channel", _plate.Fault(options).Message);
        Assert.Equal(["1 A01 f1 A01-DIC.tif"], _plate.Fields(options with { Channel = "dic" }));
        Assert.Equal("dic", _plate.Read(options with { Channel = "dic" }).Modality);
        Assert.Contains("DIC, GFP", _plate.Fault(options with { Channel = "TL" }).Message);
    }

    [Fact]
    public void Pattern_PlateInName_IsTheIdAndMustBeOne()
    {
        var options = new LayoutOptions { Pattern = "{plate}_{well}.tif" };
        _plate.File("P1_A01.tif");
        Assert.Equal("P1", _plate.Read(options).PlateId);
        _plate.File("P2_A02.tif");
        Assert.Contains("P2_A02.tif", _plate.Fault(options).Message);
    }

    [Fact]
    public void Pattern_MatchesNothing_ShowsTemplateAndAName()
    {
        _plate.File("image_17.tif");
        string message = _plate.Fault(new LayoutOptions { Pattern = "{well}.tif" }).Message;
        Assert.Contains("{well}.tif", message);
        Assert.Contains("image_17.tif", message);
    }

    [Fact]
    public void Template_Faults_AreReportedAtOnce()
    {
        string message = Assert.Throws<LayoutException>(() => NameTemplate.Parse("../{site}_{field}_{field}_{open")).Message;
        foreach (string part in (string[])["unknown placeholder {site}", "{field} twice", "'{open'", "no {well}", "leaves the plate folder"])
        {
            Assert.Contains(part, message);
        }
    }

    [Fact]
    public void Template_RegexCharacters_StandForThemselves()
    {
        Assert.NotNull(NameTemplate.Parse("a+(b).[c]{well}.tif").Match("a+(b).[c]B03.tif"));
        Assert.Null(NameTemplate.Parse("a.{well}.tif").Match("axB03.tif"));
        Assert.Null(NameTemplate.Parse("{well}.tif").Match("Z99.tif"));
    }

    [Fact]
    public void Options_PatternAndTable_ContradictEachOther() =>
        Assert.Contains("one of them", _plate.Fault(new LayoutOptions { Pattern = "{well}.tif", FieldsCsv = "fields.csv" }).Message);
}
