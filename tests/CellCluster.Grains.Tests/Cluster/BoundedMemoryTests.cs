using CellCluster.Imaging;
using CellCluster.Pipeline;
using CellCluster.TestKit;

namespace CellCluster.Grains.Tests.Cluster;

[Collection(ClusterCollection.Name)]
public sealed class BoundedMemoryTests
{
    private const SiloRoles Lanes = SiloRoles.Image | SiloRoles.Inference | SiloRoles.Analysis;

    [Fact]
    public async Task Plate_Of3456SmallFields_HoldsPlanesAndMemoryOfItsSlotsOnly()
    {
        long mostPlanes = 0;
        long mostBytes = 0;
        long planesBefore = Plane.LiveCount;
        int looks = 0;
        FakePredictorFactory factory = new(_ => new FakePredictor
        {
            BeforePredict = _ =>
            {
                mostPlanes = Math.Max(mostPlanes, Plane.LiveCount - planesBefore);
                if (Interlocked.Increment(ref looks) % 500 == 0)
                {
                    mostBytes = Math.Max(mostBytes, GC.GetTotalMemory(forceFullCollection: true));
                }
            },
        });
        using var plate = new ClusterPlate(
            "P1", "cuda", wells: 384, fieldsPerWell: 9, size: 64, change: options => options with { WritePredicted = false, WriteLabels = false, WriteObjects = false });
        await using TestSilos cluster = await TestSilos.StartAsync(
            [new("a", SiloRoles.Plate), new SiloSpec("b", Lanes, "cuda:0") { Factory = factory }, new SiloSpec("c", Lanes, "cuda:0") { Factory = factory }]);
        long bytesBefore = GC.GetTotalMemory(forceFullCollection: true);
        await plate.SubmitAsync(cluster);

        PlateStatus status = await plate.CompleteAsync(cluster);

        Assert.Equal(3456, status.DoneCount);
        Assert.InRange(mostPlanes, 1, 4 * 16); // four slots, each with its raw plane, input, output, tiles ahead and scratch
        // What grows with the plate is its list of fields, in the plan of each silo: some kilobytes a field would be too much.
        Assert.InRange(mostBytes - bytesBefore, 0, 64L << 20);
        Assert.Equal(planesBefore, Plane.LiveCount);
    }
}
