namespace CellCluster.Plates.Tests;

public sealed class HtdFileTests : IDisposable
{
    private readonly ScratchPlate _plate = new();

    public void Dispose() => _plate.Dispose();

    [Fact]
    public void PlateFile_Whole_GivesWellsSitesAndWaves()
    {
        HtdFile file = Read(ScratchPlate.HtdText(["A02", "B01"], 2, ["DIC", "DAPI"], 4));
        Assert.Equal(["A02", "B01"], file.Wells.Select(well => well.ToString()));
        Assert.Equal([1, 2], file.SitePlaces);
        Assert.Equal(["DIC", "DAPI"], file.Waves);
        Assert.Equal(4, file.TimePoints);
    }

    [Fact]
    public void PlateFile_CutAnywhere_IsRefusedWithFileAndExpectation()
    {
        string whole = ScratchPlate.HtdText(["A02"], 2, ["DIC"], 1);
        int end = whole.IndexOf("\"EndFile\"", StringComparison.Ordinal) + "\"EndFile\"".Length;
        for (int length = 0; length < end; length++)
        {
            LayoutException fault = Assert.Throws<LayoutException>(() => Read(whole[..length]));
            Assert.Contains("P.HTD", fault.Message);
            Assert.Contains("expected", fault.Message);
        }
    }

    [Theory]
    [InlineData("\"XWells\", 3", "\"XWells\", many", 5)]
    [InlineData("\"XWells\", 3", "\"XWells\", 4000", 5)]
    [InlineData("FALSE, TRUE, FALSE", "FALSE, TRUE", 7)]
    [InlineData("FALSE, TRUE, FALSE", "FALSE, PERHAPS, FALSE", 7)]
    [InlineData("\"TimePoints\", 1", "XWells 3", 4)]
    public void PlateFile_OddLine_NamesTheLine(string right, string wrong, int line)
    {
        LayoutException fault = Assert.Throws<LayoutException>(() => Read(ScratchPlate.HtdText(["A02"], 1, ["DIC"], 1).Replace(right, wrong, StringComparison.Ordinal)));
        Assert.Equal(line, fault.Line);
        Assert.Contains($"line {line}", fault.Message);
    }

    [Theory]
    [InlineData("\"YWells\", 2\r\n", "YWells")]
    [InlineData("\"WellsSelection2\", FALSE, FALSE, FALSE\r\n", "WellsSelection2")]
    public void PlateFile_LineMissing_NamesTheKey(string line, string key) =>
        Assert.Contains($"no \"{key}\"", Assert.Throws<LayoutException>(() => Read(ScratchPlate.HtdText(["A02"], 1, ["DIC"], 1).Replace(line, "", StringComparison.Ordinal))).Message);

    [Fact]
    public void PlateFile_NoWellSelected_IsRefused() =>
        Assert.Contains("no selected well", Assert.Throws<LayoutException>(() => Read(ScratchPlate.HtdText([], 1, ["DIC"], 1))).Message);

    [Fact]
    public void PlateFile_SomethingElse_IsRefused() =>
        Assert.Contains("HTSInfoFile", Assert.Throws<LayoutException>(() => Read("\"Hello\", 1\r\n\"EndFile\"\r\n")).Message);

    private HtdFile Read(string text) => HtdFile.Read(_plate.Text("P.HTD", text));
}
