using System.CommandLine;
using CellCluster.Ledger;
using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary><c>cellcluster status</c>: what the ledger of an output folder says; also while another process works on it.</summary>
internal static class StatusVerb
{
    private const int ShownGaps = 20;

    /// <summary>The verb.</summary>
    public static Command Create(CliServices services)
    {
        var folder = new Argument<string>("OUT") { Description = "The output folder of a run." };
        var all = Flag.Switch("--all-gaps", $"List every gap, not only the first {ShownGaps}.");
        var command = new Command("status", "Show how far a run has come and what its gaps are. Reads only.") { folder, all };
        CommandTree.WithExamples(command, ["cellcluster status /data/P042-labels", "cellcluster status /data/P042-labels --all-gaps"]);
        command.SetAction(async (parsed, cancellation) => (int)await RunAsync(parsed.GetValue(folder)!, parsed.GetValue(all), services, cancellation));
        return command;
    }

    private static async Task<ExitCode> RunAsync(string folder, bool allGaps, CliServices services, CancellationToken cancellation)
    {
        string path = Path.Combine(Path.GetFullPath(folder), "ledger.sqlite");
        await using SqliteLedger ledger = await SqliteLedger.OpenReadOnlyAsync(path, services.Time, cancellation);
        IReadOnlyList<PlateRecord> plates = await ledger.ListPlatesAsync(null, cancellation);
        TextWriter output = services.Terminal.Output;
        if (plates.Count == 0)
        {
            output.WriteLine($"{path}: no plate was started.");
        }
        foreach (PlateRecord plate in plates)
        {
            FieldCounts counts = await ledger.CountFieldsAsync(plate.PlateId, cancellation);
            output.WriteLine($"plate     {plate.PlateId} (batch {plate.Batch})");
            output.WriteLine($"state     {State(plate)}");
            output.WriteLine($"fields    {counts.Done} of {counts.Total} done, {Count.Of(counts.Gaps, "gap", "gaps")}, {counts.Claimed} in work or lost, {counts.Expected} waiting");
            output.WriteLine($"started   {plate.CreatedAt:u}{(plate.CompletedAt is { } end ? $", finished {end:u}" : "")}");
            await WriteGapsAsync(ledger, plate.PlateId, allGaps ? int.MaxValue : ShownGaps, output, cancellation);
        }
        return ExitCode.Complete;
    }

    private static async Task WriteGapsAsync(SqliteLedger ledger, string plateId, int most, TextWriter output, CancellationToken cancellation)
    {
        int count = 0;
        await foreach (FieldRecord field in ledger.ReadFieldsAsync(plateId, cancellation))
        {
            if (field.State == FieldState.Gap && count++ < most)
            {
                output.WriteLine($"gap       {field.Key}: {field.Outcome?.Gap?.ToText()}: {field.Outcome?.Reason.ReplaceLineEndings(" ")}");
            }
        }
        if (count > most)
        {
            output.WriteLine($"          … and {count - most} more (--all-gaps)");
        }
    }

    private static string State(PlateRecord plate) => plate.State switch
    {
        PlateState.Running => "running, or interrupted: the same label command goes on",
        PlateState.Complete => $"complete (revision {plate.Revision})",
        PlateState.CompleteWithGaps => $"complete-with-gaps (revision {plate.Revision})",
        _ => "cancelled: the same label command goes on",
    };
}
