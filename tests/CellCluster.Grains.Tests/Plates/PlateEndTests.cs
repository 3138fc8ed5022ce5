using CellCluster.Grains.Tests.Cluster;
using CellCluster.Pipeline;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Grains.Tests.Plates;

/// <summary>Ends of plates, and what must not keep them from ending as they should.</summary>
public sealed class PlateEndTests
{
    private const SiloRoles Worker = SiloRoles.Image | SiloRoles.Inference | SiloRoles.Analysis;

    [Fact]
    public async Task Plate_RefusedWhileTheLedgerIsAway_IsRefusedWhenItIsBack()
    {
        using var plate = new ClusterPlate(wells: 2);
        LedgerSwitch? ledger = null;
        await using TestSilos cluster = await TestSilos.StartAsync(
            [new("a", SiloRoles.Plate)],
            ledger: inner =>
            {
                ILedger before = LedgerSwitch.Before(inner);
                ledger = (LedgerSwitch)(object)before;
                return before;
            });
        await ClusterPlate.SubmitAsync(cluster, plate.Options());
        await ClusterPlate.UntilAsync(cluster, PlatePhase.WaitingForLane);
        Directory.Delete(plate.In("out"), recursive: true);
        await File.WriteAllTextAsync(plate.In("out"), "a file where the folder was", TestContext.Current.CancellationToken);

        ledger!.Refused = nameof(ILedger.CloseAnnouncementAsync);
        await cluster.AddAsync(new SiloSpec("b", Worker, "cpu:0"));
        await TestSilos.UntilAsync(() => Task.FromResult(ledger.RefusedCount > 0), "the refusal cannot be written");
        ledger.Refused = null;
        PlateStatus end = await ClusterPlate.UntilAsync(cluster, PlatePhase.Refused);

        Assert.Contains(plate.In("out"), end.Fault, StringComparison.Ordinal);
        Assert.Empty(await cluster.Ledger.ListAnnouncementsAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Folder_ThatCannotBeTidiedUp_LeavesThePlateFinished()
    {
        using var plate = new ClusterPlate(wells: 4);
        using var gate = new TileGate(letThrough: 4);
        await using TestSilos cluster = await TestSilos.StartAsync([new("a", SiloRoles.Plate), new("b", Worker, "cpu:0") { Factory = gate.Factory }]);
        using TileGate atTheEnd = gate;
        await ClusterPlate.SubmitAsync(cluster, plate.Options());
        await TestSilos.UntilAsync(() => Task.FromResult(gate.IsReached), "the plate is in the middle");

        string mark = plate.In("out/.cellcluster-plate");
        File.Delete(mark);
        Directory.CreateDirectory(mark); // which no deletion of a file takes away
        gate.Open();
        PlateStatus end = await ClusterPlate.UntilAsync(cluster, PlatePhase.Finished);

        Assert.Equal(("complete", (string?)null), (end.Completion, end.Fault));
    }

    [Fact]
    public async Task Model_ThatASiloCannotReadAnyMore_MakesNoGap()
    {
        using var plate = new ClusterPlate(wells: 4);
        var blind = new FakePredictorFactory(_ => new FakePredictor { BeforePredict = _ => throw new ModelFileException("/store/model", "it cannot be read here") });
        await using TestSilos cluster = await TestSilos.StartAsync([new("a", SiloRoles.Plate), new("b", Worker, "cpu:0"), new("u", Worker, "cpu:0") { Factory = blind }]);

        await ClusterPlate.SubmitAsync(cluster, plate.Options());
        PlateStatus end = await ClusterPlate.UntilAsync(cluster, PlatePhase.Finished);

        Assert.Equal(("complete", 8), (end.Completion, end.DoneCount));
        Assert.Contains("it cannot be read here", Assert.Single(end.UnfitSilos), StringComparison.Ordinal);
        await foreach (FieldRecord field in cluster.Ledger.ReadFieldsAsync("P1", TestContext.Current.CancellationToken))
        {
            Assert.Equal(1, field.Attempts);
        }
    }

    [Fact]
    public async Task Submission_OfAPlateAtWork_IsAnsweredWithoutReadingItAgain()
    {
        using var plate = new ClusterPlate(wells: 4);
        using var gate = new TileGate(letThrough: 4);
        await using TestSilos cluster = await TestSilos.StartAsync([new("a", SiloRoles.Plate), new("b", Worker, "cpu:0") { Factory = gate.Factory }]);
        using TileGate atTheEnd = gate;
        await ClusterPlate.SubmitAsync(cluster, plate.Options());
        await TestSilos.UntilAsync(() => Task.FromResult(gate.IsReached), "the plate is in the middle");

        File.Move(plate.In("model"), plate.In("away")); // the lane has loaded it
        StartReply again = await ClusterPlate.SubmitAsync(cluster, plate.Options());
        File.Move(plate.In("away"), plate.In("model"));
        gate.Open();
        PlateStatus end = await ClusterPlate.UntilAsync(cluster, PlatePhase.Finished);

        Assert.Null(again.Refusal);
        Assert.Equal(PlatePhase.Running, again.Status?.Phase);
        Assert.Equal("complete", end.Completion);
    }

    [Fact]
    public async Task Epoch_ThatIsStale_WritesNoResults_AndIsCalledStaleOnEverySilo()
    {
        using var plate = new ClusterPlate(wells: 2);
        await using TestSilos cluster = await TestSilos.StartAsync([new("a", SiloRoles.Plate), new("b", Worker, "cpu:0")]);
        await ClusterPlate.SubmitAsync(cluster, plate.Options());
        PlateStatus end = await ClusterPlate.UntilAsync(cluster, PlatePhase.Finished);
        string manifest = plate.Manifest();
        RunPlan plan = RunPlanner.Plan(plate.Options(), new FakePredictorFactory().Describe(plate.In("model"), "cpu:0"));
        var finisher = new PlateFinisher(plan, cluster.Ledger, OutputFolder.Open(plate.In("out")));

        StaleEpochException written = await Assert.ThrowsAsync<StaleEpochException>(
            () => finisher.FinishAsync(end.Epoch - 1, null, new RunFigures(default, default, 0, []), TimeProvider.System.GetUtcNow()));
        StaleEpochException added = await Assert.ThrowsAsync<StaleEpochException>(
            () => cluster.Grains.GetGrain<IDriftGrain>("P1").AddPlateAsync("P1", end.Epoch - 1, []));

        Assert.Contains("is stale", written.Message, StringComparison.Ordinal);
        Assert.Equal(written.Message, added.Message);
        Assert.Equal(manifest, plate.Manifest());
    }
}
