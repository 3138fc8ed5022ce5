using CellCluster.Analysis;

namespace CellCluster.Learning;

/// <summary>Where the columns of a pair table stand.</summary>
internal sealed record PairTableHeader(
    int CellCount,
    int Input,
    IReadOnlyList<(Organelle Organelle, int Index)> Targets,
    int? Mask,
    int Well,
    int Experiment,
    int? Group)
{
    /// <exception cref="PairTableException">A column lacks or stands twice; all faults at once.</exception>
    public static PairTableHeader Read(CsvRecord header, string path, PairColumns columns)
    {
        List<string> faults = [];
        Dictionary<string, int> indices = new(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < header.Cells.Count; i++)
        {
            if (!indices.TryAdd(header.Cells[i].Trim(), i))
            {
                faults.Add($"line {header.Line}: column {header.Cells[i].Trim()} stands twice");
            }
        }
        int input = Required(PairColumns.Input);
        int well = Required(PairColumns.Well);
        int experiment = Required(PairColumns.Experiment);
        List<(Organelle Organelle, int Index)> targets = [];
        foreach (string name in OrganelleNames.All)
        {
            if (Optional(name) is int index)
            {
                targets.Add((OrganelleNames.Parse(name), index));
            }
        }
        if (targets.Count == 0)
        {
            faults.Add($"line {header.Line}: no stain; at least one column of {string.Join(", ", OrganelleNames.All)} is expected");
        }
        PairTableHeader read = new(header.Cells.Count, input, targets, Optional(PairColumns.Mask), well, experiment, Optional(PairColumns.Group));
        return faults.Count == 0 ? read : throw new PairTableException(path, faults.Distinct(StringComparer.Ordinal).ToArray());

        int Required(string ours)
        {
            if (indices.TryGetValue(columns.HeaderOf(ours), out int index))
            {
                return index;
            }
            faults.Add($"line {header.Line}: column {columns.HeaderOf(ours)} is missing; the file has {string.Join(", ", indices.Keys)}");
            return 0;
        }

        int? Optional(string ours)
        {
            if (indices.TryGetValue(columns.HeaderOf(ours), out int index))
            {
                return index;
            }
            if (columns.IsMapped(ours))
            {
                Required(ours);
            }
            return null;
        }
    }
}
