using CellCluster.Grains;
using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary>A plate of a cluster in words.</summary>
internal static class PlateText
{
    private const int ShownGaps = 20;

    /// <summary>One word: complete and complete-with-gaps for finished plates, else the phase.</summary>
    public static string State(PlateStatus status) => status.Phase switch
    {
        PlatePhase.Finished => status.Completion ?? "complete",
        PlatePhase.WaitingForLane => "waiting-for-lane",
        PlatePhase.Stopped when status.Fault is null => "waiting-for-silo",
        PlatePhase.Idle => ClusterJob.IsUnknown(status) ? "unknown" : "taken-up-again",
        _ => status.Phase.ToString().ToLowerInvariant(),
    };

    /// <summary>One line: <c>Plate P042 is running: 12 of 48 fields done, 1 gap, 4 in work (cpu, priority normal).</c></summary>
    public static string Line(PlateStatus status)
    {
        string fields = status.FieldCount > 0 ? $": {ProgressText.Fields(status)}" : "";
        string kind = status.DeviceKind.Length > 0 ? $" ({status.DeviceKind}, priority {status.Priority.ToText()})" : "";
        string reason = status.Fault is { } fault ? $" {Sentence(fault)}" : "";
        return $"Plate {status.PlateId} is {State(status)}{fields}{kind}.{reason}";
    }

    /// <summary>All that is known of a plate.</summary>
    public static void Write(TextWriter output, PlateAnswer plate, bool allGaps)
    {
        output.WriteLine($"plate     {plate.Plate}{(plate.Batch is { } batch ? $" (batch {batch})" : "")}");
        output.WriteLine($"state     {plate.State}{(plate.Revision is { } revision ? $" (revision {revision})" : "")}{(plate.Silo is { } silo && !HasEnded(plate.State) ? $", held by silo {silo}" : "")}");
        if (plate.Reason is { } reason)
        {
            output.WriteLine($"reason    {reason}");
        }
        PlateFields fields = plate.Fields!;
        output.WriteLine(fields.Total == 0
            ? "fields    not counted yet"
            : $"fields    {fields.Done} of {fields.Total} done, {Count.Of(fields.Gaps, "gap", "gaps")}, {fields.InWork} in work, {fields.Total - fields.Done - fields.Gaps - fields.InWork} waiting");
        output.WriteLine($"asks for  {plate.Device} lanes, priority {plate.Priority}");
        output.WriteLine(plate.Lanes is { Count: > 0 } lanes
            ? $"lanes     {string.Join(", ", lanes.OrderBy(lane => lane.Key, StringComparer.Ordinal).Select(lane => $"{lane.Key} ({Count.Of(lane.Value, "field", "fields")})"))}"
            : "lanes     none at work on it");
        foreach (string unfit in plate.UnfitSilos ?? [])
        {
            output.WriteLine($"unfit     {unfit}");
        }
        if (plate.SubmittedAt is { } at)
        {
            output.WriteLine($"submitted {at:u}{(plate.SubmittedBy is { } by ? $" by {by}" : "")}{(plate.CompletedAt is { } end ? $", finished {end:u}" : "")}");
        }
        if (plate.Out is { } results)
        {
            output.WriteLine($"results   {results}");
        }
        foreach (string remark in plate.Remarks ?? [])
        {
            output.WriteLine($"note      {remark}");
        }
        WriteGaps(output, plate.Gaps ?? [], allGaps ? int.MaxValue : ShownGaps);
    }

    /// <summary>Lists gaps, at most so many, and says how many more there are.</summary>
    public static void WriteGaps(TextWriter output, IReadOnlyList<GapAnswer> gaps, int most)
    {
        foreach (GapAnswer gap in gaps.Take(most))
        {
            output.WriteLine($"gap       {gap.Field}: {gap.Code}: {gap.Reason}");
        }
        if (gaps.Count > most)
        {
            output.WriteLine($"          … and {gaps.Count - most} more (--all-gaps)");
        }
    }

    private static bool HasEnded(string state) => state is "complete" or "complete-with-gaps" or "cancelled" or "refused";

    private static string Sentence(string fault)
    {
        string line = fault.ReplaceLineEndings(" ").Trim();
        line = line.Length > 0 ? char.ToUpperInvariant(line[0]) + line[1..] : line;
        return line.EndsWith('.') ? line : $"{line}.";
    }
}
