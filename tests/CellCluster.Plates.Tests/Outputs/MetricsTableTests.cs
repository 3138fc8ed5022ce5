using System.Globalization;
using System.Text;
using CellCluster.Analysis;
using CsCheck;

namespace CellCluster.Plates.Tests;

public sealed class MetricsTableTests
{
    [Fact]
    public void Lines_DoneField_HasOneRowPerOrganelleInOrder()
    {
        MetricsTable table = SampleFields.Table();
        CsvTable read = Read(table, SampleFields.Done("B03", 7, 12, 0.1, "zebra", "empty", "empty"));
        Assert.Equal(["nuclei", "golgi"], read.Rows.Select(row => read.Value(row, "organelle")));
        CsvRow nuclei = read.Rows[0];
        Assert.Equal(["medium", ""], read.Rows.Select(row => read.Value(row, "size_class")));
        string[] names = ["plate", "batch", "acquisition", "well", "row", "column", "field", "state", "gap_code", "flags", "object_count", "relative_area", "total_intensity", "mean_intensity", "mean_area_px", "threshold_method", "threshold_value", "bimodality", "focus", "raw_mean"];
        Assert.Equal(["P042", "week 47", "1", "B03", "2", "3", "7", "done", "", "empty zebra", "12", "0.012", "1200", "0.1", "", "minimum+local", "0.25", "0.9", "12.5", "1000"], names.Select(name => read.Value(nuclei, name)));
    }

    [Fact]
    public void Lines_Gap_HasRowsWithoutNumbers()
    {
        CsvTable read = Read(SampleFields.Table(), SampleFields.Gap("A01", 1, "unreadable", "cut at byte 7, \"half\""));
        Assert.Equal(2, read.Rows.Count);
        Assert.Equal(("gap", "unreadable", "cut at byte 7, \"half\"", "", ""), (read.Value(read.Rows[1], "state"), read.Value(read.Rows[1], "gap_code"), read.Value(read.Rows[1], "reason"), read.Value(read.Rows[1], "object_count"), read.Value(read.Rows[1], "threshold_method")));
    }

    [Fact]
    public void Lines_PlateMap_AddsItsColumns()
    {
        PlateMap map = PlateMap.From(CsvTable.Parse("well,clone,Field,note\nB03,CHO-1,x,\"a,b\"\n", "wells.csv"));
        CsvTable read = Read(SampleFields.Table(map), SampleFields.Done("B03", 1, 1));
        Assert.Equal(("CHO-1", "x", "a,b"), (read.Value(read.Rows[0], "clone"), read.Value(read.Rows[0], "map_Field"), read.Value(read.Rows[0], "note")));
    }

    [Fact]
    public void Lines_NumberWithoutColumn_IsRefused()
    {
        FieldRow odd = SampleFields.Done("A01", 1, 1) with { Raw = SampleFields.Numbers(("brightness", 1)) };
        Assert.Contains("'brightness' has no column", Assert.Throws<ArgumentException>(() => SampleFields.Table().Lines(odd)).Message);
        Assert.Contains("golgi", Assert.Throws<ArgumentException>(() => SampleFields.Table(null, "P", Organelle.Nuclei).Lines(SampleFields.Done("A01", 1, 1))).Message);
    }

    [Fact]
    public void Writer_FieldsOutOfOrder_IsRefused()
    {
        using var stream = new MemoryStream();
        using var writer = new MetricsCsvWriter(stream, SampleFields.Table());
        writer.Add(SampleFields.Done("B03", 2, 1));
        Assert.Throws<ArgumentException>(() => writer.Add(SampleFields.Done("B03", 2, 1)));
        Assert.Throws<ArgumentException>(() => writer.Add(SampleFields.Done("B03", 1, 1)));
    }

    [Fact]
    public void Writer_Hash_IsThatOfTheText()
    {
        using var stream = new MemoryStream();
        using var writer = new MetricsCsvWriter(stream, SampleFields.Table());
        writer.Add(SampleFields.Done("B03", 2, 1));
        writer.Add(SampleFields.Gap("B03", 3));
        string text = Encoding.UTF8.GetString(stream.ToArray());
        Assert.Equal(ContentHash.OfText(text), writer.ContentHash);
        Assert.DoesNotContain('\r', text);
        Assert.NotEqual('\uFEFF', text[0]);
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Number_AnyDouble_ReadsBackToTheSame() => Gen.Double.Sample(
        value => Assert.True(double.IsNaN(value) ? CsvFormat.Number(value).Length == 0 : double.Parse(CsvFormat.Number(value), CultureInfo.InvariantCulture) == value),
        seed: "0000000000004", iter: 5000);

    [Theory]
    [InlineData(12, "12")]
    [InlineData(-0.0, "0")]
    [InlineData(0.1, "0.1")]
    [InlineData(1e21, "1E+21")]
    [InlineData(double.NaN, "")]
    [InlineData(double.PositiveInfinity, "Infinity")]
    public void Number_Known_HasItsForm(double value, string text) => Assert.Equal(text, CsvFormat.Number(value));

    private static CsvTable Read(MetricsTable table, FieldRow field) => CsvTable.Parse(table.Header + table.Lines(field), "metrics.csv");
}
