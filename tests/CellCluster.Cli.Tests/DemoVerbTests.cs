using CellCluster.Analysis;
using CellCluster.TestKit;

namespace CellCluster.Cli.Tests;

public class DemoVerbTests
{
    [Fact]
    public async Task Demo_TwiceInOneFolder_ComparesWithTruthAndDoesNothingTheSecondTime()
    {
        using var run = new CliRun("demo-dic")
        {
            Predictors = new FakePredictorFactory(_ => new FakePredictor(FakeModels.Card(Organelle.Nuclei)) { PreferredTilePx = 512 }),
        };

        Assert.Equal("", await run.RunAsync("demo", "--out", run.In("demo")) == ExitCode.Complete ? "" : run.Error);

        string[] wells = ["B02", "B03", "B04", "C02", "C03", "C04"];
        Assert.All(wells, well => Assert.Contains($"│ {well}  │ CHO-0", run.Output, StringComparison.Ordinal));
        string truth = File.ReadAllText(run.In("demo/plate/truth/fields.csv"));
        int simulated = truth.Split('\n', StringSplitOptions.RemoveEmptyEntries).Skip(1).Sum(row => int.Parse(row.Split(',')[2]));
        Assert.Contains($"│{simulated}││", run.Output.Replace(" ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains($"Open {run.In("demo/results/report.html")} in a browser.", run.Output, StringComparison.Ordinal);

        Assert.Equal(ExitCode.Complete, await run.RunAsync("demo", "--out", run.In("demo")));
        Assert.Contains("was finished before", run.Output, StringComparison.Ordinal);
        Assert.Contains("The simulated plate is there already", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_NoModelShipped_SaysSoBeforeItSimulates()
    {
        using var run = new CliRun();

        Assert.Equal(ExitCode.ModelUnusable, await run.RunAsync("demo", "--out", run.In("demo")));
        Assert.Contains("no model is shipped with this program", run.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(run.In("demo")));
    }
}
