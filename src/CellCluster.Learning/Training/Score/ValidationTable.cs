using System.Globalization;
using CellCluster.Analysis;

namespace CellCluster.Learning;

/// <summary>Writes the scores of validation fields: one row a field, columns in docs/formats/pairs.md.</summary>
public static class ValidationTable
{
    /// <summary>The header for a set of organelles.</summary>
    public static string HeaderOf(IReadOnlyList<Organelle> organelles) =>
        $"experiment,well,field,{string.Join(',', organelles.Select(static o => $"pearson_{o.ToText()}"))},true_positives,predicted_nuclei,actual_nuclei,f1,detected_nuclei";

    /// <summary>One row; cells without a value are empty.</summary>
    public static string RowOf(FieldScore field)
    {
        ArgumentNullException.ThrowIfNull(field);
        string[] cells =
        [
            Quoted(field.Row.Experiment),
            Quoted(field.Row.Well),
            Quoted(Path.GetFileName(field.Row.Input)),
            .. field.Pearson.Select(static r => double.IsFinite(r) ? r.ToString("F4", CultureInfo.InvariantCulture) : ""),
            .. field.Objects is ObjectMatch m
                ? [.. new[] { m.TruePositives, m.Predicted, m.Actual }.Select(static n => n.ToString(CultureInfo.InvariantCulture)), m.F1.ToString("F4", CultureInfo.InvariantCulture), m.Detected.ToString(CultureInfo.InvariantCulture)]
                : (string[])["", "", "", "", ""],
        ];
        return string.Join(',', cells);
    }

    /// <summary>Writes all fields.</summary>
    public static void Write(string path, ValidationScore score)
    {
        ArgumentNullException.ThrowIfNull(score);
        File.WriteAllLines(path, [HeaderOf(score.Organelles), .. score.Fields.Select(RowOf)]);
    }

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\r\n") < 0 ? cell : $"\"{cell.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
