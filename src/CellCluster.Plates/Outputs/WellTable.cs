using System.Text;
using CellCluster.Analysis;

namespace CellCluster.Plates;

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
            _values[organelle] = new List<double>[MetricColumns.Measured.Count];
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

    /// <summary>Values of the done fields in the order of fields; metric as in <see cref="MetricColumns.Measured"/>; without NaN.</summary>
    public IReadOnlyList<double> Values(int organelleIndex, int metricIndex) => _values[organelleIndex][metricIndex];

    /// <summary>The figure of one metric.</summary>
    public WellAggregate Figure(int organelleIndex, int metricIndex) => WellAggregate.Of(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(_values[organelleIndex][metricIndex]));

    internal void Add(int organelleIndex, int metricIndex, double value) => _values[organelleIndex][metricIndex].Add(value);
}

/// <summary>Gathers fields by acquisition and well, and writes <c>well_metrics.csv</c> (docs/formats/metrics.md).</summary>
/// <remarks>Holds a double per metric, field and organelle: 830 KB for 3,456 fields of three organelles.</remarks>
public sealed class WellTable(MetricsTable table)
{
    /// <summary>The file's name in the output folder. (<c>wells.csv</c> is the plate map that people write.)</summary>
    public const string FileName = "well_metrics.csv";

    private static readonly string[] s_figures = ["median", "mad", "mean", "n", "b_score"];

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
            for (int metric = 0; metric < MetricColumns.Measured.Count; metric++)
            {
                if (row.Metrics.TryGetValue(MetricColumns.Measured[metric].Name, out double value) && !double.IsNaN(value))
                {
                    well.Add(Organelles.ToList().IndexOf(row.Organelle), metric, value);
                }
            }
        }
    }

    /// <summary>(rows, columns) of the plate's format: the median of each well of an imaging pass; NaN where there is none.</summary>
    public double[,] Medians(int acquisition, int organelleIndex, int metricIndex)
    {
        PlateFormat format = PlateFormat.Holding(_wells.Keys.Select(key => key.Well));
        var medians = new double[format.RowCount, format.ColumnCount];
        for (int row = 0; row < format.RowCount; row++)
        {
            for (int column = 0; column < format.ColumnCount; column++)
            {
                medians[row, column] = _wells.TryGetValue((acquisition, new WellId(row, column)), out WellSummary? well) ? well.Figure(organelleIndex, metricIndex).Median : double.NaN;
            }
        }
        return medians;
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
            .. MetricColumns.Measured.SelectMany(column => s_figures.Select(figure => $"{column.Name}_{figure}")),
            .. (table.Map?.Columns ?? []).Select(CsvFormat.Text),
        ]);
        var scores = new Dictionary<(int Acquisition, int Organelle, int Metric), double[,]>();
        foreach (WellSummary well in _wells.Values)
        {
            for (int organelle = 0; organelle < Organelles.Count; organelle++)
            {
                CsvFormat.AppendLine(text,
                [
                    CsvFormat.Text(table.PlateId), CsvFormat.Text(table.Batch), CsvFormat.Number(well.Acquisition), well.Well.ToString(),
                    CsvFormat.Number(well.Well.Row + 1), CsvFormat.Number(well.Well.Column + 1), Organelles[organelle].ToText(),
                    CsvFormat.Number(well.FieldCount), CsvFormat.Number(well.DoneCount), CsvFormat.Number(well.GapCount),
                    .. Enumerable.Range(0, MetricColumns.Measured.Count).SelectMany(metric => Cells(well, organelle, metric, scores)),
                    .. (table.Map?.Columns ?? []).Select(column => CsvFormat.Text(table.Map!.Value(well.Well, column))),
                ]);
            }
        }
        string all = text.ToString();
        stream.Write(Encoding.UTF8.GetBytes(all));
        return ContentHash.OfText(all);
    }

    private string[] Cells(WellSummary well, int organelle, int metric, Dictionary<(int, int, int), double[,]> scores)
    {
        WellAggregate figure = well.Figure(organelle, metric);
        if (!scores.TryGetValue((well.Acquisition, organelle, metric), out double[,]? plate))
        {
            scores.Add((well.Acquisition, organelle, metric), plate = BScore.Of(Medians(well.Acquisition, organelle, metric)));
        }
        return
        [
            CsvFormat.Number(figure.Median), CsvFormat.Number(figure.Mad), CsvFormat.Number(figure.Mean), CsvFormat.Number(figure.Count),
            CsvFormat.Number(plate[well.Well.Row, well.Well.Column]),
        ];
    }
}
