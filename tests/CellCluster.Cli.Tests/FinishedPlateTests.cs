using System.Text.Json;
using CellCluster.TestKit;

namespace CellCluster.Cli.Tests;

/// <summary>What label does with a plate that is finished, when something beside its weights and options has changed.</summary>
public class FinishedPlateTests
{
    [Fact]
    public async Task Label_PlateMapAddedToAFinishedPlate_IsInTheTablesWithoutLabellingAField()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"));
        await run.RunAsync(run.Label(plate));
        DateTime labelled = File.GetLastWriteTimeUtc(run.In("out/predicted/A01_f01_nuclei.tif"));
        string times = Times(run);

        await WriteMapAsync("well,control\nA01,positive\nA02,negative\n");
        ExitCode code = await run.RunAsync(run.Label(plate));

        Assert.Equal(ExitCode.Complete, code);
        Assert.Contains("The results do not know the plate map wells.csv", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing to do", run.Output, StringComparison.Ordinal);
        Assert.Contains(",positive", File.ReadAllText(run.In("out/well_metrics.csv")), StringComparison.Ordinal);
        Assert.Contains("Controls, + and -", File.ReadAllText(run.In("out/report.html")), StringComparison.Ordinal);
        Assert.Contains("\"revision\": 2", File.ReadAllText(run.In("out/manifest.json")), StringComparison.Ordinal);
        Assert.Equal(labelled, File.GetLastWriteTimeUtc(run.In("out/predicted/A01_f01_nuclei.tif")));
        Assert.Equal(times, Times(run));

        await run.RunAsync(run.Label(plate));
        Assert.Contains("nothing to do", run.Output, StringComparison.Ordinal);
        await WriteMapAsync("control,well\r\nnegative,A02\r\npositive,\"a1\"\r\n");
        await run.RunAsync(run.Label(plate));
        Assert.Contains("nothing to do", run.Output, StringComparison.Ordinal);

        await WriteMapAsync("well,control\nA01,negative\nA02,positive\n");
        await run.RunAsync(run.Label(plate));
        Assert.Contains("The plate map wells.csv has changed", run.Output, StringComparison.Ordinal);
        File.Delete(Path.Combine(plate.Folder, "wells.csv"));
        await run.RunAsync(run.Label(plate));
        Assert.Contains("The plate map is gone", run.Output, StringComparison.Ordinal);
        Assert.Contains("\"revision\": 4", File.ReadAllText(run.In("out/manifest.json")), StringComparison.Ordinal);

        Task WriteMapAsync(string text) => File.WriteAllTextAsync(Path.Combine(plate.Folder, "wells.csv"), text);

        static string Times(CliRun run)
        {
            using JsonDocument json = JsonDocument.Parse(File.ReadAllText(run.In("out/run.json")));
            return $"{json.RootElement.GetProperty("wallSeconds")} {json.RootElement.GetProperty("fieldsThisRun")} {json.RootElement.GetProperty("endedAt")}";
        }
    }

    [Fact]
    public async Task Label_ImageRepairedAfterTheEnd_SaysThatTheGapIsKept()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"));
        string damaged = plate.PathOf(plate.Keys[1]);
        byte[] sound = File.ReadAllBytes(damaged);
        File.WriteAllBytes(damaged, sound[..1000]);
        await run.RunAsync(run.Label(plate));
        Assert.DoesNotContain("kept", run.Output, StringComparison.Ordinal);
        File.WriteAllBytes(damaged, sound);

        ExitCode code = await run.RunAsync(run.Label(plate));

        Assert.Equal(ExitCode.FinishedWithGaps, code);
        Assert.Contains("1 gap is kept as found then, also where an image was repaired since; --force labels the plate anew", run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, await run.RunAsync(run.Label(plate, "--force")));
    }
}
