using System.Text;

namespace CellCluster.Plates.Tests;

public sealed class WellTableTests
{
    [Fact]
    public void Wells_FieldsAndGaps_GiveMedianMeanAndCount()
    {
        CsvTable read = Write(SampleFields.Done("A01", 1, 10), SampleFields.Done("A01", 2, 20), SampleFields.Done("A01", 3, 60), SampleFields.Gap("A01", 4), SampleFields.Gap("A02", 1));
        string[] names = ["acquisition", "well", "organelle", "field_count", "done_count", "gap_count", "object_count_median", "object_count_mean", "object_count_n"];
        Assert.Equal(
            ["1 A01 nuclei 4 3 1 20 30 3", "1 A01 golgi 4 3 1 40 60 3", "1 A02 nuclei 1 0 1   0", "1 A02 golgi 1 0 1   0"],
            read.Rows.Select(row => string.Join(' ', names.Select(name => read.Value(row, name)))));
    }

    [Fact]
    public void Wells_FieldWithoutCells_CountsForObjectsButHasNoMean()
    {
        CsvTable read = Write(SampleFields.Done("A01", 1, 0, double.NaN, "empty"), SampleFields.Done("A01", 2, 8, 0.5));
        CsvRow row = read.Rows[0];
        Assert.Equal(("4", "2", "0.5", "1"), (read.Value(row, "object_count_median"), read.Value(row, "object_count_n"), read.Value(row, "mean_intensity_mean"), read.Value(row, "mean_intensity_n")));
    }

    [Fact]
    public void Wells_OneBadField_HardlyMovesTheRobustFigures()
    {
        CsvTable read = Write(SampleFields.Done("A01", 1, 10), SampleFields.Done("A01", 2, 12), SampleFields.Done("A01", 3, 14), SampleFields.Done("A01", 4, 1000));
        Assert.Equal("13", read.Value(read.Rows[0], "object_count_median"));
        Assert.Equal(2 * 1.4826022185, double.Parse(read.Value(read.Rows[0], "object_count_mad")), 9);
    }

    [Fact]
    public void Wells_OneUnusualWell_HasAScoreFarFromZero()
    {
        // Rows and columns differ by fixed amounts, one well by 50 more.
        FieldRow[] fields = [.. from row in Enumerable.Range(0, 4) from column in Enumerable.Range(0, 6) let well = new WellId(row, column)
            select SampleFields.Done(well.ToString(), 1, 100 + (10 * row) + (3 * column) + ((row + (2 * column)) % 3) + (well == new WellId(2, 3) ? 50 : 0))];
        CsvTable read = Write(fields);
        CsvRow[] nuclei = [.. read.Rows.Where(row => read.Value(row, "organelle") == "nuclei")];
        Dictionary<string, double> scores = nuclei.ToDictionary(row => read.Value(row, "well"), row => double.Parse(read.Value(row, "object_count_b_score")));
        Assert.Equal("C04", scores.MaxBy(score => Math.Abs(score.Value)).Key);
        Assert.True(scores["C04"] > 20, $"C04 {scores["C04"]}");
    }

    [Fact]
    public void Wells_AnyOrder_GiveTheSameBytes()
    {
        // Values whose sum depends on the order of addition.
        FieldRow[] fields = [SampleFields.Done("A01", 1, 1e16), SampleFields.Done("A01", 2, 1), SampleFields.Done("A01", 3, -1e16 + 3), SampleFields.Done("B01", 1, 0.1)];
        Assert.Equal(Text(fields), Text([.. fields.Reverse()]));
    }

    [Fact]
    public void Wells_Hash_IsThatOfTheText()
    {
        var wells = new WellTable(SampleFields.Table());
        wells.Add(SampleFields.Done("A01", 1, 1));
        using var stream = new MemoryStream();
        Assert.Equal(wells.Write(stream), ContentHash.OfText(Encoding.UTF8.GetString(stream.ToArray())));
    }

    private static CsvTable Write(params FieldRow[] fields) => CsvTable.Parse(Text(fields), "well_metrics.csv");

    private static string Text(FieldRow[] fields)
    {
        var wells = new WellTable(SampleFields.Table());
        foreach (FieldRow field in fields)
        {
            wells.Add(field);
        }
        using var stream = new MemoryStream();
        wells.Write(stream);
        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
