using System.Diagnostics.CodeAnalysis;

namespace CellCluster.Plates;

/// <summary>One well of a plate: row and column, both 0-based; in text letters and at least two digits: <c>B03</c>, <c>AF48</c>.</summary>
public readonly record struct WellId(int Row, int Column) : IComparable<WellId>
{
    /// <summary>Parses <c>B03</c>, <c>b3</c>, <c>AF48</c>.</summary>
    /// <exception cref="FormatException">The text is no well.</exception>
    public static WellId Parse(string text) =>
        TryParse(text, out WellId well)
            ? well
            : throw new FormatException($"'{text}' is no well; a row letter A..AF and a column 1..48 are expected, such as B03.");

    /// <summary>As <see cref="Parse"/>, without the exception.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, out WellId well)
    {
        well = default;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }
        int row = 0;
        int at = 0;
        while (at < text.Length && char.IsAsciiLetter(text[at]) && at < 2)
        {
            row = (row * 26) + (char.ToUpperInvariant(text[at]) - 'A' + 1);
            at++;
        }
        ReadOnlySpan<char> digits = text.AsSpan(at);
        if (at == 0 || digits.Length is 0 or > 3 || digits.ContainsAnyExceptInRange('0', '9'))
        {
            return false;
        }
        int column = int.Parse(digits);
        if (column is < 1 or > 48 || row > 32)
        {
            return false;
        }
        well = new WellId(row - 1, column - 1);
        return true;
    }

    /// <summary>Row by row, then by column.</summary>
    public int CompareTo(WellId other) => Row != other.Row ? Row.CompareTo(other.Row) : Column.CompareTo(other.Column);

    /// <summary>The text form, <c>B03</c>.</summary>
    public override string ToString()
    {
        string letters = Row < 26 ? ((char)('A' + Row)).ToString() : $"{(char)('A' + (Row / 26) - 1)}{(char)('A' + (Row % 26))}";
        return $"{letters}{Column + 1:00}";
    }
}
