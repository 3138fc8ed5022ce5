using CellCluster.Analysis;
using CellCluster.Learning;
using CellCluster.Pipeline;
using CellCluster.TestKit;

namespace CellCluster.Cli.Tests;

/// <summary>The built program with a real, tiny network: killed, interrupted, twice on one folder.</summary>
public sealed class ProcessTests : IDisposable
{
    private const int WellCount = 8;
    private readonly TemporaryFolder _folder = new();
    private readonly BlobPlate _plate;

    public ProcessTests()
    {
        // Fields large enough that a run takes a few seconds, small enough that a test does.
        _plate = new BlobPlate(_folder.In("Plätte"), WellCount, fieldsPerWell: 2, size: 384);
        var shape = new NetworkShape([16, 32], 0);
        var card = new ModelCard
        {
            Name = "tiny",
            Version = "1",
            Modality = "dic",
            Outputs = [new OutputChannel(Organelle.Nuclei, 1, 0)],
            Network = shape,
            Normalisation = new InputNormalisation(IlluminationCorrection.None, 0),
        };
        using var network = new UNet(shape, 1, seed: 7);
        ModelFile.Save(_folder.In("tiny.safetensors"), network, card, halfPrecision: false);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Label_KilledAndRunAgain_GivesTheContentOfAnUndisturbedRun()
    {
        using CliProcess undisturbed = await CliProcess.RunAsync(Label("undisturbed"));
        Assert.Equal("", await undisturbed.EndAsync() == ExitCode.Complete ? "" : undisturbed.Error);
        using (CliProcess killed = CliProcess.Start(Label("killed")))
        {
            Assert.True(await killed.UntilAsync(() => LabelCount("killed") >= 4));
            killed.KillAtOnce();
            await killed.EndAsync();
        }
        Assert.False(File.Exists(_folder.In("killed/manifest.json")), "the run ended before it was killed: the plate is too small for this test");

        using CliProcess again = await CliProcess.RunAsync(Label("killed"));

        Assert.Equal("", await again.EndAsync() == ExitCode.Complete ? "" : again.Error);
        foreach (string name in (string[])["metrics.csv", "manifest.json", "well_metrics.csv"])
        {
            Assert.Equal(File.ReadAllText(_folder.In($"undisturbed/{name}")), File.ReadAllText(_folder.In($"killed/{name}")));
        }
        Assert.Equal(2 * WellCount, LabelCount("killed"));
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task Label_Signal_DrainsAndTheSameCommandGoesOn(string signal)
    {
        using (CliProcess interrupted = CliProcess.Start(Label("out")))
        {
            Assert.True(await interrupted.UntilAsync(() => LabelCount("out") >= 2));
            await interrupted.SignalAsync(signal);

            Assert.Equal(ExitCode.Interrupted, await interrupted.EndAsync());
            Assert.Contains("run the same command again to go on; press Ctrl-C again to stop at once", interrupted.Error, StringComparison.Ordinal);
            Assert.Contains($"cellcluster label '{_plate.Folder}'".Replace("'", "", StringComparison.Ordinal), interrupted.Error.Replace("'", "", StringComparison.Ordinal), StringComparison.Ordinal);
        }
        using CliProcess again = await CliProcess.RunAsync(Label("out"));

        Assert.Equal("", await again.EndAsync() == ExitCode.Complete ? "" : again.Error);
        Assert.Contains($"{2 * WellCount} of {2 * WellCount} fields done", again.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_TwoSignals_StopsAtOnceAndTheSameCommandGoesOn()
    {
        using (CliProcess interrupted = CliProcess.Start(Label("out")))
        {
            Assert.True(await interrupted.UntilAsync(() => LabelCount("out") >= 2));
            await interrupted.SignalAsync("INT");
            await interrupted.SignalAsync("INT");
            Assert.Equal(ExitCode.Interrupted, await interrupted.EndAsync());
        }
        using CliProcess again = await CliProcess.RunAsync(Label("out"));

        Assert.Equal("", await again.EndAsync() == ExitCode.Complete ? "" : again.Error);
    }

    [Fact]
    public async Task Label_SecondProcessOnOneFolder_IsRefusedAndNamesTheFirst()
    {
        using CliProcess first = CliProcess.Start(Label("out"));
        Assert.True(await first.UntilAsync(() => LabelCount("out") >= 1));

        using CliProcess second = await CliProcess.RunAsync(Label("out"));

        Assert.Equal(ExitCode.OutputUnusable, await second.EndAsync());
        Assert.Contains($"in use by process {first.Id}", second.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, await first.EndAsync());
    }

    [Fact]
    public async Task Label_DamagedModel_IsOneLineAndLeavesNoFolder()
    {
        File.WriteAllText(_folder.In("tiny.safetensors"), "no weights");

        using CliProcess process = await CliProcess.RunAsync(Label("out"));

        Assert.Equal(ExitCode.ModelUnusable, await process.EndAsync());
        Assert.StartsWith($"error: model file {_folder.In("tiny.safetensors")}: ", Assert.Single(process.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)), StringComparison.Ordinal);
        Assert.False(Directory.Exists(_folder.In("out")));
    }

    private string[] Label(string folder) =>
        ["label", _plate.Folder, "--out", _folder.In(folder), "--model", _folder.In("tiny.safetensors"), "--pattern", BlobPlate.Pattern, "--plate-id", "P1", "--lanes", "2"];

    private int LabelCount(string folder) =>
        Directory.Exists(_folder.In($"{folder}/labels")) ? Directory.GetFiles(_folder.In($"{folder}/labels"), "*.tif").Length : 0;
}
