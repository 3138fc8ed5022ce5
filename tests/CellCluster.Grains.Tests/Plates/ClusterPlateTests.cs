using CellCluster.Grains.Tests.Cluster;
using CellCluster.Pipeline;
using CellCluster.Plates;
using Microsoft.Extensions.DependencyInjection;

namespace CellCluster.Grains.Tests.Plates;

public sealed class ClusterPlateTests
{
    private const SiloRoles Worker = SiloRoles.Image | SiloRoles.Inference | SiloRoles.Analysis;

    [Fact]
    public async Task Plate_OfNinetySixFields_GivesTheContentOfOneSilo()
    {
        using var plate = new ClusterPlate(wells: 48);
        string alone = await plate.AloneAsync();
        await using TestSilos cluster = await TestSilos.StartAsync([new("a", SiloRoles.Plate), new("b", Worker, "cpu:0", "cpu:1"), new("c", Worker, "cpu:0")]);

        StartReply reply = await ClusterPlate.SubmitAsync(cluster, plate.Options());
        PlateStatus end = await ClusterPlate.UntilAsync(cluster, PlatePhase.Finished);

        Assert.Null(reply.Refusal);
        Assert.Equal((96, 96, 0, "complete"), (end.FieldCount, end.DoneCount, end.GapCount, end.Completion));
        Assert.Equal(alone, plate.Manifest());
        Assert.Equal(0, LocalReferences.RefusedCount);
        RunRecord run = RunRecord.Find(plate.In("out/run.json"))!;
        Assert.Equal(96, run.FieldsByLane.Values.Sum());
        Assert.Equal(["b/cpu:0", "b/cpu:1", "c/cpu:0"], run.FieldsByLane.Keys);
        Assert.Empty(Directory.GetFiles(plate.In("out"), ".*"));
    }

    [Fact]
    public async Task Plate_WithoutALaneOfItsKind_WaitsAndSaysSo_ThenRunsWhenOneComes()
    {
        using var plate = new ClusterPlate(wells: 2);
        await using TestSilos cluster = await TestSilos.StartAsync([new("a", SiloRoles.Plate), new("b", Worker, "cpu:0")]);

        await ClusterPlate.SubmitAsync(cluster, plate.Options() with { Device = "cuda" });
        PlateStatus waiting = await ClusterPlate.UntilAsync(cluster, PlatePhase.WaitingForLane);
        await cluster.AddAsync(new SiloSpec("g", Worker, "cuda:0"));
        PlateStatus end = await ClusterPlate.UntilAsync(cluster, PlatePhase.Finished);

        Assert.Contains("cuda", waiting.Fault, StringComparison.Ordinal);
        Assert.Contains("cpu", waiting.Fault, StringComparison.Ordinal);
        Assert.Equal("complete", end.Completion);
        Assert.Equal(["g/cuda:0"], RunRecord.Find(plate.In("out/run.json"))!.FieldsByLane.Keys);
    }

    [Fact]
    public async Task Silo_ThatCannotWorkOnThePlate_IsNamedAndItsFieldsGoElsewhereUncounted()
    {
        using var plate = new ClusterPlate(wells: 4);
        SiloSpec unfit = new SiloSpec("u", Worker, "cpu:0") with { Services = services => services.AddSingleton<ISiloFitness>(new Never()) };
        await using TestSilos cluster = await TestSilos.StartAsync([new("a", SiloRoles.Plate), new("b", Worker, "cpu:0"), unfit]);

        await ClusterPlate.SubmitAsync(cluster, plate.Options());
        PlateStatus end = await ClusterPlate.UntilAsync(cluster, PlatePhase.Finished);

        Assert.Equal(("complete", 8), (end.Completion, end.DoneCount));
        Assert.Equal(["silo u: too small for this plate"], end.UnfitSilos);
        await foreach (FieldRecord field in cluster.Ledger.ReadFieldsAsync("P1", TestContext.Current.CancellationToken))
        {
            Assert.Equal(1, field.Attempts);
        }
    }

    [Fact]
    public async Task Submission_OfTheSamePlateFromElsewhere_OrOfAnotherModelInTheBatch_IsRefusedWithBoth()
    {
        using var plate = new ClusterPlate(wells: 2);
        await using TestSilos cluster = await TestSilos.StartAsync([new("a", SiloRoles.Plate)]); // no lane: it stays announced

        StartReply first = await ClusterPlate.SubmitAsync(cluster, plate.Options() with { Batch = "B" });
        StartReply again = await ClusterPlate.SubmitAsync(cluster, plate.Options() with { Batch = "B" });
        StartReply elsewhere = await ClusterPlate.SubmitAsync(cluster, plate.Options("out2") with { Batch = "B" });
        LabelOptions other = plate.Options("out3");
        StartReply model = await ClusterPlate.SubmitAsync(
            cluster, other with { Batch = "B", Model = plate.In("other-model"), Layout = other.Layout with { PlateId = "P2" } }, plateId: "P2");

        Assert.Null(first.Refusal);
        Assert.Null(again.Refusal);
        Assert.Contains(plate.In("out"), elsewhere.Refusal, StringComparison.Ordinal);
        Assert.Contains(plate.In("out2"), elsewhere.Refusal, StringComparison.Ordinal);
        Assert.Contains(plate.In("model"), model.Refusal, StringComparison.Ordinal);
        Assert.Contains(plate.In("other-model"), model.Refusal, StringComparison.Ordinal);
        Assert.Single(await cluster.Ledger.ListAnnouncementsAsync(TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(plate.In("out2")));
    }

    [Fact]
    public async Task Plate_Cancelled_KeepsWhatIsDone_AndRetriedGoesOn()
    {
        using var plate = new ClusterPlate(wells: 4);
        string alone = await plate.AloneAsync();
        using var gate = new TileGate(letThrough: 4);
        await using TestSilos cluster = await TestSilos.StartAsync([new("a", SiloRoles.Plate), new("b", Worker, "cpu:0") { Factory = gate.Factory }]);
        using TileGate atTheEnd = gate; // opened before the cluster ends, which waits for its lanes
        await ClusterPlate.SubmitAsync(cluster, plate.Options());
        await TestSilos.UntilAsync(() => Task.FromResult(gate.IsReached), "the plate is in the middle");

        PlateStatus cancelled = await cluster.Grains.GetGrain<IPlateGrain>("P1").CancelAsync("a tester");
        gate.Open();
        await TestSilos.UntilAsync(async () => (await ClusterPlate.StatusAsync(cluster)).InWorkCount == 0, "the fields in work are given up");
        PlateRecord stored = (await cluster.Ledger.FindPlateAsync("P1", TestContext.Current.CancellationToken))!;
        RetryReply retried = await cluster.Grains.GetGrain<IPlateGrain>("P1").RetryAsync("a tester");
        PlateStatus end = await ClusterPlate.UntilAsync(cluster, PlatePhase.Finished);

        Assert.Equal((PlatePhase.Cancelled, PlateState.Cancelled), (cancelled.Phase, stored.State));
        Assert.Contains("a tester", cancelled.Fault, StringComparison.Ordinal);
        Assert.Null(retried.Refusal);
        Assert.Equal("complete", end.Completion);
        Assert.Equal(alone, plate.Manifest());
    }

    [Fact]
    public async Task Plate_WithAGapThatIsPutRight_IsRetriedAsANewRevision()
    {
        using var plate = new ClusterPlate(wells: 2);
        string path = plate.Plate.PathOf(plate.Plate.Keys[1]);
        byte[] whole = await File.ReadAllBytesAsync(path, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(path, "not an image", TestContext.Current.CancellationToken);
        await using TestSilos cluster = await TestSilos.StartAsync([new("a", SiloRoles.Plate), new("b", Worker, "cpu:0")]);
        await ClusterPlate.SubmitAsync(cluster, plate.Options());
        PlateStatus first = await ClusterPlate.UntilAsync(cluster, PlatePhase.Finished);
        await File.WriteAllBytesAsync(path, whole, TestContext.Current.CancellationToken);

        RetryReply retried = await cluster.Grains.GetGrain<IPlateGrain>("P1").RetryAsync("a tester");
        PlateStatus end = await ClusterPlate.UntilAsync(cluster, PlatePhase.Finished);
        RetryReply nothing = await cluster.Grains.GetGrain<IPlateGrain>("P1").RetryAsync("a tester");

        Assert.Equal(("complete-with-gaps", 1, 1), (first.Completion, first.GapCount, first.Revision));
        Assert.Equal(1, retried.ReopenedCount);
        Assert.Equal(("complete", 0, 2), (end.Completion, end.GapCount, end.Revision));
        Assert.Contains("nothing to retry", nothing.Refusal, StringComparison.Ordinal);
    }

    private sealed class Never : ISiloFitness
    {
        public string WhyUnfit(RunPlan plan, PredictorFacts facts) => "too small for this plate";
    }
}
