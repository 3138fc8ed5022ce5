using CellCluster.Ledger;
using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary>The plates of an output folder for a script.</summary>
/// <param name="Format">Version of this object's form.</param>
/// <param name="ExitCode">The process's exit code.</param>
/// <param name="Plates">In the order they were added.</param>
internal sealed record FolderAnswer(string Format, int ExitCode, IReadOnlyList<PlateAnswer> Plates);

/// <summary>What the ledger of an output folder says; also while another process works on it.</summary>
internal static class FolderStatus
{
    private const int ShownGaps = 20;

    /// <summary>Whether a folder holds the results of a run.</summary>
    public static bool IsOne(string folder) => File.Exists(LedgerOf(folder));

    /// <summary>Reads it, and writes it for a person where that is asked for.</summary>
    public static async Task<FolderAnswer> ReadAsync(string folder, bool allGaps, bool isForPerson, CliServices services, CancellationToken cancellation)
    {
        string path = LedgerOf(folder);
        await using SqliteLedger ledger = await SqliteLedger.OpenReadOnlyAsync(path, services.Time, cancellation);
        IReadOnlyList<PlateRecord> plates = await ledger.ListPlatesAsync(null, cancellation);
        TextWriter output = isForPerson ? services.Terminal.Output : TextWriter.Null;
        if (plates.Count == 0)
        {
            output.WriteLine($"{path}: no plate was started.");
        }
        var answers = new List<PlateAnswer>();
        foreach (PlateRecord plate in plates)
        {
            FieldCounts counts = await ledger.CountFieldsAsync(plate.PlateId, cancellation);
            IReadOnlyList<GapAnswer> gaps = await PlateListing.GapsAsync(ledger, plate.PlateId, cancellation);
            answers.Add(PlateListing.Of(plate, counts) with { Gaps = gaps });
            output.WriteLine($"plate     {plate.PlateId} (batch {plate.Batch})");
            output.WriteLine($"state     {State(plate)}");
            output.WriteLine($"fields    {counts.Done} of {counts.Total} done, {Count.Of(counts.Gaps, "gap", "gaps")}, {counts.Claimed} in work or lost, {counts.Expected} waiting");
            output.WriteLine($"started   {plate.CreatedAt:u}{(plate.CompletedAt is { } end ? $", finished {end:u}" : "")}");
            PlateText.WriteGaps(output, gaps, allGaps ? int.MaxValue : ShownGaps);
        }
        return new FolderAnswer("cellcluster.folder/1", 0, answers);
    }

    private static string LedgerOf(string folder) => Path.Combine(Path.GetFullPath(folder), "ledger.sqlite");

    private static string State(PlateRecord plate) => plate.State switch
    {
        PlateState.Running => "running, or interrupted: the same label command goes on",
        PlateState.Complete => $"complete (revision {plate.Revision})",
        PlateState.CompleteWithGaps => $"complete-with-gaps (revision {plate.Revision})",
        _ => "cancelled: the same label command goes on",
    };
}
