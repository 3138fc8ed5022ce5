using System.Text.Json;
using CellCluster.Analysis;
using CellCluster.Pipeline;
using CellCluster.TestKit;

namespace CellCluster.Cli.Tests;

public class LabelVerbTests
{
    [Fact]
    public async Task Label_SoundPlate_IsCompleteAndNamesReport()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"));

        ExitCode code = await run.RunAsync(run.Label(plate));

        Assert.Equal(ExitCode.Complete, code);
        Assert.Contains("Plate P1 is complete after", run.Output, StringComparison.Ordinal);
        Assert.Contains(run.In("out/report.html"), run.Output, StringComparison.Ordinal);
        int objects = plate.Keys.Sum(BlobPlate.DiskCount);
        Assert.Contains($"│nuclei│{objects}│", run.Output.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Output + run.Error);
    }

    [Fact]
    public async Task Label_MissingAndTruncatedField_FinishesWithGaps()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"));
        string truncated = plate.PathOf(plate.Keys[1]);
        File.WriteAllBytes(truncated, File.ReadAllBytes(truncated)[..1000]);

        ExitCode code = await run.RunAsync(run.Label(plate));

        Assert.Equal(ExitCode.FinishedWithGaps, code);
        Assert.Contains("Gap: well A01, field 2: unreadable", run.Output, StringComparison.Ordinal);
        Assert.Contains("gap: well A01, field 2: unreadable", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, await run.RunAsync("status", run.In("out")));
        Assert.Contains("complete-with-gaps", run.Output, StringComparison.Ordinal);
        Assert.Contains("gap       well A01, field 2: unreadable", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_FinishedPlateAgain_DoesNothingAndSaysSo()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"));
        await run.RunAsync(run.Label(plate));
        byte[] manifest = File.ReadAllBytes(run.In("out/manifest.json"));

        ExitCode code = await run.RunAsync(run.Label(plate));

        Assert.Equal(ExitCode.Complete, code);
        Assert.Contains("was finished before", run.Output, StringComparison.Ordinal);
        Assert.Equal(manifest, File.ReadAllBytes(run.In("out/manifest.json")));
    }

    [Fact]
    public async Task Label_OtherWeightsInSameFolder_IsRefusedAndForceRedoes()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"));
        await run.RunAsync(run.Label(plate));
        File.WriteAllText(run.ModelPath("disks"), "other weights");

        Assert.Equal(ExitCode.OutputUnusable, await run.RunAsync(run.Label(plate)));
        Assert.StartsWith("error: plate P1: the output folder holds a run with other settings (weights: ", OneLine(run.Error), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, await run.RunAsync(run.Label(plate, "--force")));
    }

    [Fact]
    public async Task Label_Json_PutsOneObjectOnOutput()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"));

        ExitCode code = await run.RunAsync(run.Label(plate, "--json"));

        Assert.Equal(ExitCode.Complete, code);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal("complete", json.RootElement.GetProperty("state").GetString());
        Assert.Equal(0, json.RootElement.GetProperty("exitCode").GetInt32());
        Assert.Equal(plate.Keys.Count, json.RootElement.GetProperty("fields").GetProperty("done").GetInt32());
        Assert.Equal(plate.Keys.Sum(BlobPlate.DiskCount), json.RootElement.GetProperty("organelles")[0].GetProperty("objects").GetInt32());
    }

    [Fact]
    public async Task Label_JsonAndNoSuchPlate_PutsErrorIntoObject()
    {
        using var run = new CliRun("disks");

        ExitCode code = await run.RunAsync("label", run.In("nowhere"), "--out", run.In("out"), "--model", "disks", "--json");

        Assert.Equal(ExitCode.PlateNotUnderstood, code);
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal("failed", json.RootElement.GetProperty("state").GetString());
        Assert.Equal(4, json.RootElement.GetProperty("exitCode").GetInt32());
        Assert.Contains(run.In("nowhere"), json.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_Quiet_SaysNothing()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"));

        Assert.Equal(ExitCode.Complete, await run.RunAsync(run.Label(plate, "--quiet")));

        Assert.Equal("", run.Output + run.Error);
    }

    [Fact]
    public async Task Label_DryRun_ShowsPlanAndWritesNothing()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"));

        ExitCode code = await run.RunAsync(run.Label(plate, "--dry-run"));

        Assert.Equal(ExitCode.Complete, code);
        Assert.False(Directory.Exists(run.In("out")));
        Assert.Contains("200 x 200 px", run.Output, StringComparison.Ordinal);
        Assert.Contains("6 in 3 wells", run.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing was written.", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_Interrupted_DrainsAndTheSameCommandGoesOn()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"), wellCount: 40); // many: the drain is noticed some fields later
        int predicted = 0;
        run.Predictors = new FakePredictorFactory(_ => new FakePredictor
        {
            BeforePredict = _ =>
            {
                if (Interlocked.Increment(ref predicted) == 3)
                {
                    run.Interruption.Signal();
                }
            },
        });

        ExitCode code = await run.RunAsync(run.Label(plate));

        Assert.Equal(ExitCode.Interrupted, code);
        Assert.Contains("press Ctrl-C again to stop at once", run.Error, StringComparison.Ordinal);
        Assert.Contains($"Run the same command again to go on: cellcluster label {plate.Folder} --out {run.In("out")}", run.Error, StringComparison.Ordinal);
        Assert.False(File.Exists(run.In("out/manifest.json")));
        using var second = new CliRun();
        string[] words = run.Label(plate);
        Assert.Equal(ExitCode.Complete, await second.RunAsync(words));
        Assert.Contains("80 of 80 fields done", second.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("disk", "model 'disk': found no such model (is disks meant?); expected one of disks or the path")]
    [InlineData("no/such.safetensors", "no/such.safetensors: found nothing; expected a weights file")]
    public async Task Label_UnknownModel_NamesTheKnownOnes(string model, string expected)
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"));

        ExitCode code = await run.RunAsync("label", plate.Folder, "--out", run.In("out"), "--model", model);

        Assert.Equal(ExitCode.ModelUnusable, code);
        Assert.Contains(expected, OneLine(run.Error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_NoModelNamedAndTwoFit_ListsThem()
    {
        using var run = new CliRun("disks", "dots");
        var plate = new BlobPlate(run.In("plate"));

        ExitCode code = await run.RunAsync("label", plate.Folder, "--out", run.In("out"), "--pattern", BlobPlate.Pattern, "--modality", "dic");

        Assert.Equal(ExitCode.ModelUnusable, code);
        Assert.Contains("2 models fit: disks, dots", OneLine(run.Error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_NoModelNamedAndOneFits_TakesIt()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"));

        Assert.Equal(ExitCode.Complete, await run.RunAsync("label", plate.Folder, "--out", run.In("out"), "--pattern", BlobPlate.Pattern, "--modality", "dic"));
    }

    [Fact]
    public async Task Label_OtherModality_IsRefusedUnlessAllowed()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"));

        Assert.Equal(ExitCode.ModelUnusable, await run.RunAsync(run.Label(plate, "--modality", "phase")));
        Assert.Contains("--allow-modality", OneLine(run.Error), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, await run.RunAsync(run.Label(plate, "--modality", "phase", "--allow-modality")));
    }

    [Fact]
    public async Task Label_TooLittleMemory_NamesTheNeed()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"));

        Assert.Equal(ExitCode.DeviceOrMemory, await run.RunAsync(run.Label(plate, "--memory-mb", "10")));
        Assert.Contains("10 MB may be used", OneLine(run.Error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_FileInPlaceOfOutputFolder_IsRefused()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"));
        File.WriteAllText(run.In("out"), "a file");

        Assert.Equal(ExitCode.OutputUnusable, await run.RunAsync(run.Label(plate)));
        Assert.Contains($"output folder {run.In("out")}: found a file of that name", OneLine(run.Error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_OutputFolderThatCannotBeMade_IsRefused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "needs a file system that refuses writing to everyone: /proc");
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"));

        Assert.Equal(ExitCode.OutputUnusable, await run.RunAsync(run.Label(plate, "--out", "/proc/cellcluster")));
        Assert.StartsWith("error: output folder /proc/cellcluster: found no permission or no place to write", OneLine(run.Error), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_OutputFolderVanishes_StopsAndTheSameCommandGoesOn()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"), wellCount: 6);
        int predicted = 0;
        run.Predictors = new FakePredictorFactory(_ => new FakePredictor
        {
            BeforePredict = _ =>
            {
                if (Interlocked.Increment(ref predicted) == 3)
                {
                    Directory.Move(run.In("out/labels"), run.In("out/elsewhere"));
                }
            },
        });

        ExitCode code = await run.RunAsync(run.Label(plate));

        Assert.Equal(ExitCode.Stopped, code);
        Assert.Contains("error: plate P1 stopped: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("Run the same command again to go on: cellcluster label", run.Error, StringComparison.Ordinal);
        Directory.Move(run.In("out/elsewhere"), run.In("out/labels"));
        run.Predictors = new FakePredictorFactory();
        Assert.Equal(ExitCode.Complete, await run.RunAsync(run.Label(plate)));
    }

    [Fact]
    public async Task Label_DeviceThatIsNotThere_IsNeverReplaced()
    {
        using var run = new CliRun("disks") { Predictors = new AbsentDevice() };
        var plate = new BlobPlate(run.In("plate"));

        Assert.Equal(ExitCode.DeviceOrMemory, await run.RunAsync(run.Label(plate, "--device", "cuda:0")));
        Assert.Equal("error: device cuda:0: there is none", OneLine(run.Error));
    }

    [Fact]
    public async Task Label_UnforeseenException_IsOneLineAndWhereToReport()
    {
        using var run = new CliRun("disks") { Predictors = new FakePredictorFactory(_ => throw new InvalidTimeZoneException("odd")) };
        var plate = new BlobPlate(run.In("plate"));

        Assert.Equal(ExitCode.Unexpected, await run.RunAsync(run.Label(plate)));
        Assert.StartsWith("error: odd (unexpected InvalidTimeZoneException", OneLine(run.Error), StringComparison.Ordinal);
        Assert.Equal(ExitCode.Unexpected, await run.RunAsync(run.Label(plate, "--verbose")));
        Assert.Contains("   at ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_NonAsciiNames_AreLabelled()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("Plätte 7 – 細胞"));

        ExitCode code = await run.RunAsync("label", plate.Folder, "--out", run.In("Ergebnis ü"), "--pattern", BlobPlate.Pattern, "--model", "disks", "--plate-id", "Zürich-7");

        Assert.Equal(ExitCode.Complete, code);
        Assert.Contains("Plate Zürich-7 is complete", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(run.In("Ergebnis ü/report.html")));
    }

    // The error of a one-line fault, without its end of line.
    private static string OneLine(string error) => Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries)).TrimEnd();

    private sealed class AbsentDevice : IPredictorFactory
    {
        public IPredictor Create(string modelPath, string device) => throw new DeviceUnavailableException(device, "there is none");

        public ModelCard ReadCard(string modelPath) => FakeModels.Card(Organelle.Nuclei);

        public void RequireDevice(string device) => throw new DeviceUnavailableException(device, "there is none");

        public PredictorProfile ProfileOf(string device) => Describe("", device).Profile;

        public PredictorFacts Describe(string modelPath, string device) => new FakePredictor().Facts;
    }
}
