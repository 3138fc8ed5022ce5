using CellCluster.Analysis;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Chooses the few fields that a report shows: the fullest, the median, the emptiest and the least focused.</summary>
/// <remarks>Holds two numbers per field.</remarks>
public sealed class FieldChoice
{
    private readonly List<(FieldKey Key, double Count, double Focus)> _fields = [];

    /// <summary>Takes a field in.</summary>
    public void Add(FieldRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        if (row.Status != FieldStatus.Done || row.Organelles.Count == 0)
        {
            return;
        }
        OrganelleRow main = row.Organelles.FirstOrDefault(organelle => organelle.Organelle == Organelle.Nuclei) ?? row.Organelles[0];
        _fields.Add((row.Key, main.Metrics.GetValueOrDefault(MetricColumns.ObjectCount), row.Raw.GetValueOrDefault(MetricColumns.Focus, double.NaN)));
    }

    /// <summary>The choice with what each field stands for; a field that stands for two things appears once.</summary>
    public IReadOnlyList<(FieldKey Key, string Role)> Choose()
    {
        if (_fields.Count == 0)
        {
            return [];
        }
        var byCount = _fields.OrderBy(field => field.Count).ThenBy(field => field.Key).ToList();
        FieldKey leastFocused = _fields.OrderBy(field => field.Focus).ThenBy(field => field.Key).First().Key;
        (FieldKey, string)[] roles =
        [
            (byCount[byCount.Count / 2].Key, "typical: median object count"),
            (byCount[^1].Key, "most objects"),
            (byCount[0].Key, "fewest objects"),
            (leastFocused, "least in focus"),
        ];
        return [.. roles.DistinctBy(role => role.Item1)];
    }
}
