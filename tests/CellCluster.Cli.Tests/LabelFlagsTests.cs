using System.CommandLine;
using CellCluster.Analysis;
using CellCluster.Hosting;
using CellCluster.Imaging;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Cli.Tests;

public class LabelFlagsTests
{
    [Fact]
    public void Options_EveryFlag_IsWhatItSays()
    {
        using var run = new CliRun("disks");
        (LabelOptions options, RunResources resources, bool redo, bool dry, OutputStyle style) = Parse(run,
            "/p/plate/", "--out", "/p/out", "--model", "disks", "--tiling", "256/226", "--lanes", "3", "--memory-mb", "2048", "--device", "cuda:1",
            "--pattern", "{well}.tif", "--wells", "/p/w.csv", "--channel", "2", "--z", "4", "--plate-id", "P7", "--batch", "B1",
            "--pixel-size", "0.325", "--modality", "DIC", "--allow-modality", "--no-predicted", "--no-labels", "--no-objects", "--segmentation", SegmentationJson(run), "--field-deadline-min", "2.5",
            "--plate-deadline-h", "12", "--force", "--dry-run", "--json", "--verbose");

        Assert.Equal(
            new LabelOptions
            {
                Plate = "/p/plate",
                Out = "/p/out",
                Model = run.ModelPath("disks"),
                Layout = new LayoutOptions { Pattern = "{well}.tif", WellsCsv = "/p/w.csv", Channel = "2", Z = 4, PlateId = "P7" },
                Batch = "B1",
                Tiling = TilingKind.Overlapping,
                PixelSizeUm = 0.325,
                AllowModality = true,
                Modality = "dic",
                WritePredicted = false,
                WriteLabels = false,
                WriteObjects = false,
                Segmentation = new SegmentationOptions { Golgi = new GolgiOptions { MinAreaUm2 = 2.5 } },
                FieldDeadlineMinutes = 2.5,
                PlateDeadlineHours = 12,
                Device = "cuda",
            },
            options);
        Assert.Equal(new RunResources("cuda:1", 3, 2048L << 20), resources);
        Assert.True(redo);
        Assert.True(dry);
        Assert.Equal(new OutputStyle(IsJson: true, IsQuiet: false, IsVerbose: true), style);
    }

    [Theory]
    [InlineData("""{ "nuclei": { "minSolidity": 2, "localBlockPx": 4 } }""", "Nuclei.MinSolidity 2 is not from 0 to 1")]
    [InlineData("""{ "nuclei": { "minSolidity": 2, "localBlockPx": 4 } }""", "Nuclei.LocalBlockPx 4 is not an odd number")]
    [InlineData("""{ "nucleus": {} }""", "nucleus")]
    [InlineData("nonsense", "expected JSON such as")]
    public async Task Label_SegmentationFile_SaysAllThatIsWrong(string json, string expected)
    {
        using var run = new CliRun("disks");
        File.WriteAllText(run.In("segmentation.json"), json);

        Assert.Equal(ExitCode.BadUsage, await run.RunAsync("label", run.In("plate"), "--out", run.In("out"), "--model", "disks", "--segmentation", run.In("segmentation.json")));
        Assert.Contains($"segmentation options {run.In("segmentation.json")}", run.Error, StringComparison.Ordinal);
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    private static string SegmentationJson(CliRun run)
    {
        File.WriteAllText(run.In("segmentation.json"), """{ "golgi": { "minAreaUm2": 2.5 } }""");
        return run.In("segmentation.json");
    }

    [Fact]
    public void Options_NothingButPlateAndOut_AreTheDefaults()
    {
        using var run = new CliRun("disks");
        (LabelOptions options, RunResources resources, bool redo, bool dry, OutputStyle style) = Parse(run, "/p", "--out", "/o", "--model", "disks", "--fields", "/f.csv");

        Assert.Equal(
            new LabelOptions { Plate = "/p", Out = "/o", Model = run.ModelPath("disks"), Layout = new LayoutOptions { FieldsCsv = "/f.csv" } }, options);
        Assert.Equal(new RunResources(), resources);
        Assert.False(redo || dry || style.IsJson || style.IsQuiet || style.IsVerbose);
    }

    [Theory]
    [InlineData("--lanes", "0", "--lanes: found '0', expected a whole number of 1..1024")]
    [InlineData("--lanes", "two", "--lanes: found 'two', expected a whole number of 1..1024")]
    [InlineData("--pixel-size", "0", "--pixel-size: found '0', expected a number above 0, to 1000")]
    [InlineData("--tiling", "512", "--tiling: found '512', expected one of exact, 256/226")]
    [InlineData("--device", "gpu", "--device: found 'gpu', expected cpu or cuda:0, cuda:1, …")]
    [InlineData("--modality", "uv", "--modality: found 'uv', expected one of dic, brightfield, phase")]
    [InlineData("--lane", "2", "'--lane' is no option of cellcluster label; is --lanes meant?")]
    public async Task Label_WrongValue_SaysFoundAndExpected(string name, string value, string expected)
    {
        using var run = new CliRun("disks");

        Assert.Equal(ExitCode.BadUsage, await run.RunAsync("label", "/p", "--out", "/o", name, value));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task Label_PatternAndFields_AreRefused()
    {
        using var run = new CliRun("disks");

        Assert.Equal(ExitCode.BadUsage, await run.RunAsync("label", "/p", "--out", "/o", "--pattern", "a", "--fields", "b"));
        Assert.Contains("--pattern and --fields", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Label_NoOut_SaysSo()
    {
        using var run = new CliRun("disks");

        Assert.Equal(ExitCode.BadUsage, await run.RunAsync("label", "/p"));
        Assert.Contains("--out", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("label")]
    [InlineData("simulate")]
    [InlineData("models")]
    [InlineData("status")]
    [InlineData("demo")]
    public async Task Help_OfAVerb_EndsWithExamples(string verb)
    {
        using var run = new CliRun();

        Assert.Equal(ExitCode.Complete, await run.RunAsync(verb, "--help"));
        Assert.Contains($"Examples:\n  cellcluster {verb}", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_MistypedVerb_SuggestsTheNearOne()
    {
        using var run = new CliRun();

        Assert.Equal(ExitCode.BadUsage, await run.RunAsync("lable", "plate"));
        Assert.StartsWith("error: 'lable' is no verb of cellcluster; is label meant?", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Root_NoWord_ShowsHelp()
    {
        using var run = new CliRun();

        Assert.Equal(ExitCode.Complete, await run.RunAsync());
        Assert.Contains("Examples:", run.Output, StringComparison.Ordinal);
    }

    private static (LabelOptions Options, RunResources Resources, bool Redo, bool IsDryRun, OutputStyle Style) Parse(CliRun run, params string[] words)
    {
        var flags = new LabelFlags();
        var command = new RootCommand();
        flags.AddTo(command);
        ParseResult parsed = command.Parse(words);
        Assert.Empty(parsed.Errors);
        CliServices services = run.Services(TextWriter.Null, TextWriter.Null);
        var models = new ModelCatalogue(services.ModelFolders, services.Predictors.ReadCard);
        return (flags.Options(parsed, models), flags.Resources(parsed), flags.Redo(parsed), flags.IsDryRun(parsed), flags.Output.Of(parsed));
    }
}
