using CellCluster.Grains.Tests.Cluster;
using CellCluster.Pipeline;

namespace CellCluster.Grains.Tests.Plates;

public sealed class PlateFailureTests(PlateDoneAlone whole) : IClassFixture<PlateDoneAlone>
{
    private const SiloRoles Worker = SiloRoles.Image | SiloRoles.Inference | SiloRoles.Analysis;

    [Fact]
    public async Task Silo_ThatHoldsThePlate_Killed_AnotherGoesOnAndNothingIsLost()
    {
        using var gate = new TileGate(letThrough: 10);
        await using TestSilos cluster = await TestSilos.StartAsync(
            [new("p", SiloRoles.Plate), new("q", SiloRoles.Plate), new("b", Worker, "cpu:0", "cpu:1") { Factory = gate.Factory }]);
        using TileGate atTheEnd = gate; // opened before the cluster ends, which waits for its lanes
        await ClusterPlate.SubmitAsync(cluster, whole.Plate.Options("killed"));
        await TestSilos.UntilAsync(() => Task.FromResult(gate.IsReached), "the plate is in the middle", TimeSpan.FromSeconds(120));
        await TestSilos.UntilAsync(async () => (await ClusterPlate.StatusAsync(cluster)).DoneCount == 10, "what went through the gate is committed", TimeSpan.FromSeconds(120));
        PlateStatus before = await ClusterPlate.StatusAsync(cluster);

        await cluster.KillAsync(before.Silo);
        await TestSilos.UntilAsync(async () => await ClusterPlate.StatusAsync(cluster) is { Phase: PlatePhase.Running } now && now.Silo != before.Silo, "another silo holds the plate", TimeSpan.FromSeconds(120));
        gate.Open();
        PlateStatus end = await ClusterPlate.UntilAsync(cluster, PlatePhase.Finished);

        Assert.Equal("complete", end.Completion);
        Assert.True(end.Epoch > before.Epoch, $"epoch {end.Epoch} after {before.Epoch}");
        Assert.Equal(whole.Manifest, whole.Plate.Manifest("killed"));
        await foreach (FieldRecord field in cluster.Ledger.ReadFieldsAsync("P1", TestContext.Current.CancellationToken))
        {
            Assert.Equal((1, 0), (field.Attempts, field.LostAttempts)); // the lane's silo lived: its fields went on and were adopted
        }
    }

    [Fact]
    public async Task Silo_OfALane_Killed_ItsFieldsGoElsewhere()
    {
        using var gate = new TileGate(letThrough: 10);
        await using TestSilos cluster = await TestSilos.StartAsync(
            [new("p", SiloRoles.Plate), new("b", Worker, "cpu:0") { Factory = gate.Factory }, new("c", Worker, "cpu:0") { Factory = gate.Factory }]);
        using TileGate atTheEnd = gate; // opened before the cluster ends, which waits for its lanes
        await ClusterPlate.SubmitAsync(cluster, whole.Plate.Options("lane-killed"));
        await TestSilos.UntilAsync(() => Task.FromResult(gate.IsReached), "the plate is in the middle", TimeSpan.FromSeconds(120));

        await cluster.KillAsync("b");
        gate.Open();
        PlateStatus end = await ClusterPlate.UntilAsync(cluster, PlatePhase.Finished);

        Assert.Equal(("complete", whole.Plate.Plate.Keys.Count), (end.Completion, end.DoneCount));
        Assert.Equal(whole.Manifest, whole.Plate.Manifest("lane-killed"));
        Assert.Empty(Directory.GetFiles(whole.Plate.In("lane-killed"), "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Silo_ThatHoldsThePlate_Drained_ThePlateMovesWithoutALostAttempt()
    {
        using var gate = new TileGate(letThrough: 10);
        await using TestSilos cluster = await TestSilos.StartAsync(
            [new("p", SiloRoles.Plate), new("q", SiloRoles.Plate), new("b", Worker, "cpu:0") { Factory = gate.Factory }]);
        using TileGate atTheEnd = gate; // opened before the cluster ends, which waits for its lanes
        await ClusterPlate.SubmitAsync(cluster, whole.Plate.Options("drained"));
        await TestSilos.UntilAsync(() => Task.FromResult(gate.IsReached), "the plate is in the middle", TimeSpan.FromSeconds(120));
        await TestSilos.UntilAsync(async () => (await ClusterPlate.StatusAsync(cluster)).DoneCount == 10, "what went through the gate is committed", TimeSpan.FromSeconds(120));
        PlateStatus before = await ClusterPlate.StatusAsync(cluster);

        await cluster.StopAsync(before.Silo, TimeSpan.FromSeconds(5));
        gate.Open();
        PlateStatus end = await ClusterPlate.UntilAsync(cluster, PlatePhase.Finished);

        Assert.NotEqual(before.Silo, end.Silo);
        Assert.Equal(whole.Manifest, whole.Plate.Manifest("drained"));
        await foreach (FieldRecord field in cluster.Ledger.ReadFieldsAsync("P1", TestContext.Current.CancellationToken))
        {
            Assert.Equal((1, 0), (field.Attempts, field.LostAttempts));
        }
    }

    [Fact]
    public async Task Ledger_AwayForAWhile_PausesThePlateAndNothingIsLostOrDoubled()
    {
        using var gate = new TileGate(letThrough: 10);
        LedgerSwitch? ledger = null;
        await using TestSilos cluster = await TestSilos.StartAsync(
            [new("p", SiloRoles.Plate), new("b", Worker, "cpu:0", "cpu:1") { Factory = gate.Factory }],
            ledger: inner =>
            {
                ILedger before = LedgerSwitch.Before(inner);
        using TileGate atTheEnd = gate; // opened before the cluster ends, which waits for its lanes
                ledger = (LedgerSwitch)(object)before;
                return before;
            });
        await ClusterPlate.SubmitAsync(cluster, whole.Plate.Options("ledger-away"));
        await TestSilos.UntilAsync(() => Task.FromResult(gate.IsReached), "the plate is in the middle", TimeSpan.FromSeconds(120));

        ledger!.IsAway = true;
        gate.Open(); // fields end and cannot be committed
        PlateStatus paused = await ClusterPlate.UntilAsync(cluster, PlatePhase.Paused);
        ledger.IsAway = false;
        PlateStatus end = await ClusterPlate.UntilAsync(cluster, PlatePhase.Finished);

        Assert.Contains("it is being restarted", paused.Fault, StringComparison.Ordinal);
        Assert.True(ledger.RefusedCount > 0);
        Assert.Equal(("complete", whole.Plate.Plate.Keys.Count), (end.Completion, end.DoneCount));
        Assert.Equal(whole.Manifest, whole.Plate.Manifest("ledger-away"));
        Assert.Single(await cluster.Ledger.ReadOutboxAsync(0, 100, TestContext.Current.CancellationToken));
    }
}
