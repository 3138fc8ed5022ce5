namespace CellCluster.Plates.Tests;

public sealed class ImageXpressLayoutTests : IDisposable
{
    private readonly ScratchPlate _plate = new();

    public void Dispose() => _plate.Dispose();

    [Fact]
    public void Layout_PlateFileAndAllFiles_GivesTheSelectedFields()
    {
        _plate.Htd(["A01", "B03"], sites: 2).File("P_A01_s1_w1.TIF", "P_A01_s2_w1.tif", "P_B03_s1_w1.Tif", "P_B03_s2_w1.TIFF", "P_A01_s1_w1_thumb.TIF");
        PlateLayout layout = _plate.Read();
        Assert.Equal(["1 A01 f1 P_A01_s1_w1.TIF", "1 A01 f2 P_A01_s2_w1.tif", "1 B03 f1 P_B03_s1_w1.Tif", "1 B03 f2 P_B03_s2_w1.TIFF"], _plate.Fields());
        Assert.Equal("P042", layout.PlateId);
        Assert.Equal("dic", layout.Modality);
        Assert.Equal(new PlateFormat(2, 3), layout.Format);
        Assert.Empty(layout.Remarks);
        Assert.Contains("P.HTD", layout.RecognisedAs);
    }

    [Fact]
    public void Layout_FileOfASelectedFieldIsAbsent_GivesTheFieldWithoutAPath()
    {
        _plate.Htd(["A01", "A02"]).File("P_A01.TIF");
        Assert.Equal(["1 A01 f1 P_A01.TIF", "1 A02 f1 -"], _plate.Fields());
        Assert.Contains("A02", Assert.Single(_plate.Read().Remarks).Text);
    }

    [Fact]
    public void Layout_FileOfAWellThatIsNotSelected_IsARemark()
    {
        _plate.Htd(["A01"]).File("P_A01.TIF", "P_B02.TIF", "notes.tif", "readme.txt");
        Assert.Equal(["1 A01 f1 P_A01.TIF"], _plate.Fields());
        Assert.Equal(["unplaced", "unplaced"], _plate.Read().Remarks.Select(remark => remark.Code));
        Assert.Contains(_plate.Read().Remarks, remark => remark.Text.Contains("P_B02.TIF", StringComparison.Ordinal));
        Assert.Contains(_plate.Read().Remarks, remark => remark.Text.Contains("notes.tif", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("P_A01_s1_w1.tif", "P_a01_s1_w1.tif")]
    [InlineData("P_A01_s1_w1.tif", "P_A1_s1_w1.tif")]
    [InlineData("P_A01_s1_w1.tif", "P_A01_s1_w1.TIF")]
    [InlineData("P_A01_s1_w1.tif", "P_A01_s01_w1.tif")]
    public void Layout_TwoSpellingsOfOneField_IsAnErrorThatNamesBoth(string one, string other)
    {
        _plate.Htd(["A01"]).File(one, other);
        LayoutException fault = _plate.Fault();
        Assert.Contains(one, fault.Message);
        Assert.Contains(other, fault.Message);
    }

    [Fact]
    public void Layout_TimePoints_AreAcquisitions()
    {
        _plate.Htd(["A01"], timePoints: 3).File("TimePoint_1/P_A01.TIF", "timepoint_2/P_A01.TIF", "loose_A01.TIF");
        Assert.Equal(["1 A01 f1 P_A01.TIF", "2 A01 f1 P_A01.TIF", "3 A01 f1 -"], _plate.Fields());
        Assert.Contains(_plate.Read().Remarks, remark => remark.Text.Contains("outside the TimePoint folders: loose_A01.TIF", StringComparison.Ordinal));
    }

    [Fact]
    public void Layout_WavelengthOfSomeTimePointsOnly_IsNotExpectedAtTheOthers()
    {
        _plate.Htd(["A01"], timePoints: 2, waves: ["DIC", "GFP"]).File("TimePoint_1/P_A01_w1.TIF", "TimePoint_1/P_A01_w2.TIF", "TimePoint_2/P_A01_w1.TIF");
        Assert.Equal(["1 A01 f1 P_A01_w2.TIF"], _plate.Fields(new LayoutOptions { Channel = "GFP" }));
        Assert.Contains(_plate.Read(new LayoutOptions { Channel = "GFP" }).Remarks, remark => remark.Code == "not-collected");
    }

    [Theory]
    [InlineData(null, "P_A01_w2.TIF")]
    [InlineData("1", "P_A01_w1.TIF")]
    [InlineData("w1", "P_A01_w1.TIF")]
    [InlineData("dapi", "P_A01_w1.TIF")]
    [InlineData("TL 20", "P_A01_w2.TIF")]
    public void Layout_Channel_IsTheOneAskedForElseTransmittedLight(string? asked, string file)
    {
        _plate.Htd(["A01"], waves: ["DAPI", "TL 20"]).File("P_A01_w1.TIF", "P_A01_w2.TIF");
        Assert.Equal([$"1 A01 f1 {file}"], _plate.Fields(new LayoutOptions { Channel = asked }));
    }

    [Fact]
    public void Layout_NoWavelengthSaysTransmittedLight_TakesTheFirstAndSaysSo()
    {
        _plate.Htd(["A01"], waves: ["DAPI", "FITC"]).File("P_A01_w1.TIF", "P_A01_w2.TIF");
        Assert.Equal(["1 A01 f1 P_A01_w1.TIF"], _plate.Fields());
        Assert.Equal("channel-default", Assert.Single(_plate.Read().Remarks).Code);
        Assert.Null(_plate.Read().Modality);
    }

    [Fact]
    public void Layout_UnknownChannel_IsAnErrorThatListsThem()
    {
        _plate.Htd(["A01"], waves: ["DAPI", "DIC"]).File("P_A01_w1.TIF");
        Assert.Contains("1 DAPI, 2 DIC", _plate.Fault(new LayoutOptions { Channel = "GFP" }).Message);
        Assert.Contains("'7'", _plate.Fault(new LayoutOptions { Channel = "7" }).Message);
    }

    [Fact]
    public void Layout_Stack_AsksForAPlaneAndTakesIt()
    {
        _plate.Htd(["A01"]).File("TimePoint_1/ZStep_1/P_A01.TIF", "TimePoint_1/ZStep_2/P_A01.TIF", "TimePoint_1/ZStep_0/P_A01.TIF");
        Assert.Contains("--z 1", _plate.Fault().Message);
        Assert.EndsWith(Path.Combine("ZStep_2", "P_A01.TIF"), Assert.Single(_plate.Read(new LayoutOptions { Z = 2 }).Fields).Path);
        Assert.Contains("z planes 0, 1, 2", _plate.Fault(new LayoutOptions { Z = 9 }).Message);
    }

    [Fact]
    public void Layout_OneFolderOfAStack_NeedsNoChoice()
    {
        _plate.Htd(["A01"]).File("TimePoint_1/ZStep_1/P_A01.TIF");
        Assert.Equal(["1 A01 f1 P_A01.TIF"], _plate.Fields());
    }

    [Fact]
    public void Layout_NumberedByPlaceInTheGrid_IsUnderstood()
    {
        string htd = ScratchPlate.HtdText(["A01"], 4, ["DIC"], 1).Replace("TRUE, TRUE, TRUE, TRUE", "FALSE, TRUE, FALSE, TRUE", StringComparison.Ordinal);
        _plate.Text("P.HTD", htd);
        _plate.File("P_A01_s2.TIF", "P_A01_s4.TIF");
        Assert.Equal(["1 A01 f2 P_A01_s2.TIF", "1 A01 f4 P_A01_s4.TIF"], _plate.Fields());
    }

    [Fact]
    public void Layout_WithoutPlateFile_TakesNamesAndSaysThatMissingFilesCannotBeKnown()
    {
        _plate.File("X_A01_s1.tif", "X_A01_s2.tif", "X_B01_s1.tif", "X_B01_s2.tif", "X_C01_s1.tif");
        PlateLayout layout = _plate.Read();
        Assert.Equal(5, layout.Fields.Count);
        Assert.Equal(["expected-unknown", "uneven"], layout.Remarks.Select(remark => remark.Code));
        Assert.Contains("C01 (1)", layout.Remarks[1].Text);
    }

    [Fact]
    public void Layout_FilesOfTwoPlates_IsAnError()
    {
        _plate.File("X_A01_s1.tif", "Y_A02_s1.tif");
        Assert.Contains("two plates", _plate.Fault().Message);
    }

    [Fact]
    public void Layout_FilesOfAnotherPlateBesideTheNamedOne_AreRemarks()
    {
        _plate.Htd(["A01"]).File("P_A01.TIF", "Other_A01.TIF");
        Assert.Equal(["1 A01 f1 P_A01.TIF"], _plate.Fields());
        Assert.Contains("of another plate than P", Assert.Single(_plate.Read().Remarks).Text);
    }

    [Fact]
    public void Layout_NothingRecognised_SaysWhatWasLookedFor()
    {
        Assert.Contains("found no image", _plate.Fault().Message);
        _plate.File("holiday.png");
        Assert.Contains("holiday.png", _plate.Fault().Message);
        Assert.Contains("--pattern", _plate.Fault().Message);
        _plate.File("Images/Index.idx.xml");
        Assert.Contains("Operetta", _plate.Fault().Message);
    }

    [Fact]
    public void Layout_NoSuchFolder_IsAnError() =>
        Assert.Contains("expected the folder of one plate", Assert.Throws<LayoutException>(() => PlateLayoutReader.Read(Path.Combine(_plate.Folder, "gone"), new LayoutOptions())).Message);

    [Fact]
    public void Layout_NonAsciiFolder_KeepsItsName()
    {
        using var plate = new ScratchPlate("Zellen ä 細胞");
        plate.Htd(["A01"]).File("P_A01.TIF");
        Assert.Equal("Zellen ä 細胞", plate.Read().PlateId);
        Assert.Equal("mine", plate.Read(new LayoutOptions { PlateId = "mine" }).PlateId);
    }

    [Fact]
    public void Layout_Of1536WellsAndTwoSites_ListsThemInOrder()
    {
        string[] wells = [.. Enumerable.Range(0, 1536).Select(i => new WellId(i / 48, i % 48).ToString())];
        _plate.Text("P.HTD", ScratchPlate.HtdText(wells, 2, ["DIC"], 1, rows: 32, columns: 48));
        foreach (string well in wells)
        {
            _plate.File($"P_{well}_s1_w1.TIF", $"P_{well}_s2_w1.TIF");
        }
        IReadOnlyList<FieldSource> fields = _plate.Read().Fields;
        Assert.Equal(3072, fields.Count);
        Assert.Equal("well AF48, field 2", fields[^1].Key.ToString());
        Assert.Equal(fields.Select(field => field.Key).Order(), fields.Select(field => field.Key));
        Assert.All(fields, field => Assert.NotNull(field.Path));
    }
}
