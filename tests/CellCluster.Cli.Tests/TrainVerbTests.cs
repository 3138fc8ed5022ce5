using CellCluster.Analysis;
using CellCluster.Learning;
using CellCluster.Pipeline;

namespace CellCluster.Cli.Tests;

public class TrainVerbTests
{
    [Fact]
    public async Task Train_SimulatedPlate_WritesAModelWithItsCard()
    {
        using var run = new CliRun();
        await run.RunAsync("simulate", run.In("plate"), "--rows", "1", "--columns", "2", "--fields-per-well", "1", "--size", "64");

        ExitCode code = await run.RunAsync(
            "train", "--pairs", run.In("plate/pairs.csv"), "--out", run.In("m.safetensors"), "--modality", "dic", "--validate", "well=B03",
            "--widths", "16,32", "--crop", "32", "--batch", "1", "--steps", "4", "--validate-every", "2", "--half");

        Assert.Equal(ExitCode.Complete, code);
        ModelCard card = ModelFile.ReadCard(run.In("m.safetensors"));
        Assert.Equal([Organelle.Nuclei, Organelle.Er, Organelle.Golgi], card.Outputs.Select(static o => o.Organelle));
        Assert.StartsWith("cellcluster train --pairs pairs.csv --out m.safetensors", card.Training!.Command, StringComparison.Ordinal);
        Assert.Contains("mean Pearson", run.Output, StringComparison.Ordinal);
        Assert.Contains("step 4/4", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("input,well,experiment\na,b,c\n", "no stain", new string[0])]
    [InlineData("input,nuclei,well,experiment\na.tif,b.tif,c,d\n", "line 2, column input: a.tif is not there", new string[0])]
    [InlineData("", "crop 33 px", new[] { "--crop", "33" })]
    [InlineData("", "holds nothing out", new[] { "--validate", "crops=3" })]
    [InlineData("", "leave out --validate", new[] { "--leave-out", "all", "--validate", "wells=0.5" })]
    public async Task Train_BadInput_EndsWithOneLineAndWritesNothing(string table, string why, string[] further)
    {
        using var run = new CliRun();
        await File.WriteAllTextAsync(run.In("pairs.csv"), table);

        ExitCode code = await run.RunAsync(["train", "--pairs", run.In("pairs.csv"), "--out", run.In("m.safetensors"), "--modality", "dic", .. further]);

        Assert.Equal(ExitCode.BadUsage, code);
        string line = Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(why, line, StringComparison.Ordinal);
        Assert.False(File.Exists(run.In("m.safetensors")));
    }
}
