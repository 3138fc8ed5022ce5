using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Ledger;

/// <summary>What every ledger refuses, whatever stores it.</summary>
internal static class LedgerRules
{
    /// <summary>Refuses an outcome that contradicts itself, before it waits for the writer.</summary>
    public static void RequireSound(FieldOutcome outcome)
    {
        bool isSound = outcome.State switch
        {
            FieldState.Done => outcome.Gap is null,
            FieldState.Gap => outcome.Gap is not null,
            _ => false,
        };
        if (!isSound)
        {
            throw new ArgumentException(
                $"{outcome.Claim.Key}: state {outcome.State} with gap code {outcome.Gap?.ToText() ?? "none"}; done without a code or a gap with one is expected", nameof(outcome));
        }
    }

    /// <summary>Refuses a cursor that would stand still or go back.</summary>
    public static void RequireForward(string name, long from, long to)
    {
        if (to <= from)
        {
            throw new ArgumentException($"cursor {name}: from {from} to {to}; a cursor only moves forward", nameof(to));
        }
    }

    /// <summary>Refuses the end of a plate that is not at its end, or ends otherwise.</summary>
    public static void RequireEnd(string plateId, FieldCounts counts, PlateState asked)
    {
        if (counts.Settled < counts.Total)
        {
            throw new InvalidOperationException(
                $"plate {plateId}: {counts.Total - counts.Settled} of {counts.Total} fields are neither done nor a gap; a plate ends when all are");
        }
        PlateState expected = counts.Gaps == 0 ? PlateState.Complete : PlateState.CompleteWithGaps;
        if (asked != expected)
        {
            throw new InvalidOperationException(
                $"plate {plateId}: {counts.Gaps} of {counts.Total} fields are gaps, so it ends as {SqlText.Of(expected)}, not as {SqlText.Of(asked)}");
        }
    }

    /// <summary>Refuses another completion of a plate that has ended.</summary>
    public static void RequireSameManifest(PlateRecord stored, string? manifest, PlateCompletion completion)
    {
        if (manifest != completion.ManifestHash)
        {
            throw new InvalidOperationException($"plate {stored.PlateId}: it is {SqlText.Of(stored.State)} already, with another manifest; reopen its gaps or forget it first");
        }
    }

    /// <summary>Refuses a plate whose expected fields are not the stored ones; names the difference.</summary>
    /// <exception cref="LayoutConflictException">They differ.</exception>
    public static void RequireSameFields(PlateDefinition plate, IReadOnlyList<FieldKey> stored)
    {
        HashSet<FieldKey> asked = [.. plate.Fields];
        List<FieldKey> gone = [.. stored.Where(key => !asked.Remove(key))];
        if (gone.Count == 0 && asked.Count == 0)
        {
            return;
        }
        List<string> differences = [$"{stored.Count} fields there, {plate.Fields.Count} now"];
        if (gone.Count > 0)
        {
            differences.Add($"{gone.Count} no longer expected, such as {gone[0]}");
        }
        if (asked.Count > 0)
        {
            differences.Add($"{asked.Count} new, such as {asked.Min()}");
        }
        throw new LayoutConflictException(plate.PlateId, string.Join("; ", differences));
    }
}
