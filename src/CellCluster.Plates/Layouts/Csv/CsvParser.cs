using System.Text;

namespace CellCluster.Plates;

/// <summary>Splits CSV text (RFC 4180) into rows of cells.</summary>
internal static class CsvParser
{
    /// <summary>All rows that are not empty.</summary>
    /// <exception cref="LayoutException">A quote that is never closed, or text after a closing quote.</exception>
    public static List<CsvRow> Rows(string text, string path)
    {
        var rows = new List<CsvRow>();
        var cells = new List<string>();
        var cell = new StringBuilder();
        int line = 1;
        int rowLine = 1;
        int at = 0;
        while (at <= text.Length)
        {
            if (at < text.Length && text[at] == '"' && string.IsNullOrWhiteSpace(cell.ToString()))
            {
                cell.Clear();
                at = Quoted(text, at + 1, cell, ref line, rowLine, path);
                continue;
            }
            char next = at < text.Length ? text[at] : '\n';
            at++;
            if (next == '\r' && at < text.Length && text[at] == '\n')
            {
                continue;
            }
            if (next is not (',' or '\n' or '\r'))
            {
                cell.Append(next);
                continue;
            }
            cells.Add(cell.ToString());
            cell.Clear();
            if (next == ',')
            {
                continue;
            }
            if (cells.Exists(value => !string.IsNullOrWhiteSpace(value)))
            {
                rows.Add(new CsvRow(rowLine, [.. cells]));
            }
            cells.Clear();
            line++;
            rowLine = line;
        }
        return rows;
    }

    /// <summary>Reads on from behind an opening quote; returns the place of the separator behind the closing one.</summary>
    private static int Quoted(string text, int at, StringBuilder cell, ref int line, int rowLine, string path)
    {
        while (at < text.Length)
        {
            char next = text[at++];
            if (next == '\n')
            {
                line++;
            }
            if (next != '"')
            {
                cell.Append(next);
            }
            else if (at < text.Length && text[at] == '"')
            {
                cell.Append('"');
                at++;
            }
            else
            {
                while (at < text.Length && text[at] is ' ' or '\t')
                {
                    at++;
                }
                if (at < text.Length && text[at] is not (',' or '\r' or '\n'))
                {
                    throw new LayoutException(path, line, $"'{text[at]}' after a closing quote", "a comma or the end of the line", "double the quotes inside a quoted value");
                }
                return at;
            }
        }
        throw new LayoutException(path, rowLine, "a quote that is never closed", "a closing quote", "double the quotes inside a quoted value");
    }
}
