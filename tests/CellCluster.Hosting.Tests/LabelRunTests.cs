using CellCluster.Grains;
using CellCluster.Imaging;
using CellCluster.Pipeline;
using CellCluster.Plates;
using CellCluster.TestKit;

namespace CellCluster.Hosting.Tests;

public class LabelRunTests
{
    [Fact]
    public async Task Run_PlateOfDisks_CountsEveryDisk()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"));

        RunEnd end = await RunAsync(folder, plate);

        Assert.Null(end.Refusal);
        Assert.Equal(PlatePhase.Finished, end.Status!.Phase);
        Assert.Equal("complete", end.Status.Completion);
        Assert.Equal(plate.Keys.Count, end.Status.DoneCount);
        string[] rows = File.ReadAllLines(folder.In("out/metrics.csv"));
        int count = Array.IndexOf(rows[0].Split(','), "object_count");
        Assert.Equal(plate.Keys.Select(BlobPlate.DiskCount), rows.Skip(1).Select(row => int.Parse(row.Split(',')[count])));
        Assert.Equal(0, LocalReferences.RefusedCount);
    }

    internal static LabelOptions Options(TemporaryFolder folder, BlobPlate plate)
    {
        if (!File.Exists(folder.In("model")))
        {
            File.WriteAllText(folder.In("model"), "stands for weights");
        }
        return new LabelOptions
        {
            Plate = plate.Folder,
            Out = folder.In("out"),
            Model = folder.In("model"),
            Layout = new LayoutOptions { Pattern = BlobPlate.Pattern, PlateId = "P1" },
        };
    }

    internal static async Task<RunEnd> RunAsync(TemporaryFolder folder, BlobPlate plate, int lanes = 2, IPredictorFactory? factory = null) =>
        await new LabelRun(factory ?? new FakePredictorFactory(), TimeProvider.System)
            .RunAsync(Options(folder, plate), new RunResources(LaneCount: lanes), redo: false, progress: null, CancellationToken.None);
}
