using CellCluster.Analysis;

namespace CellCluster.Learning.Tests.Training.Data;

public class PairTableTests
{
    private const string Path = "/pairs/table.csv";

    [Fact]
    public void Parse_AllColumns_GivesRowsWithFullPathsAndChannelOrder()
    {
        PairTable table = Parse("golgi,input,nuclei,well,experiment,note\ng.tif,sub/i.tif,n.tif,B03,E1,x\n");
        Assert.Equal([Organelle.Nuclei, Organelle.Golgi], table.Organelles);
        PairRow row = Assert.Single(table.Rows);
        Assert.Equal("/pairs/sub/i.tif", row.Input);
        Assert.Equal(["/pairs/n.tif", "/pairs/g.tif"], row.Targets);
        Assert.Equal(("B03", "E1", null, null), (row.Well, row.Experiment, row.Mask, row.Group));
    }

    [Fact]
    public void Parse_MappedHeaders_AreRead()
    {
        PairColumns columns = PairColumns.Parse("input=brightfield,nuclei=fluo,mask=gt,well=experiment");
        PairTable table = PairTable.Parse("brightfield,fluo,gt,experiment\na.png,b.png,c.png,E7\n", Path, columns, static _ => true);
        PairRow row = Assert.Single(table.Rows);
        Assert.Equal(("E7", "E7", "/pairs/c.png"), (row.Well, row.Experiment, row.Mask));
    }

    [Fact]
    public void Parse_ManyFaults_ReportsAllWithLineAndColumn()
    {
        PairTableException fault = Assert.Throws<PairTableException>(() => PairTable.Parse(
            "input,nuclei,well,experiment\na.tif,b.tif,,E\na.tif,gone.tif,B02,E\nshort,row\n", Path, PairColumns.Default, static path => !path.Contains("gone", StringComparison.Ordinal)));
        Assert.Collection(
            fault.Faults,
            one => Assert.StartsWith("line 2, column well: empty", one, StringComparison.Ordinal),
            two => Assert.StartsWith("line 3, column nuclei: gone.tif is not there", two, StringComparison.Ordinal),
            three => Assert.Contains("stands on line 2 already", three, StringComparison.Ordinal),
            four => Assert.StartsWith("line 4: 2 cells, the header has 4", four, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("nuclei,well,experiment\nb,c,d", "column input is missing")]
    [InlineData("input,well,experiment\na,c,d", "no stain")]
    [InlineData("input,nuclei,Nuclei,well,experiment\na,b,b,c,d", "stands twice")]
    [InlineData("input,nuclei,well,experiment\n", "no field")]
    [InlineData("", "empty")]
    public void Parse_UnusableTable_SaysWhy(string text, string why) =>
        Assert.Contains(why, Assert.Throws<PairTableException>(() => Parse(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_NoSuchFile_IsAFault() =>
        Assert.Contains("no such file", Assert.Throws<PairTableException>(() => PairTable.Read("/nowhere/pairs.csv")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("input")]
    [InlineData("colour=a")]
    [InlineData("input=a,input=b")]
    public void Columns_WrongMapping_IsRefused(string text) => Assert.Throws<FormatException>(() => PairColumns.Parse(text));

    [Fact]
    public void Columns_MappedHeaderThatIsAbsent_IsAFault() =>
        Assert.Contains("gt", Assert.Throws<PairTableException>(() => PairTable.Parse(
            "input,nuclei,well,experiment\na,b,c,d", Path, PairColumns.Parse("mask=gt"), static _ => true)).Message, StringComparison.Ordinal);

    private static PairTable Parse(string text) => PairTable.Parse(text, Path, PairColumns.Default, static _ => true);
}
