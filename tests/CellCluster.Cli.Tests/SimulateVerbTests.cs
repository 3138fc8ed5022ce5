using System.CommandLine;
using CellCluster.Plates;
using CellCluster.Plates.Simulation;

namespace CellCluster.Cli.Tests;

public class SimulateVerbTests
{
    [Fact]
    public void Options_EveryFlag_IsWhatItSays()
    {
        SimulationOptions options = Parse(
            "plate", "--plate-id", "S9", "--wells", "C03-D05", "--fields-per-well", "3", "--size", "48x64", "--pixel-size", "0.5", "--modality", "brightfield",
            "--bit-depth", "16", "--seed", "42", "--density", "500", "--clumping", "0.25", "--defocus", "-2", "--defocus-jitter", "1", "--exposure", "0.5", "--gradient", "0.3",
            "--noise", "2", "--empty-fraction", "0.1", "--truth", "false", "--damage", "missing,blank");

        Assert.Equal(
            new SimulationOptions
            {
                PlateId = "S9", FirstWell = new WellId(2, 2), Rows = 2, Columns = 3, FieldsPerWell = 3, HeightPx = 48, WidthPx = 64, PixelSizeUm = 0.5,
                Mode = TransmittedLightMode.Brightfield, BitDepth = 16, Seed = 42, CellsPerSquareMm = 500, Clumping = 0.25, DefocusUm = -2, DefocusJitterUm = 1, Exposure = 0.5,
                IlluminationGradient = 0.3, Noise = 2, EmptyFieldShare = 0.1, WriteTruth = false, Damaged = options.Damaged,
            },
            options);
        Assert.Equal(
            [new(new WellId(2, 2), new FieldIndex(1), FieldDamage.Missing), new DamagedField(new WellId(2, 3), new FieldIndex(1), FieldDamage.Blank)],
            options.Damaged);
    }

    [Fact]
    public void Options_None_AreTheSimulatorsDefaults() =>
        Assert.Equal(new SimulationOptions { Damaged = [] }, Parse("plate") with { Damaged = [] });

    [Fact]
    public async Task Simulate_SmallPlate_WritesIt()
    {
        using var run = new CliRun();

        ExitCode code = await run.RunAsync("simulate", run.In("plate"), "--rows", "1", "--columns", "2", "--fields-per-well", "1", "--size", "64");

        Assert.Equal(ExitCode.Complete, code);
        Assert.True(File.Exists(run.In("plate/TimePoint_1/SIM001_B02_s1_w1.TIF")));
        Assert.True(File.Exists(run.In("plate/pairs.csv")));
        Assert.Contains("simulating: 2 of 2 fields", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Simulate_FolderHoldsAPlate_IsRefused()
    {
        using var run = new CliRun();
        Directory.CreateDirectory(run.In("plate/TimePoint_1"));

        Assert.Equal(ExitCode.OutputUnusable, await run.RunAsync("simulate", run.In("plate"), "--size", "64"));
        Assert.Contains("the folder holds a plate already", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--size", "12x", "--size: found '12x'")]
    [InlineData("--damage", "burnt", "--damage: found 'burnt', expected kinds out of missing, truncated, blank")]
    [InlineData("--wells", "D02-B03", "--wells: found 'D02-B03'")]
    [InlineData("--density", "9999", "CellsPerSquareMm 9999 is not within 0..4000")]
    public async Task Simulate_WrongValue_SaysFoundAndExpected(string name, string value, string expected)
    {
        using var run = new CliRun();

        Assert.Equal(ExitCode.BadUsage, await run.RunAsync("simulate", run.In("plate"), name, value));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(run.In("plate")));
    }

    private static SimulationOptions Parse(params string[] words)
    {
        var flags = new SimulateFlags();
        var command = new RootCommand();
        flags.AddTo(command);
        ParseResult parsed = command.Parse(words);
        Assert.Empty(parsed.Errors);
        return flags.Options(parsed);
    }
}
