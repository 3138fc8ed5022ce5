namespace CellCluster.Learning.Tests.Training.Data;

public class CsvRecordsTests
{
    [Fact]
    public void Parse_QuotesCommasAndLineBreaks_AreKept()
    {
        IReadOnlyList<CsvRecord> records = CsvRecords.Parse("\uFEFFa,\"b \"\"x\"\", c\",\r\n\"two\nlines\",,z\n\n");
        Assert.Equal(2, records.Count);
        Assert.Equal(["a", "b \"x\", c", ""], records[0].Cells);
        Assert.Equal(["two\nlines", "", "z"], records[1].Cells);
        Assert.Equal([1, 2], records.Select(static r => r.Line));
    }

    [Fact]
    public void Parse_RecordAfterLineBreakInQuotes_KnowsItsLine() =>
        Assert.Equal([1, 3], CsvRecords.Parse("\"a\nb\",c\nd,e").Select(static r => r.Line));

    [Theory]
    [InlineData("a\nb,\"open", "line 2")]
    [InlineData("a\"b", "line 1")]
    [InlineData("\"a\"b", "line 1")]
    public void Parse_MisplacedQuote_NamesTheLine(string text, string line) =>
        Assert.Contains(line, Assert.Throws<FormatException>(() => CsvRecords.Parse(text)).Message, StringComparison.Ordinal);
}
