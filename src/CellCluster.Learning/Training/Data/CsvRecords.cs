using System.Text;

namespace CellCluster.Learning;

/// <summary>One record of a CSV file and the line its first character stands on, counted from 1.</summary>
internal sealed record CsvRecord(int Line, IReadOnlyList<string> Cells);

/// <summary>Reads CSV after RFC 4180: commas, double quotes, doubled quotes inside, line breaks inside quotes; CRLF or LF; a byte order mark is skipped.</summary>
/// <remarks>Records without any character are skipped, so a file may end in empty lines.</remarks>
internal static class CsvRecords
{
    /// <exception cref="FormatException">A quote stands where none may or is not closed; the message names the line.</exception>
    public static IReadOnlyList<CsvRecord> Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        List<CsvRecord> records = [];
        List<string> cells = [];
        StringBuilder cell = new();
        int line = 1;
        int recordLine = 1;
        int at = text.StartsWith('\uFEFF') ? 1 : 0;
        bool quoted = false; // the cell being read began with a quote
        while (at < text.Length)
        {
            char c = text[at];
            if (c == '"' && cell.Length == 0 && !quoted)
            {
                at = ReadQuoted(text, at, cell, ref line);
                quoted = true;
            }
            else if (c == ',')
            {
                cells.Add(cell.ToString());
                cell.Clear();
                quoted = false;
                at++;
            }
            else if (c == '\n' || (c == '\r' && at + 1 < text.Length && text[at + 1] == '\n'))
            {
                EndRecord();
                at += c == '\n' ? 1 : 2;
                line++;
                recordLine = line;
            }
            else if (quoted || c == '"')
            {
                throw new FormatException($"line {line}: found '{c}' {(quoted ? "after a closing quote" : "inside an unquoted cell")}; quote the whole cell and double the quotes inside");
            }
            else
            {
                cell.Append(c);
                at++;
            }
        }
        EndRecord();
        return records;

        void EndRecord()
        {
            if (cells.Count > 0 || cell.Length > 0 || quoted)
            {
                cells.Add(cell.ToString());
                records.Add(new CsvRecord(recordLine, cells.ToArray()));
            }
            cells.Clear();
            cell.Clear();
            quoted = false;
        }
    }

    private static int ReadQuoted(string text, int open, StringBuilder cell, ref int line)
    {
        int firstLine = line;
        for (int at = open + 1; at < text.Length; at++)
        {
            if (text[at] == '"')
            {
                if (at + 1 >= text.Length || text[at + 1] != '"')
                {
                    return at + 1;
                }
                at++;
            }
            else if (text[at] == '\n')
            {
                line++;
            }
            cell.Append(text[at]);
        }
        throw new FormatException($"line {firstLine}: a quote is opened and never closed");
    }
}
