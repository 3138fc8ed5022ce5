using CellCluster.Pipeline;
using CellCluster.TestKit;

namespace CellCluster.Hosting.Tests;

public class KilledProcessTests
{
    [Fact]
    public async Task Run_KilledAgainAndAgain_GivesTheContentOfAnUndisturbedRun()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 4, fieldsPerWell: 2);
        await Runs.RunAsync(folder, plate, output: "undisturbed");
        LabelOptions options = Runs.Options(folder, plate);

        int first = await LabelChild.StartAsync(options, lanes: 2, dieAt: 7);
        int second = await LabelChild.StartAsync(options, lanes: 2, dieAt: 11);
        int last = await LabelChild.StartAsync(options, lanes: 2);

        Assert.Equal((137, 137, 0), (first, second, last));
        Assert.Equal(File.ReadAllText(folder.In("undisturbed/manifest.json")), File.ReadAllText(folder.In("out/manifest.json")));
        Assert.Equal(File.ReadAllText(folder.In("undisturbed/metrics.csv")), File.ReadAllText(folder.In("out/metrics.csv")));
        Assert.Empty(Directory.GetFiles(folder.In("out"), "*.tmp", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task Field_ThatKillsTheProcessThreeTimes_IsAGapAndItsNeighboursAreDone()
    {
        using var folder = new TemporaryFolder();
        var plate = new BlobPlate(folder.In("plate"), wellCount: 3, fieldsPerWell: 2);
        PlateMark.Put(plate, index: 2);
        LabelOptions options = Runs.Options(folder, plate);
        var ends = new List<int>();

        for (int run = 0; run < 4; run++)
        {
            ends.Add(await LabelChild.StartAsync(options, lanes: 2, markKills: true));
        }

        Assert.Equal([137, 137, 137, 0], ends);
        Assert.Equal(["", "", "failed", "", "", ""], Runs.TextColumn(folder, "gap_code"));
        Assert.Equal(["done", "done", "gap", "done", "done", "done"], Runs.TextColumn(folder, "state"));
    }
}
