using System.Text.RegularExpressions;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Well and field of an image, where its name says them.</summary>
/// <param name="Well">Null where the name says none, or two.</param>
/// <param name="Field">Null where the name says none, or no well.</param>
public readonly partial record struct ImagePlace(WellId? Well, FieldIndex? Field)
{
    /// <summary>Reads a name.</summary>
    /// <param name="name">Below the folder, with forward slashes.</param>
    /// <param name="pattern">Where they are; null: words between <c>_ - . ( )</c> and blanks of the file's own name are looked at: one like <c>B03</c> is the
    /// well, one like <c>f07</c>, <c>s7</c>, <c>fov7</c>, <c>site7</c> or <c>field7</c> the field. A small f is a field, F07 a well. Two wells are none: a guess would be worse.</param>
    public static ImagePlace Of(string name, NameTemplate? pattern)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (pattern is not null)
        {
            return pattern.KeyOf(name) is { } key ? new ImagePlace(key.Well, key.Field) : default;
        }
        string[] words = Path.GetFileNameWithoutExtension(name).Split(['_', '-', '.', ' ', '(', ')'], StringSplitOptions.RemoveEmptyEntries);
        string[] wells = [.. words.Where(word => WellWord().IsMatch(word))];
        if (wells.Length != 1 || !WellId.TryParse(wells[0], out WellId well))
        {
            return default;
        }
        string[] fields = [.. words.Where(word => FieldWord().IsMatch(word))];
        return new ImagePlace(well, fields.Length == 1 ? new FieldIndex(int.Parse(FieldWord().Match(fields[0]).Groups[1].ValueSpan)) : null);
    }

    [GeneratedRegex("^[A-Pa-eg-p][0-9]{2}$|^[Aa][A-Fa-f][0-9]{2}$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex WellWord();

    [GeneratedRegex("^(?:f|s|S|[Ff][Oo][Vv]|[Ss]ite|[Ff]ield)([0-9]{1,6})$", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex FieldWord();
}
