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
        long leastBytes = long.MaxValue;
        long grownBytes = 0;
        long planesBefore = Plane.LiveCount;
        int looks = 0;
        FakePredictorFactory factory = new(_ => new FakePredictor
        {
            BeforePredict = _ =>
            {
                mostPlanes = Math.Max(mostPlanes, Plane.LiveCount - planesBefore);
                if (Interlocked.Increment(ref looks) % 200 == 0)
                {
                    LookAtMemory();
                }
            },
        });
        using var plate = new ClusterPlate(
            "P1", "cuda", wells: 384, fieldsPerWell: 9, size: 64, change: options => options with { WritePredicted = false, WriteLabels = false, WriteObjects = false });
        await using TestSilos cluster = await TestSilos.StartAsync(
            [new("a", SiloRoles.Plate), new SiloSpec("b", Lanes, "cuda:0") { Factory = factory }, new SiloSpec("c", Lanes, "cuda:0") { Factory = factory }]);
        LookAtMemory();
        await plate.SubmitAsync(cluster);

        PlateStatus status = await plate.CompleteAsync(cluster);

        Assert.Equal(3456, status.DoneCount);
        Assert.InRange(mostPlanes, 1, 4 * 16); // four slots, each with its raw plane, input, output, tiles ahead and scratch
        // What grows with the plate is its list of fields, in the plan of each silo: some kilobytes a field would be too much.
        Assert.InRange(looks, 3456 / 8, int.MaxValue); // batches of at most eight tiles, one a field
        Assert.InRange(grownBytes, 0, 64L << 20);
        Assert.Equal(planesBefore, Plane.LiveCount);

        // Growth over the least so far: what tests before this one left behind goes at some time, and must not hide what grows here.
        void LookAtMemory()
        {
            long bytes = GC.GetTotalMemory(forceFullCollection: true);
            leastBytes = Math.Min(leastBytes, bytes);
            grownBytes = Math.Max(grownBytes, bytes - leastBytes);
        }
    }
}
