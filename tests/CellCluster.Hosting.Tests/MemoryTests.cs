using CellCluster.Imaging;
using CellCluster.TestKit;

namespace CellCluster.Hosting.Tests;

/// <summary>Runs alone: it counts the planes of the whole process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class PlanesAreCounted
{
    public const string Name = "planes are counted";
}

[Collection(PlanesAreCounted.Name)]
public class MemoryTests
{
    [Fact]
    public async Task Run_OfFiftyFields_DropsEveryPlaneAndNeverHoldsManyAtOnce()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 10, fieldsPerWell: 5, size: 160);
        long before = Plane.LiveCount;
        long most = 0;
        FakePredictorFactory watching = new(_ => new FakePredictor { BeforePredict = _ => most = Math.Max(most, Plane.LiveCount - before) });

        await Runs.RunAsync(folder, plate, lanes: 2, watching);

        Assert.Equal(50, Directory.GetFiles(folder.In("out/predicted")).Length);
        Assert.Equal(before, Plane.LiveCount);
        Assert.InRange(most, 1, 4 * 16); // four slots, each with its raw plane, input, output, tiles ahead and scratch
    }
}
