using System.Text;

namespace CellCluster.Plates;

/// <summary>A small table read from CSV (RFC 4180, UTF-8, header row first): names of columns, rows with their line numbers.</summary>
/// <remarks>Comma separated; quotes double inside quotes; CRLF or LF; empty lines are skipped; a byte order mark is skipped. Column names are
/// compared without case and surrounding blanks. Meant for tables that people write: all of it is in memory.</remarks>
public sealed class CsvTable
{
    private readonly Dictionary<string, int> _columns;

    private CsvTable(string path, IReadOnlyList<string> header, Dictionary<string, int> columns, IReadOnlyList<CsvRow> rows) =>
        (Path, Header, _columns, Rows) = (path, header, columns, rows);

    /// <summary>Where it was read from.</summary>
    public string Path { get; }

    /// <summary>Column names as written, trimmed.</summary>
    public IReadOnlyList<string> Header { get; }

    /// <summary>Rows below the header.</summary>
    public IReadOnlyList<CsvRow> Rows { get; }

    /// <summary>Reads a file.</summary>
    /// <exception cref="LayoutException">No header, a column twice, a row of another length, an unclosed quote, no file.</exception>
    public static CsvTable Read(string path)
    {
        string text;
        try
        {
            text = File.ReadAllText(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true));
        }
        catch (DecoderFallbackException fault)
        {
            throw new LayoutException(path, "bytes that are no UTF-8", "a table in UTF-8", "save it again as 'CSV UTF-8'", fault);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new LayoutException(path, fault.Message, "a readable table", "check the path", fault);
        }
        return Parse(text, path);
    }

    /// <summary>Reads text; <paramref name="path"/> is for messages.</summary>
    /// <exception cref="LayoutException">As <see cref="Read"/>.</exception>
    public static CsvTable Parse(string text, string path)
    {
        List<CsvRow> rows = CsvParser.Rows(text.TrimStart('\uFEFF'), path);
        if (rows.Count == 0)
        {
            throw new LayoutException(path, "an empty table", "a header row", "write the column names in the first row");
        }
        string[] header = [.. rows[0].Cells.Select(cell => cell.Trim())];
        var columns = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (int i = 0; i < header.Length; i++)
        {
            if (!columns.TryAdd(header[i], i))
            {
                throw new LayoutException(path, rows[0].Line, $"column '{header[i]}' twice", "each column once", "rename or remove one");
            }
        }
        rows.RemoveAt(0);
        foreach (CsvRow row in rows)
        {
            if (row.Cells.Count != header.Length)
            {
                string hint = header.Length == 1 && header[0].Contains(';') ? "separate columns by commas, not semicolons" : "quote values that contain commas";
                throw new LayoutException(path, row.Line, $"{row.Cells.Count} values", $"{header.Length}, one per column of the header", hint);
            }
        }
        return new CsvTable(path, header, columns, rows);
    }

    /// <summary>Whether there is such a column.</summary>
    public bool Has(string column) => _columns.ContainsKey(column);

    /// <summary>The trimmed value, empty where the column is absent.</summary>
    public string Value(CsvRow row, string column) => _columns.TryGetValue(column, out int at) ? row.Cells[at].Trim() : "";

    /// <summary>Refuses a table without these columns, naming all that are missing.</summary>
    /// <exception cref="LayoutException">A column is missing.</exception>
    public void Require(params ReadOnlySpan<string> columns)
    {
        var missing = new List<string>();
        foreach (string column in columns)
        {
            if (!Has(column))
            {
                missing.Add(column);
            }
        }
        if (missing.Count > 0)
        {
            throw new LayoutException(Path, 1, $"columns {string.Join(", ", Header)}", $"also {string.Join(", ", missing)}", "name the columns in the first row");
        }
    }
}

/// <summary>One row of a <see cref="CsvTable"/>.</summary>
/// <param name="Line">Line of the file it starts at, from 1.</param>
/// <param name="Cells">Values without their quotes, untrimmed.</param>
public sealed record CsvRow(int Line, IReadOnlyList<string> Cells);
