using CellCluster.TestKit;

namespace CellCluster.Cli.Tests;

public class ConfigFileTests
{
    [Fact]
    public async Task Config_HoldsEverything_PlateIsLabelled()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"));
        File.WriteAllText(run.In("facility.json"), """
            { // paths are meant from here
              "out": "out", "model": "models/disks.safetensors", "pattern": "{well}_f{field}.tif", "plateId": "P9", "lanes": 1, "noPredicted": true, "batch": null,
            }
            """);

        ExitCode code = await run.RunAsync("label", plate.Folder, "--config", run.In("facility.json"));

        Assert.Equal("", code == ExitCode.Complete ? "" : run.Error);
        Assert.Contains("Plate P9 is complete", run.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(run.In("out/report.html")));
        Assert.False(Directory.Exists(run.In("out/predicted")));
    }

    [Fact]
    public async Task Config_CommandLineSaysOtherwise_CommandLineWins()
    {
        using var run = new CliRun("disks");
        var plate = new BlobPlate(run.In("plate"));
        File.WriteAllText(run.In("facility.json"), """{ "plateId": "FILE", "noPredicted": true, "lanes": 0 }""");

        ExitCode code = await run.RunAsync(run.Label(plate, "--config", run.In("facility.json"), "--no-predicted", "false"));

        Assert.Equal("", code == ExitCode.Complete ? "" : run.Error);
        Assert.Contains("Plate P1 is complete", run.Output, StringComparison.Ordinal);
        Assert.True(Directory.Exists(run.In("out/predicted")));
    }

    [Theory]
    [InlineData("""{ "lane": 2 }""", "found 'lane' (is lanes meant?); expected only allowModality, batch, channel,")]
    [InlineData("""{ "config": "other.json" }""", "found 'config'")]
    [InlineData("""{ "lanes": 2, "lanes": 3 }""", "found 'lanes' twice; expected each option once")]
    [InlineData("""{ "force": 1 }""", "force: found 1; expected true or false")]
    [InlineData("""{ "lanes": true }""", "lanes: found true; expected a text or a number")]
    [InlineData("""{ "lanes": [1] }""", "lanes: found [1]; expected a text or a number")]
    [InlineData("""{ "lanes": "two" }""", "--lanes: found 'two', expected a whole number")]
    [InlineData("""[1]""", "found array; expected a JSON object")]
    [InlineData("{\n\"lanes\": ,", "found no valid JSON at line 2")]
    public async Task Config_Wrong_SaysFoundAndExpected(string json, string expected)
    {
        using var run = new CliRun("disks");
        File.WriteAllText(run.In("facility.json"), json);

        Assert.Equal(ExitCode.BadUsage, await run.RunAsync("label", run.In("plate"), "--out", run.In("out"), "--config", run.In("facility.json")));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Config_NoSuchFile_NamesIt()
    {
        using var run = new CliRun("disks");

        Assert.Equal(ExitCode.BadUsage, await run.RunAsync("label", run.In("plate"), "--out", run.In("out"), "--config", run.In("nowhere.json")));
        Assert.Contains($"configuration file {run.In("nowhere.json")}: it cannot be read", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--out", "out")]
    [InlineData("--memory-mb", "memoryMb")]
    [InlineData("--field-deadline-min", "fieldDeadlineMin")]
    public void CamelCase_OfAnOption_IsItsNameInFiles(string option, string name) => Assert.Equal(name, ConfigFile.CamelCase(option));
}
