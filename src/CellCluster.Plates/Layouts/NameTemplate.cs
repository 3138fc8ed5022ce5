using System.Text;
using System.Text.RegularExpressions;

namespace CellCluster.Plates;

/// <summary>What a file's name says.</summary>
internal sealed record NameParts(FieldKey Key, string? Channel, string? Plate);

/// <summary>A template of file names below a plate folder: literal text, placeholders and <c>*</c>.</summary>
/// <remarks>
/// <c>{well}</c> B03 or b3 · <c>{row}</c> A..AF or 1..32 · <c>{column}</c> 1..48 · <c>{field}</c> number · <c>{acquisition}</c> number from 1 ·
/// <c>{channel}</c>, <c>{plate}</c> any text without a slash, as short as possible · <c>*</c> any text without a slash · <c>?</c> one character.
/// Needs <c>{well}</c>, or <c>{row}</c> and <c>{column}</c>; without <c>{field}</c> every field is 1. A slash goes into sub-folders, and only files
/// at that depth are looked at. Case does not matter. Everything else stands for itself. Matching takes time linear in the name.
/// </remarks>
public sealed class NameTemplate
{
    private static readonly string[] s_placeholders = ["well", "row", "column", "field", "acquisition", "channel", "plate"];

    private readonly Regex _regex;

    private NameTemplate(string text, Regex regex) => (Text, _regex, Depth) = (text, regex, text.Count(c => c == '/'));

    /// <summary>The template as written.</summary>
    public string Text { get; }

    /// <summary>How many folders below the plate folder the files lie.</summary>
    internal int Depth { get; }

    /// <summary>Reads a template; all its faults are reported at once.</summary>
    /// <exception cref="LayoutException">An unknown or repeated placeholder, an unclosed brace, no well.</exception>
    public static NameTemplate Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var faults = new List<string>();
        var used = new HashSet<string>(StringComparer.Ordinal);
        var regex = new StringBuilder("^");
        for (int at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '*':
                    regex.Append("[^/]*?");
                    break;
                case '?':
                    regex.Append("[^/]");
                    break;
                case '{':
                    int end = text.IndexOf('}', at);
                    string name = end < 0 ? text[(at + 1)..] : text[(at + 1)..end];
                    at = end < 0 ? text.Length : end;
                    Placeholder(name, end < 0);
                    break;
                default:
                    regex.Append(Regex.Escape(text[at].ToString()));
                    break;
            }
        }
        if (!used.Contains("well") && !(used.Contains("row") && used.Contains("column")))
        {
            faults.Add("no {well} and no {row} with {column}");
        }
        if (used.Contains("well") && (used.Contains("row") || used.Contains("column")))
        {
            faults.Add("{well} beside {row} or {column}");
        }
        if (text.StartsWith('/') || text.Split('/').Contains(".."))
        {
            faults.Add("a path that leaves the plate folder");
        }
        if (faults.Count > 0)
        {
            throw new LayoutException($"pattern '{text}'", string.Join("; ", faults), $"placeholders {string.Join(" ", s_placeholders.Select(p => $"{{{p}}}"))}, each once", "write it like {well}_f{field}.tif");
        }
        return new NameTemplate(text, new Regex(regex.Append('$').ToString(), RegexOptions.NonBacktracking | RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromSeconds(10)));

        void Placeholder(string name, bool open)
        {
            if (open)
            {
                faults.Add($"'{{{name}' without a closing brace");
            }
            else if (!s_placeholders.Contains(name))
            {
                faults.Add($"unknown placeholder {{{name}}}");
            }
            else if (!used.Add(name))
            {
                faults.Add($"{{{name}}} twice");
            }
            else
            {
                regex.Append($"(?<{name}>{Expression(name)})");
            }
        }
    }

    /// <summary>The field that a path below the plate folder (forward slashes) names; null when it does not match.</summary>
    public FieldKey? KeyOf(string relativePath) => Match(relativePath)?.Key;

    /// <summary>The plate that a path names, so that wells of one name are told apart: its <c>{plate}</c>, and the folders on the way that are no part of a
    /// well (they name neither well, row, column, field, channel nor acquisition); null when it does not match.</summary>
    public string? PlateOf(string relativePath)
    {
        if (Match(relativePath) is not { } parts)
        {
            return null;
        }
        IEnumerable<string> folders = Text.Split('/').Zip(relativePath.Split('/')).SkipLast(1)
            .Where(folder => !s_placeholders.Any(name => name != "plate" && folder.First.Contains($"{{{name}}}", StringComparison.Ordinal)))
            .Select(folder => folder.Second);
        return string.Join('/', [.. folders, parts.Plate ?? ""]);
    }

    /// <summary>What a path below the plate folder (forward slashes) says; null when it does not match.</summary>
    internal NameParts? Match(string relativePath)
    {
        Match match = _regex.Match(relativePath);
        if (!match.Success)
        {
            return null;
        }
        string wellText = match.Groups["well"].Success ? match.Groups["well"].Value : RowLetters(match.Groups["row"].Value) + match.Groups["column"].Value;
        if (!WellId.TryParse(wellText, out WellId well) || !TryNumber(match.Groups["field"], out int field) || !TryNumber(match.Groups["acquisition"], out int acquisition) || acquisition < 1)
        {
            return null;
        }
        return new NameParts(new FieldKey(acquisition, well, new FieldIndex(field)), Text(match.Groups["channel"]), Text(match.Groups["plate"]));

        static string? Text(Group group) => group.Success ? group.Value : null;
    }

    private static string Expression(string placeholder) => placeholder switch
    {
        "well" => "[A-Za-z]{1,2}[0-9]{1,3}",
        "row" => "[A-Za-z]{1,2}|[0-9]{1,2}",
        "column" => "[0-9]{1,3}",
        "field" or "acquisition" => "[0-9]{1,6}",
        _ => "[^/]+?",
    };

    private static bool TryNumber(Group group, out int number)
    {
        number = 1;
        return !group.Success || int.TryParse(group.Value, out number);
    }

    // Some microscopes number the rows: 1 is A, 27 is AA.
    private static string RowLetters(string row)
    {
        if (!int.TryParse(row, out int number))
        {
            return row;
        }
        return number is >= 1 and <= 32 ? new WellId(number - 1, 0).ToString()[..^2] : "?";
    }
}
