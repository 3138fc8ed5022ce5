using System.Text;
using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>One metric over the fields of a well.</summary>
/// <param name="FieldCount">Fields that are done and have a number.</param>
/// <param name="Median">NaN where no field has one.</param>
/// <param name="Mean">NaN where no field has one.</param>
public readonly record struct WellFigure(int FieldCount, double Median, double Mean)
{
    /// <summary>Sums up values, NaN left out. The order of values does not matter: they are sorted before they are summed.</summary>
    public static WellFigure Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Where(value => !double.IsNaN(value)).Order()];
        if (sorted.Length == 0)
        {
            return new WellFigure(0, double.NaN, double.NaN);
        }
        int half = sorted.Length / 2;
        double median = sorted.Length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new WellFigure(sorted.Length, median, sorted.Sum() / sorted.Length);
    }
}

/// <summary>A well of one acquisition: how many fields stand behind its numbers, and the values of those that are done.</summary>
public sealed class WellSummary
{
    private readonly List<double>[][] _values;

    internal WellSummary(int acquisition, WellId well, int organelleCount)
    {
        (Acquisition, Well) = (acquisition, well);
        _values = new List<double>[organelleCount][];
        for (int organelle = 0; organelle < organelleCount; organelle++)
        {
            _values[organelle] = new List<double>[MetricColumns.Main.Count];
            for (int metric = 0; metric < _values[organelle].Length; metric++)
            {
                _values[organelle][metric] = [];
            }
        }
    }

    /// <summary>The imaging pass, from 1.</summary>
    public int Acquisition { get; }

    /// <summary>The well.</summary>
    public WellId Well { get; }

    /// <summary>Expected fields.</summary>
    public int FieldCount { get; internal set; }

    /// <summary>Fields with results.</summary>
    public int DoneCount { get; internal set; }

    /// <summary>Fields that are gaps.</summary>
    public int GapCount { get; internal set; }

    /// <summary>Values of the done fields in the order of fields; metric as in <see cref="MetricColumns.Main"/>; without NaN.</summary>
    public IReadOnlyList<double> Values(int organelleIndex, int metricIndex) => _values[organelleIndex][metricIndex];

    /// <summary>The figure of one metric.</summary>
    public WellFigure Figure(int organelleIndex, int metricIndex) => WellFigure.Of(_values[organelleIndex][metricIndex]);

    internal void Add(int organelleIndex, int metricIndex, double value) => _values[organelleIndex][metricIndex].Add(value);
}

/// <summary>Gathers fields by acquisition and well, and writes <c>well_metrics.csv</c> (docs/formats/metrics.md).</summary>
/// <remarks>Holds four doubles per field and organelle: 330 KB for 3,456 fields of three organelles.</remarks>
public sealed class WellTable(MetricsTable table)
{
    /// <summary>The file's name in the output folder. (<c>wells.csv</c> is the plate map that people write.)</summary>
    public const string FileName = "well_metrics.csv";

    private readonly SortedDictionary<(int Acquisition, WellId Well), WellSummary> _wells = [];

    /// <summary>What the model predicts; the index of an organelle here is the one of <see cref="WellSummary"/>.</summary>
    public IReadOnlyList<Organelle> Organelles => table.Organelles;

    /// <summary>Wells by acquisition, then row by row.</summary>
    public IReadOnlyCollection<WellSummary> Wells => _wells.Values;

    /// <summary>Takes a field in.</summary>
    public void Add(FieldRow field)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (!_wells.TryGetValue((field.Key.Acquisition, field.Key.Well), out WellSummary? well))
        {
            _wells.Add((field.Key.Acquisition, field.Key.Well), well = new WellSummary(field.Key.Acquisition, field.Key.Well, Organelles.Count));
        }
        well.FieldCount++;
        well.DoneCount += field.Status == FieldStatus.Done ? 1 : 0;
        well.GapCount += field.Status == FieldStatus.Gap ? 1 : 0;
        if (field.Status != FieldStatus.Done)
        {
            return;
        }
        foreach (OrganelleRow row in field.Organelles)
        {
            for (int metric = 0; metric < MetricColumns.Main.Count; metric++)
            {
                if (row.Metrics.TryGetValue(MetricColumns.Main[metric].Name, out double value) && !double.IsNaN(value))
                {
                    well.Add(Organelles.ToList().IndexOf(row.Organelle), metric, value);
                }
            }
        }
    }

    /// <summary>Writes the table.</summary>
    /// <returns>SHA-256 of its text, hex.</returns>
    public string Write(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var text = new StringBuilder();
        CsvFormat.AppendLine(text,
        [
            "plate", "batch", "acquisition", "well", "row", "column", "organelle", "field_count", "done_count", "gap_count",
            .. MetricColumns.Main.SelectMany(column => (string[])[$"{column.Name}_median", $"{column.Name}_mean", $"{column.Name}_n"]),
            .. (table.Map?.Columns ?? []).Select(CsvFormat.Text),
        ]);
        foreach (WellSummary well in _wells.Values)
        {
            for (int organelle = 0; organelle < Organelles.Count; organelle++)
            {
                CsvFormat.AppendLine(text,
                [
                    CsvFormat.Text(table.PlateId), CsvFormat.Text(table.Batch), CsvFormat.Number(well.Acquisition), well.Well.ToString(),
                    CsvFormat.Number(well.Well.Row + 1), CsvFormat.Number(well.Well.Column + 1), Organelles[organelle].ToText(),
                    CsvFormat.Number(well.FieldCount), CsvFormat.Number(well.DoneCount), CsvFormat.Number(well.GapCount),
                    .. Enumerable.Range(0, MetricColumns.Main.Count).Select(metric => well.Figure(organelle, metric))
                        .SelectMany(figure => (string[])[CsvFormat.Number(figure.Median), CsvFormat.Number(figure.Mean), CsvFormat.Number(figure.FieldCount)]),
                    .. (table.Map?.Columns ?? []).Select(column => CsvFormat.Text(table.Map!.Value(well.Well, column))),
                ]);
            }
        }
        string all = text.ToString();
        stream.Write(Encoding.UTF8.GetBytes(all));
        return ContentHash.OfText(all);
    }
}
