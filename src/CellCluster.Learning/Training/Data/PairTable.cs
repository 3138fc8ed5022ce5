using System.Text;
using CellCluster.Analysis;

namespace CellCluster.Learning;

/// <summary>One field of a pair table: a transmitted-light plane and what its stains showed.</summary>
/// <param name="Line">Line in the file, from 1.</param>
/// <param name="Input">Full path of the transmitted-light image.</param>
/// <param name="Targets">Full path of the stain, per organelle in the order of <see cref="PairTable.Organelles"/>.</param>
/// <param name="Mask">Full path of a binary mask of the nuclei for scoring, or null.</param>
/// <param name="Well">The well: fields of one well never stand on both sides of a split.</param>
/// <param name="Experiment">The experiment: its fields are normalised together.</param>
/// <param name="Group">Any further grouping, or null.</param>
public sealed record PairRow(int Line, string Input, IReadOnlyList<string> Targets, string? Mask, string Well, string Experiment, string? Group);

/// <summary>A pair table cannot be used: every fault found, each with line and column.</summary>
public sealed class PairTableException : Exception
{
    /// <summary>The file and its faults.</summary>
    public PairTableException(string path, IReadOnlyList<string> faults)
        : base($"pair table {path}: {string.Join("; ", faults)}")
    {
        Path = path;
        Faults = faults;
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>One line each.</summary>
    public IReadOnlyList<string> Faults { get; }
}

/// <summary>The pairs a network learns from, read from CSV (docs/formats/pairs.md). Paths in the file are relative to it.</summary>
/// <param name="Path">The file.</param>
/// <param name="Organelles">The stains the table has, in the order of the enumeration: the output channels.</param>
/// <param name="Rows">The fields in file order; at least one.</param>
public sealed record PairTable(string Path, IReadOnlyList<Organelle> Organelles, IReadOnlyList<PairRow> Rows)
{
    /// <summary>Reads and checks the whole table; images are looked for, not opened.</summary>
    /// <exception cref="PairTableException">The file is not there or not CSV, columns lack, cells are empty, images are missing or listed twice: all faults at once.</exception>
    public static PairTable Read(string path, PairColumns? columns = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string full = System.IO.Path.GetFullPath(path);
        if (!File.Exists(full))
        {
            throw new PairTableException(full, ["no such file"]);
        }
        try
        {
            return Parse(File.ReadAllText(full, Encoding.UTF8), full, columns ?? PairColumns.Default, File.Exists);
        }
        catch (FormatException fault)
        {
            throw new PairTableException(full, [fault.Message]);
        }
    }

    /// <summary>Parses the text of a table that lies at <paramref name="path"/>.</summary>
    internal static PairTable Parse(string text, string path, PairColumns columns, Func<string, bool> exists)
    {
        IReadOnlyList<CsvRecord> records = CsvRecords.Parse(text);
        if (records.Count == 0)
        {
            throw new PairTableException(path, ["empty; a header line is expected"]);
        }
        PairTableHeader header = PairTableHeader.Read(records[0], path, columns);
        string folder = System.IO.Path.GetDirectoryName(path)!;
        List<string> faults = [];
        List<PairRow> rows = [];
        Dictionary<string, int> lineOfInput = new(StringComparer.Ordinal);
        foreach (CsvRecord record in records.Skip(1))
        {
            if (record.Cells.Count != header.CellCount)
            {
                faults.Add($"line {record.Line}: {record.Cells.Count} cells, the header has {header.CellCount}");
                continue;
            }
            PairRow row = new(
                record.Line,
                ImagePath(record, header.Input, PairColumns.Input),
                header.Targets.Select(t => ImagePath(record, t.Index, t.Organelle.ToText())).ToArray(),
                header.Mask is int mask && record.Cells[mask].Length > 0 ? ImagePath(record, mask, PairColumns.Mask) : null,
                Text(record, header.Well, PairColumns.Well),
                Text(record, header.Experiment, PairColumns.Experiment),
                header.Group is int group ? record.Cells[group] : null);
            if (!lineOfInput.TryAdd(row.Input, record.Line) && row.Input.Length > 0)
            {
                faults.Add($"line {record.Line}, column {columns.HeaderOf(PairColumns.Input)}: {row.Input} stands on line {lineOfInput[row.Input]} already");
            }
            rows.Add(row);
        }
        if (records.Count == 1)
        {
            faults.Add("no field; one line a field is expected below the header");
        }
        return faults.Count == 0
            ? new PairTable(path, header.Targets.Select(t => t.Organelle).ToArray(), rows)
            : throw new PairTableException(path, faults);

        string Text(CsvRecord record, int index, string ours)
        {
            if (record.Cells[index].Length == 0)
            {
                faults.Add($"line {record.Line}, column {columns.HeaderOf(ours)}: empty; a value is expected");
            }
            return record.Cells[index];
        }

        string ImagePath(CsvRecord record, int index, string ours)
        {
            string cell = Text(record, index, ours);
            if (cell.Length == 0)
            {
                return cell;
            }
            string image = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, cell));
            if (!exists(image))
            {
                faults.Add($"line {record.Line}, column {columns.HeaderOf(ours)}: {cell} is not there (looked for {image})");
            }
            return image;
        }
    }
}
