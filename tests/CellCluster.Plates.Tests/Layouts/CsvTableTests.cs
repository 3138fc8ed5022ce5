using CsCheck;

namespace CellCluster.Plates.Tests;

public sealed class CsvTableTests
{
    private const string Letters = "a ,\"\n\ré;\t";

    [Theory]
    [InlineData("a,b\n1,2\n", 2)]
    [InlineData("\uFEFFa,b\r\n1,2\r\n", 2)]
    [InlineData("\n\n a , b \n\n1,2", 5)]
    [InlineData("\"a\",b\n1,\"2\"", 2)]
    public void Table_WaysToWriteIt_ReadTheSame(string text, int line)
    {
        CsvTable table = CsvTable.Parse(text, "t.csv");
        Assert.Equal(["a", "b"], table.Header);
        CsvRow row = Assert.Single(table.Rows);
        Assert.Equal(("1", "2", line), (table.Value(row, "A"), table.Value(row, "b"), row.Line));
    }

    [Fact]
    public void Table_QuotedLineBreaks_KeepLineNumbersRight()
    {
        CsvTable table = CsvTable.Parse("a,b\n\"x\ny\",1\nz,2\n", "t.csv");
        Assert.Equal([2, 4], table.Rows.Select(row => row.Line));
        Assert.Equal("x\ny", table.Rows[0].Cells[0]);
    }

    [Theory]
    [InlineData("", "an empty table")]
    [InlineData("a,A\n", "column 'A' twice")]
    [InlineData("a,b\n1,\"2\n3,4\n", "never closed")]
    [InlineData("a,b\n1,\"2\"x\n", "after a closing quote")]
    [InlineData("a;b\n1,2\n", "semicolons")]
    public void Table_Faulty_SaysWhy(string text, string part) =>
        Assert.Contains(part, Assert.Throws<LayoutException>(() => CsvTable.Parse(text, "t.csv")).Message);

    [Fact]
    public void Cells_WrittenCanonically_ReadBack() =>
        Gen.String[Gen.Int[0, Letters.Length - 1].Select(i => Letters[i]), 0, 8].Array[2, 4].Sample(cells =>
        {
            // A row that is blank throughout is an empty line to the reader.
            string[] row = ["x", .. cells];
            string text = string.Join(',', row.Select((_, i) => $"c{i}")) + "\n" + string.Join(',', row.Select(CsvFormat.Text)) + "\n";
            Assert.Equal(row, Assert.Single(CsvTable.Parse(text, "t.csv").Rows).Cells);
        }, seed: "0000000000003", iter: 2000);
}
