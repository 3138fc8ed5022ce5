using System.Text.Json;

namespace CellCluster.Plates;

/// <summary>What is in the wells, as the laboratory says: the table <c>wells.csv</c> (docs/formats/wells.md).</summary>
/// <remarks>Column well, and any of clone, control, dose, group; further columns are kept and come back in every table.</remarks>
public sealed class PlateMap
{
    /// <summary>The columns with a meaning, in the order in which tables show them.</summary>
    public static IReadOnlyList<string> KnownColumns { get; } = ["clone", "control", "dose", "group"];

    private readonly SortedDictionary<WellId, string[]> _wells;

    private PlateMap(string path, string[] columns, SortedDictionary<WellId, string[]> wells) => (Path, Columns, _wells) = (path, columns, wells);

    /// <summary>The file it came from.</summary>
    public string Path { get; }

    /// <summary>All columns but the well: the known ones that are there in their order, then the others as written, in lower case for the known.</summary>
    public IReadOnlyList<string> Columns { get; }

    /// <summary>The wells it names, row by row.</summary>
    public IReadOnlyCollection<WellId> Wells => _wells.Keys;

    /// <summary>Reads a plate map.</summary>
    /// <exception cref="LayoutException">No column well, a text that is no well, a well twice.</exception>
    public static PlateMap Read(string path) => From(CsvTable.Read(path));

    /// <summary>Takes a table that was read.</summary>
    /// <exception cref="LayoutException">As <see cref="Read"/>.</exception>
    public static PlateMap From(CsvTable table)
    {
        table.Require("well");
        string[] columns =
        [
            .. KnownColumns.Where(table.Has),
            .. table.Header.Where(name => !name.Equals("well", StringComparison.OrdinalIgnoreCase) && !KnownColumns.Contains(name, StringComparer.OrdinalIgnoreCase)),
        ];
        var wells = new SortedDictionary<WellId, string[]>();
        var lines = new Dictionary<WellId, int>();
        foreach (CsvRow row in table.Rows)
        {
            string text = table.Value(row, "well");
            if (!WellId.TryParse(text, out WellId well))
            {
                throw new LayoutException(table.Path, row.Line, $"'{text}' in column well", "a well such as B03", "correct the row");
            }
            if (!lines.TryAdd(well, row.Line))
            {
                throw new LayoutException(table.Path, row.Line, $"well {well} again (first in line {lines[well]})", "each well once", "remove one of the rows");
            }
            wells.Add(well, [.. columns.Select(column => table.Value(row, column))]);
        }
        return new PlateMap(table.Path, columns, wells);
    }

    /// <summary>The value of a column for a well; empty where the map says nothing.</summary>
    public string Value(WellId well, string column)
    {
        for (int i = 0; i < Columns.Count; i++)
        {
            if (Columns[i].Equals(column, StringComparison.OrdinalIgnoreCase))
            {
                return _wells.TryGetValue(well, out string[]? values) ? values[i] : "";
            }
        }
        return "";
    }

    /// <summary>Identity of what the map says: SHA-256 over the columns and the wells with their values, whatever order, quotes or line ends the file has.</summary>
    public string ContentHash => Plates.ContentHash.OfText(JsonSerializer.Serialize(
        new { columns = Columns, wells = _wells.Select(well => new { well = well.Key.ToString(), values = well.Value }) }));

    /// <summary>What kind of control a well is; null where the map names it none, or a kind that is neither positive nor negative.</summary>
    public ControlKind? ControlOf(WellId well) => Value(well, "control").ToLowerInvariant() switch
    {
        "positive" or "pos" or "+" => ControlKind.Positive,
        "negative" or "neg" or "-" => ControlKind.Negative,
        _ => null,
    };

    /// <summary>What a well is compared by: the first of group, clone, control and dose that the map fills; empty where it says nothing.</summary>
    public string GroupOf(WellId well)
    {
        foreach (string column in (ReadOnlySpan<string>)["group", "clone", "control", "dose"])
        {
            string value = Value(well, column);
            if (value.Length > 0)
            {
                return column is "group" or "clone" ? value : $"{column} {value}";
            }
        }
        return "";
    }
}

/// <summary>The two kinds of control that an assay is judged by.</summary>
public enum ControlKind
{
    /// <summary>Wells that must show the effect.</summary>
    Positive,

    /// <summary>Wells that must not.</summary>
    Negative,
}
