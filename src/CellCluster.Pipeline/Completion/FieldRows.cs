using System.Text.Json;
using CellCluster.Analysis;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Turns what the ledger knows of a field into what tables, manifest and report say of it.</summary>
public static class FieldRows
{
    /// <summary>The row of a field.</summary>
    /// <param name="field">From the ledger.</param>
    /// <param name="plan">For the organelles and the file that was read.</param>
    public static FieldRow Of(FieldRecord field, RunPlan plan)
    {
        ArgumentNullException.ThrowIfNull(field);
        ArgumentNullException.ThrowIfNull(plan);
        FieldOutcome? outcome = field.Outcome;
        string source = SourceName(plan, field.Key);
        if (outcome is null)
        {
            return new FieldRow { Key = field.Key, Status = FieldStatus.Open, Source = source };
        }
        return new FieldRow
        {
            Key = field.Key,
            Status = outcome.State == FieldState.Done ? FieldStatus.Done : FieldStatus.Gap,
            GapCode = outcome.Gap?.ToText() ?? "",
            Reason = outcome.Reason,
            Flags = outcome.Flags,
            Raw = Numbers(outcome, organelle: null),
            Organelles = outcome.State == FieldState.Done ? Organelles(outcome, plan) : [],
            Files = [.. outcome.Files.Select(file => new OutputFile(file.Path, file.ContentHash))],
            Source = source,
        };
    }

    private static List<OrganelleRow> Organelles(FieldOutcome outcome, RunPlan plan)
    {
        Dictionary<string, ThresholdRecord> thresholds =
            JsonSerializer.Deserialize<Dictionary<string, ThresholdRecord>>(outcome.Provenance, JsonSerializerOptions.Web) ?? [];
        var rows = new List<OrganelleRow>();
        foreach (OutputChannel output in plan.Card.Outputs)
        {
            ThresholdRow? threshold = thresholds.TryGetValue(output.Organelle.ToText(), out ThresholdRecord? record)
                ? new ThresholdRow(record.Rule, record.Level ?? double.NaN, record.LocalBlockPx, record.Bimodality, record.Contrast, record.Fallback ?? "") { SizeClass = record.SizeClass ?? "" }
                : null;
            rows.Add(new OrganelleRow(output.Organelle, Numbers(outcome, output.Organelle), threshold));
        }
        return rows;
    }

    private static Dictionary<string, double> Numbers(FieldOutcome outcome, Organelle? organelle) =>
        outcome.Metrics.Where(metric => metric.Organelle == organelle).ToDictionary(metric => metric.Name, metric => metric.Value, StringComparer.Ordinal);

    // Below the plate's folder, so that the same plate gives the same manifest wherever it lies.
    private static string SourceName(RunPlan plan, FieldKey key)
    {
        if (plan.SourceOf(key).Path is not { } path)
        {
            return "";
        }
        string relative = Path.GetRelativePath(plan.Layout.Folder, path);
        return relative.StartsWith("..", StringComparison.Ordinal) || Path.IsPathRooted(relative) ? "" : relative.Replace('\\', '/');
    }
}
