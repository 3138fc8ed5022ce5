using System.Text;
using CellCluster.Analysis;

namespace CellCluster.Plates.Tests;

public sealed class PlateTableTests
{
    private static readonly PlateMap s_map = PlateMap.From(CsvTable.Parse("well,control\nA01,positive\nA02,+\nB01,negative\nB02,NEG\nA03,untreated\n", "wells.csv"));

    [Fact]
    public void Plate_Controls_GiveZPrimeByHand()
    {
        // positive 100 and 104: mean 102, deviation 2.828; negative 10 and 12: mean 11, deviation 1.414; 1 - 3 * 4.243 / 91
        CsvTable read = Write(SampleFields.Done("A01", 1, 100), SampleFields.Done("A02", 1, 104), SampleFields.Done("B01", 1, 10), SampleFields.Done("B02", 1, 12), SampleFields.Done("A03", 1, 500));
        CsvRow row = Row(read, "nuclei", "object_count");
        Assert.Equal(0.86013, double.Parse(read.Value(row, "z_prime")), 5);
        Assert.Equal(("5", "2", "102", "2", "11"), (read.Value(row, "well_count"), read.Value(row, "positive_count"), read.Value(row, "positive_mean"), read.Value(row, "negative_count"), read.Value(row, "negative_mean")));
    }

    [Fact]
    public void Plate_WithoutControlsOrFields_HasEmptyFigures()
    {
        CsvTable read = Write(SampleFields.Gap("A01", 1));
        CsvRow row = Row(read, "golgi", "mean_intensity");
        Assert.Equal(("0", "", ""), (read.Value(row, "well_count"), read.Value(row, "z_prime"), read.Value(row, "median")));
    }

    [Fact]
    public void Plate_EveryMetricOfEveryOrganelle_HasARow()
    {
        CsvTable read = Write(SampleFields.Done("A01", 1, 3));
        Assert.Equal(2 * MetricColumns.Measured.Count, read.Rows.Count);
    }

    private static CsvRow Row(CsvTable table, string organelle, string metric) =>
        table.Rows.Single(row => table.Value(row, "organelle") == organelle && table.Value(row, "metric") == metric);

    private static CsvTable Write(params FieldRow[] fields)
    {
        MetricsTable table = SampleFields.Table(s_map);
        var wells = new WellTable(table);
        Array.ForEach(fields, wells.Add);
        using var stream = new MemoryStream();
        string hash = PlateTable.Write(stream, table, wells);
        string text = Encoding.UTF8.GetString(stream.ToArray());
        Assert.Equal(ContentHash.OfText(text), hash);
        return CsvTable.Parse(text, "plate_metrics.csv");
    }
}
