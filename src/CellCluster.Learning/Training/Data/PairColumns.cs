using CellCluster.Analysis;

namespace CellCluster.Learning;

/// <summary>Under which header names a pair table keeps its columns: our names unless mapped.</summary>
/// <remarks>Format of the table: docs/formats/pairs.md.</remarks>
public sealed class PairColumns
{
    /// <summary>Transmitted light.</summary>
    public const string Input = "input";

    /// <summary>Binary mask of the nuclei, for scoring only.</summary>
    public const string Mask = "mask";

    /// <summary>The well, the smallest unit of a split.</summary>
    public const string Well = "well";

    /// <summary>The experiment (plate, batch): the unit of normalisation.</summary>
    public const string Experiment = "experiment";

    /// <summary>Any further grouping.</summary>
    public const string Group = "group";

    private readonly Dictionary<string, string> _headers;

    private PairColumns(Dictionary<string, string> headers) => _headers = headers;

    /// <summary>Every column under our own name.</summary>
    public static PairColumns Default { get; } = new([]);

    /// <summary>All columns a table may have.</summary>
    public static IReadOnlyList<string> Known { get; } = [Input, .. OrganelleNames.All, Mask, Well, Experiment, Group];

    /// <summary>Reads <c>ours=theirs[,ours=theirs]</c>; two of ours may name one of theirs.</summary>
    /// <exception cref="FormatException">A part is no assignment, names a column that is none of <see cref="Known"/>, or names one twice.</exception>
    public static PairColumns Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        Dictionary<string, string> headers = new(StringComparer.Ordinal);
        foreach (string part in text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            int equals = part.IndexOf('=', StringComparison.Ordinal);
            string ours = equals < 0 ? part : part[..equals].Trim();
            string theirs = equals < 0 ? "" : part[(equals + 1)..].Trim();
            if (theirs.Length == 0)
            {
                throw new FormatException($"'{part}' maps no column; ours=theirs is expected, such as input=brightfield");
            }
            if (!Known.Contains(ours, StringComparer.Ordinal))
            {
                throw new FormatException($"'{ours}' is no column of a pair table; one of {string.Join(", ", Known)} is expected");
            }
            if (!headers.TryAdd(ours, theirs))
            {
                throw new FormatException($"column '{ours}' is mapped twice, to '{headers[ours]}' and to '{theirs}'");
            }
        }
        return new PairColumns(headers);
    }

    /// <summary>The header under which the file keeps the column <paramref name="ours"/>.</summary>
    public string HeaderOf(string ours) => _headers.GetValueOrDefault(ours, ours);

    /// <summary>True when the caller named the header of this column, so that it must be there.</summary>
    public bool IsMapped(string ours) => _headers.ContainsKey(ours);
}
