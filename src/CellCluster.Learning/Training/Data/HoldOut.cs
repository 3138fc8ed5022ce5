using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace CellCluster.Learning;

/// <summary>Which fields validate: whole experiments, whole wells, or a share of the wells; never crops or single files.</summary>
/// <remarks>
/// Text forms: <c>experiment=NAME[,NAME]</c>, <c>well=NAME[,NAME]</c> (in every experiment that has it) and <c>wells=0.2</c> (that share of the
/// (experiment, well) pairs, rounded up to whole wells, in the order of SHA-256 of experiment, U+001F, well: the same for any row order).
/// </remarks>
public sealed record HoldOut
{
    private readonly string _key;
    private readonly IReadOnlyList<string> _names;
    private readonly double _share;

    private HoldOut(string text, string key, IReadOnlyList<string> names, double share)
    {
        Text = text;
        _key = key;
        _names = names;
        _share = share;
    }

    /// <summary>As it was written.</summary>
    public string Text { get; }

    /// <summary>Whole experiments by name.</summary>
    public static HoldOut Experiments(params string[] names) => new($"experiment={string.Join(',', names)}", "experiment", names, 0);

    /// <summary>Reads one of the text forms.</summary>
    /// <exception cref="FormatException">The text has none of the forms.</exception>
    public static HoldOut Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string key = equals < 0 ? text : text[..equals].Trim();
        string value = equals < 0 ? "" : text[(equals + 1)..];
        if (key is "experiment" or "well")
        {
            string[] names = value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
            if (names.Length > 0)
            {
                return new HoldOut(text, key, names, 0);
            }
        }
        if (key == "wells" && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double share) && share is > 0 and < 1)
        {
            return new HoldOut(text, key, [], share);
        }
        throw new FormatException($"'{text}' holds nothing out; experiment=NAME[,NAME], well=NAME[,NAME] or wells=SHARE with 0 < SHARE < 1 is expected");
    }

    /// <summary>Splits the rows; both sides keep their order and neither is empty.</summary>
    /// <exception cref="TrainingInputException">A name is not in the table, or one side would be empty.</exception>
    public (IReadOnlyList<PairRow> Train, IReadOnlyList<PairRow> Validate) Split(PairTable table)
    {
        ArgumentNullException.ThrowIfNull(table);
        Func<PairRow, string> unit = _key == "experiment" ? static row => row.Experiment : static row => row.Well;
        string[] there = table.Rows.Select(unit).Distinct(StringComparer.Ordinal).ToArray();
        string[] unknown = _names.Except(there, StringComparer.Ordinal).ToArray();
        if (unknown.Length > 0)
        {
            throw new TrainingInputException($"--validate {Text}: {_key} {string.Join(", ", unknown)} is not in {table.Path}; it has {string.Join(", ", there)}");
        }
        HashSet<string> held = _key == "wells" ? HeldWells(table) : _names.ToHashSet(StringComparer.Ordinal);
        Func<PairRow, string> identity = _key == "wells" ? WellIdentity : unit;
        PairRow[] validate = table.Rows.Where(row => held.Contains(identity(row))).ToArray();
        PairRow[] train = table.Rows.Where(row => !held.Contains(identity(row))).ToArray();
        if (train.Length == 0 || validate.Length == 0)
        {
            throw new TrainingInputException(
                $"--validate {Text}: leaves {train.Length} fields to train on and {validate.Length} to validate on; both need at least one. The table has {there.Length} {(_key == "experiment" ? "experiments" : "wells")}.");
        }
        return (train, validate);
    }

    private HashSet<string> HeldWells(PairTable table)
    {
        string[] wells = table.Rows.Select(WellIdentity).Distinct(StringComparer.Ordinal)
            .OrderBy(static well => Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(well))), StringComparer.Ordinal).ToArray();
        return wells.Take((int)Math.Ceiling(wells.Length * _share)).ToHashSet(StringComparer.Ordinal);
    }

    private static string WellIdentity(PairRow row) => row.Experiment + '\u001F' + row.Well;
}
