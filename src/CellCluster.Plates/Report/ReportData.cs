using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>A field that needs a person's eye: a gap, or one with flags.</summary>
internal sealed record ReportNotice(FieldKey Key, string Code, string Reason);

/// <summary>The largest seam disagreement of an organelle.</summary>
internal sealed record ReportSeam(double Maximum, double Rms, FieldKey Worst);

/// <summary>Gathers, field by field, what the report draws; about 100 bytes per field and organelle, no planes and no texts of done fields.</summary>
public sealed class ReportData
{
    private readonly Dictionary<(Organelle, string), int> _thresholds = [];
    private readonly Dictionary<Organelle, ReportSeam> _seams = [];
    private readonly SortedDictionary<string, List<FieldKey>> _flags = new(StringComparer.Ordinal);
    private readonly List<ReportNotice> _gaps = [];

    /// <summary>Starts with nothing.</summary>
    public ReportData(MetricsTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        Table = table;
        Wells = new WellTable(table);
    }

    /// <summary>Plate, batch, organelles and plate map.</summary>
    public MetricsTable Table { get; }

    /// <summary>Values by well; shared with whoever writes the table of wells.</summary>
    public WellTable Wells { get; }

    /// <summary>Expected fields so far.</summary>
    public int FieldCount { get; private set; }

    /// <summary>Fields with results.</summary>
    public int DoneCount { get; private set; }

    internal IReadOnlyList<ReportNotice> Gaps => _gaps;

    internal IReadOnlyDictionary<string, List<FieldKey>> Flags => _flags;

    internal int OpenCount => FieldCount - DoneCount - _gaps.Count;

    /// <summary>Takes a field in, also into <see cref="Wells"/>.</summary>
    public void Add(FieldRow field)
    {
        ArgumentNullException.ThrowIfNull(field);
        Wells.Add(field);
        FieldCount++;
        DoneCount += field.Status == FieldStatus.Done ? 1 : 0;
        if (field.Status == FieldStatus.Gap)
        {
            _gaps.Add(new ReportNotice(field.Key, field.GapCode, field.Reason));
        }
        foreach (string flag in field.Flags)
        {
            if (!_flags.TryGetValue(flag, out List<FieldKey>? keys))
            {
                _flags.Add(flag, keys = []);
            }
            keys.Add(field.Key);
        }
        foreach (OrganelleRow row in field.Organelles)
        {
            if (row.Threshold is ThresholdRow threshold)
            {
                _thresholds[(row.Organelle, threshold.Method)] = _thresholds.GetValueOrDefault((row.Organelle, threshold.Method)) + 1;
            }
            AddSeam(field.Key, row);
        }
    }

    /// <summary>Rules that made masks, with the number of fields, most frequent first.</summary>
    internal IEnumerable<(string Method, int Count)> Thresholds(Organelle organelle) =>
        _thresholds.Where(entry => entry.Key.Item1 == organelle).OrderByDescending(entry => entry.Value).ThenBy(entry => entry.Key.Item2, StringComparer.Ordinal)
            .Select(entry => (entry.Key.Item2, entry.Value));

    /// <summary>Null where no field has a seam figure.</summary>
    internal ReportSeam? Seam(Organelle organelle) => _seams.GetValueOrDefault(organelle);

    private void AddSeam(FieldKey key, OrganelleRow row)
    {
        if (!row.Metrics.TryGetValue(MetricColumns.SeamMaximum, out double maximum) || double.IsNaN(maximum))
        {
            return;
        }
        if (!_seams.TryGetValue(row.Organelle, out ReportSeam? worst) || maximum > worst.Maximum)
        {
            _seams[row.Organelle] = new ReportSeam(maximum, row.Metrics.GetValueOrDefault(MetricColumns.SeamRms, double.NaN), key);
        }
    }
}
