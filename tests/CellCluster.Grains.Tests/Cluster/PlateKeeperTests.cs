using CellCluster.Pipeline;

namespace CellCluster.Grains.Tests.Cluster;

/// <summary>Plates that are owed are woken, whatever is the matter with others.</summary>
[Collection(ClusterCollection.Name)]
public sealed class PlateKeeperTests
{
    [Fact]
    public async Task Plate_ThatCannotBeWoken_DoesNotKeepThoseSortedAfterItDown()
    {
        await using TestSilos cluster = await TestSilos.StartAsync([new("a", SiloRoles.Plate)]);
        var options = new LabelOptions { Plate = "/plates/B", Model = "/models/m", Out = "/results/B", Device = "cpu" };
        string json = LabelOptionsJson.Write(options);
        await AnnounceAsync(cluster, "A", json.Insert(1, "\"ofANewerVersion\":1,")); // a newer silo took it
        await AnnounceAsync(cluster, "B", json);

        int woken = await cluster.Service<IPlateKeeper>("a").LookAsync(TestContext.Current.CancellationToken);

        Assert.Equal(1, woken);
        await TestSilos.UntilAsync(
            async () => (await cluster.Grains.GetGrain<IPlateGrain>("B").StatusAsync()).Phase == PlatePhase.WaitingForLane,
            "plate B is awake and waits for a lane");
        PlateStatus unread = await cluster.Grains.GetGrain<IPlateGrain>("A").StatusAsync();
        Assert.Equal((PlatePhase.Announced, "/results/B"), (unread.Phase, unread.Out));
    }

    private static Task AnnounceAsync(TestSilos cluster, string plateId, string options) => cluster.Ledger.AnnouncePlateAsync(
        new PlateAnnouncement(plateId, options, PlatePriority.Normal, "cpu", 4, "a test", new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)), TestContext.Current.CancellationToken);
}
