using System.Globalization;
using System.Text;

namespace CellCluster.Plates;

/// <summary>The one canonical form of the CSV that is written: UTF-8 without mark, comma, LF, quotes only where needed (RFC 4180).</summary>
/// <remarks>Numbers are the shortest text that reads back to the same double, with a point; not-a-number is empty; minus zero is 0.</remarks>
public static class CsvFormat
{
    /// <summary>The text of a number.</summary>
    public static string Number(double value) => value switch
    {
        double.NaN => "",
        0 => "0",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    /// <summary>The text of a whole number.</summary>
    public static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

    /// <summary>Text as a cell: quoted where it holds a comma, a quote, a line break, or blanks at an end.</summary>
    public static string Text(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        bool quote = text.AsSpan().IndexOfAny("\",\r\n") >= 0 || (text.Length > 0 && (char.IsWhiteSpace(text[0]) || char.IsWhiteSpace(text[^1])));
        return quote ? $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : text;
    }

    /// <summary>Appends cells (already in their text form) as one line.</summary>
    internal static void AppendLine(StringBuilder text, IEnumerable<string> cells) => text.AppendJoin(',', cells).Append('\n');
}
