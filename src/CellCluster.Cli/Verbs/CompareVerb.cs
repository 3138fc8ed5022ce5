using System.CommandLine;

namespace CellCluster.Cli;

/// <summary><c>cellcluster compare</c>: how far predicted planes agree with stained ones of the same names.</summary>
internal static class CompareVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(CliServices services)
    {
        var flags = new CompareFlags();
        var command = new Command("compare", "Compare predicted with stained planes: pixels, objects and metrics with confidence intervals by well, as tables and one page.");
        flags.AddTo(command);
        CommandTree.WithExamples(command,
        [
            "cellcluster compare results/predicted plate/truth --out agreement",
            "cellcluster compare predicted stained --organelle golgi --out agreement --pattern '{well}_f{field}_golgi.tif'",
            "cellcluster compare predicted stained --predicted-labels a/labels --stained-labels b/labels --out agreement",
        ]);
        command.SetAction((parsed, _) => Task.Run(() => (int)new CompareJob(services, flags.Output.Of(parsed)).Run(() => flags.Options(parsed)), CancellationToken.None));
        return command;
    }
}
