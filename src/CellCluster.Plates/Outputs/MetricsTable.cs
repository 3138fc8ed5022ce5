using System.Text;
using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>Turns fields into the rows of <c>metrics.csv</c>: one per field and organelle, gaps too (docs/formats/metrics.md).</summary>
/// <remarks>Rows are the same for the same results, whatever the order of arrival: organelles in the order of the enumeration, flags by name.</remarks>
public sealed class MetricsTable
{
    private readonly Organelle[] _organelles;
    private readonly HashSet<string> _rawNames = [.. MetricColumns.Raw.Select(column => column.Name)];
    private readonly HashSet<string> _organelleNames = [.. MetricColumns.Organelle.Select(column => column.Name)];

    /// <summary>A table of one plate.</summary>
    /// <param name="plateId">Goes into every row.</param>
    /// <param name="batch">Goes into every row.</param>
    /// <param name="organelles">What the model predicts: every field has a row for each.</param>
    /// <param name="map">Adds its columns at the end; a column whose name is taken gets the prefix <c>map_</c>.</param>
    public MetricsTable(string plateId, string batch, IReadOnlyCollection<Organelle> organelles, PlateMap? map)
    {
        ArgumentNullException.ThrowIfNull(organelles);
        (PlateId, Batch, Map) = (plateId, batch, map);
        _organelles = [.. organelles.Distinct().Order()];
        string[] own =
        [
            "plate", "batch", "acquisition", "well", "row", "column", "field", "organelle", "state", "gap_code", "reason", "flags",
            .. MetricColumns.Organelle.Select(column => column.Name),
            "threshold_method", "threshold_value", "threshold_block_px", "bimodality", "contrast", "threshold_note", "size_class",
            .. MetricColumns.Raw.Select(column => column.Name),
        ];
        Columns = [.. own, .. (map?.Columns ?? []).Select(name => own.Contains(name, StringComparer.OrdinalIgnoreCase) ? $"map_{name}" : name)];
        var header = new StringBuilder();
        CsvFormat.AppendLine(header, Columns.Select(CsvFormat.Text));
        Header = header.ToString();
    }

    /// <summary>The plate.</summary>
    public string PlateId { get; }

    /// <summary>The batch.</summary>
    public string Batch { get; }

    /// <summary>The plate map, where there is one.</summary>
    public PlateMap? Map { get; }

    /// <summary>What the model predicts, in the order of rows.</summary>
    public IReadOnlyList<Organelle> Organelles => _organelles;

    /// <summary>Names of all columns.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The header line with its line end.</summary>
    public string Header { get; }

    /// <summary>The lines of one field, each with its line end.</summary>
    /// <exception cref="ArgumentException">A number that has no column, or an organelle that the table has not: nothing is dropped quietly.</exception>
    public string Lines(FieldRow field)
    {
        ArgumentNullException.ThrowIfNull(field);
        Check(field);
        var lines = new StringBuilder();
        foreach (Organelle organelle in _organelles)
        {
            OrganelleRow? row = field.Organelles.FirstOrDefault(one => one.Organelle == organelle);
            ThresholdRow? threshold = row?.Threshold;
            CsvFormat.AppendLine(lines,
            [
                CsvFormat.Text(PlateId),
                CsvFormat.Text(Batch),
                CsvFormat.Number(field.Key.Acquisition),
                field.Key.Well.ToString(),
                CsvFormat.Number(field.Key.Well.Row + 1),
                CsvFormat.Number(field.Key.Well.Column + 1),
                CsvFormat.Number(field.Key.Field.Value),
                organelle.ToText(),
                field.Status.ToText(),
                CsvFormat.Text(field.GapCode),
                CsvFormat.Text(field.Reason),
                CsvFormat.Text(string.Join(' ', field.Flags.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))),
                .. MetricColumns.Organelle.Select(column => Value(row?.Metrics, column.Name)),
                CsvFormat.Text(threshold?.Method ?? ""),
                CsvFormat.Number(threshold?.Value ?? double.NaN),
                threshold is { BlockPx: > 0 } ? CsvFormat.Number(threshold.BlockPx) : "",
                CsvFormat.Number(threshold?.Bimodality ?? double.NaN),
                CsvFormat.Number(threshold?.Contrast ?? double.NaN),
                CsvFormat.Text(threshold?.Note ?? ""),
                CsvFormat.Text(threshold?.SizeClass ?? ""),
                .. MetricColumns.Raw.Select(column => Value(field.Raw, column.Name)),
                .. (Map?.Columns ?? []).Select(column => CsvFormat.Text(Map!.Value(field.Key.Well, column))),
            ]);
        }
        return lines.ToString();
    }

    private static string Value(IReadOnlyDictionary<string, double>? values, string name) =>
        values is not null && values.TryGetValue(name, out double value) ? CsvFormat.Number(value) : "";

    private void Check(FieldRow field)
    {
        string? unknown = field.Raw.Keys.FirstOrDefault(name => !_rawNames.Contains(name))
            ?? field.Organelles.SelectMany(row => row.Metrics.Keys).FirstOrDefault(name => !_organelleNames.Contains(name));
        if (unknown is not null)
        {
            throw new ArgumentException($"plate {PlateId}, {field.Key}: the number '{unknown}' has no column; add it to MetricColumns.", nameof(field));
        }
        foreach (OrganelleRow row in field.Organelles)
        {
            if (!_organelles.Contains(row.Organelle) || field.Organelles.Count(other => other.Organelle == row.Organelle) > 1)
            {
                throw new ArgumentException($"plate {PlateId}, {field.Key}: {row.Organelle.ToText()} is twice in the field, or not in the table ({string.Join(", ", _organelles.Select(o => o.ToText()))}).", nameof(field));
            }
        }
    }
}
