using CellCluster.Pipeline;
using CellCluster.TestKit;

namespace CellCluster.Grains.Tests.Cluster;

/// <summary>Lanes that fail, and lanes that are not there.</summary>
[Collection(ClusterCollection.Name)]
public sealed class SickLaneTests
{
    private const SiloRoles Lanes = SiloRoles.Image | SiloRoles.Inference | SiloRoles.Analysis;

    [Fact]
    public async Task Plate_OneDeviceFails_IsCompleteOnTheOtherAndTheDeviceComesBack()
    {
        bool isSick = true;
        int tiles = 0;
        FakePredictorFactory factory = new(device => new FakePredictor
        {
            BeforePredict = _ =>
            {
                if (device == "cuda:0" && Volatile.Read(ref isSick))
                {
                    throw new InvalidOperationException("the device fell off the bus");
                }
                Interlocked.Increment(ref tiles);
            },
        });
        var options = new LaneOptions { FailuresToQuarantine = 2, ProbeEvery = TimeSpan.FromMilliseconds(200) };
        await using TestSilos cluster = await TestSilos.StartAsync(
            [new("a", SiloRoles.Plate), new SiloSpec("b", Lanes, "cuda:0", "cuda:1") { Factory = factory, LaneOptions = options }]);
        using var plate = new ClusterPlate("P1", "cuda", wells: 8);
        await plate.SubmitAsync(cluster);

        PlateStatus status = await plate.CompleteAsync(cluster);

        Assert.Equal(plate.FieldCount, status.DoneCount);
        LaneReport sick = await LaneAsync(cluster, "b/cuda:0", lane => lane.Fault is not null);
        Assert.StartsWith("is quarantined: ", sick.Fault, StringComparison.Ordinal);
        Assert.Contains("the device fell off the bus", sick.Fault, StringComparison.Ordinal);

        Volatile.Write(ref isSick, false);
        await LaneAsync(cluster, "b/cuda:0", lane => lane.Fault is null);
        using var next = new ClusterPlate("P2", "cuda", wells: 8);
        await next.SubmitAsync(cluster);
        await next.CompleteAsync(cluster);
        Assert.True(cluster.LanesOf("b").Single(lane => lane.Device == "cuda:0").Figures.Tiles > 0);
    }

    [Fact]
    public async Task Plate_NoLaneOfItsDevice_WaitsAndSaysSoAndNeverRunsOnACpu()
    {
        await using TestSilos cluster = await TestSilos.StartAsync([new("a", SiloRoles.Plate), new("c", Lanes, "cpu:0", "cpu:1")]);
        using var plate = new ClusterPlate("P1", "cuda");
        await plate.SubmitAsync(cluster);

        PlateStatus waiting = await plate.UntilAsync(cluster, status => status.Phase == PlatePhase.WaitingForLane);
        Assert.Equal("no lane of device cuda is in the cluster (it has cpu); start a silo that owns one", waiting.Fault);
        Assert.Contains((await cluster.Directory.ListAsync()).Plates, asks => asks is { PlateId: "P1", SuitableLanes: 0, Wanted: 1 });

        await cluster.AddAsync(new SiloSpec("b", Lanes, "cuda:0"));
        await plate.CompleteAsync(cluster);
        Assert.All(cluster.LanesOf("c"), lane => Assert.Equal(0, lane.Figures.Tiles));
        Assert.Equal(plate.FieldCount, cluster.LanesOf("b").Sum(lane => lane.Figures.Tiles));
    }

    private static async Task<LaneReport> LaneAsync(TestSilos cluster, string name, Func<LaneReport, bool> isSo)
    {
        LaneReport? found = null;
        await TestSilos.UntilAsync(
            async () =>
            {
                found = (await cluster.Directory.ListAsync()).Silos.SelectMany(silo => silo.Lanes).Single(lane => lane.Lane == name);
                return isSo(found);
            },
            $"the directory hears of {name}");
        return found!;
    }
}
