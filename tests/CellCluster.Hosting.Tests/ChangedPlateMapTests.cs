using CellCluster.Grains;
using CellCluster.Ledger;
using CellCluster.Pipeline;
using CellCluster.TestKit;

namespace CellCluster.Hosting.Tests;

public class ChangedPlateMapTests
{
    [Fact]
    public async Task Run_MapAddedAndOutputsBlockedOnce_OwesOneEventPerRevision()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"));
        await Runs.RunAsync(folder, plate);
        File.WriteAllText(Path.Combine(plate.Folder, "wells.csv"), "well,control\nA01,positive\n");
        File.Delete(folder.In("out/report.html"));
        Directory.CreateDirectory(folder.In("out/report.html/in the way"));

        RunEnd blocked = await Runs.RunAsync(folder, plate);

        Assert.Equal(PlatePhase.Stopped, blocked.Status!.Phase);
        Assert.Equal([1], await RevisionsAsync(folder));
        Directory.Delete(folder.In("out/report.html"), recursive: true);
        RunEnd again = await Runs.RunAsync(folder, plate);
        Assert.Equal(("complete", false), (again.Status!.Completion, again.Status.WasFinished));
        Assert.Equal([1, 2], await RevisionsAsync(folder));
        Assert.Contains(",positive", File.ReadAllText(folder.In("out/metrics.csv")), StringComparison.Ordinal);
        RunEnd last = await Runs.RunAsync(folder, plate);
        Assert.True(last.Status!.WasFinished);
        Assert.Equal([1, 2], await RevisionsAsync(folder));
    }

    [Fact]
    public async Task Run_MapAddedToAPlateWithGaps_KeepsTheGaps()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"));
        PlateDamage.Truncate(plate.PathOf(plate.Keys[0]));
        await Runs.RunAsync(folder, plate);
        File.WriteAllText(Path.Combine(plate.Folder, "wells.csv"), "well,dose\nA01,5\n");

        RunEnd end = await Runs.RunAsync(folder, plate);

        Assert.Equal(("complete-with-gaps", 1), (end.Status!.Completion, end.Status.GapCount));
        Assert.Equal([1, 2], await RevisionsAsync(folder));
    }

    // Of the events that are owed: their ids end with the revision.
    private static async Task<IEnumerable<int>> RevisionsAsync(TemporaryFolder folder)
    {
        await using SqliteLedger ledger = await SqliteLedger.OpenReadOnlyAsync(folder.In("out/ledger.sqlite"), TimeProvider.System, CancellationToken.None);
        IReadOnlyList<OutboxEvent> events = await ledger.ReadOutboxAsync(0, 100, CancellationToken.None);
        return events.Select(owed => int.Parse(owed.Id.Split('/')[^1]));
    }
}
