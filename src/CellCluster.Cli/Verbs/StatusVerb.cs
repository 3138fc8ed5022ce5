using System.CommandLine;
using CellCluster.Grains;
using CellCluster.Hosting;
using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary><c>cellcluster status</c>: a run's output folder, a plate of a cluster, or the cluster itself.</summary>
internal static class StatusVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(CliServices services)
    {
        var what = new Argument<string?>("PLATE|DIR")
        {
            Description = "The id of a plate in the cluster, or the output folder of a run. Without it: the cluster, its silos and lanes.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var all = Flag.Switch("--all-gaps", "List every gap, not only the first 20.");
        var cluster = new ClusterFlags();
        var output = new OutputFlags();
        var command = new Command("status", "Show how far a plate has come and what its gaps are, or how a cluster is. Reads only.") { what, all };
        cluster.AddTo(command);
        output.AddTo(command);
        CommandTree.WithExamples(command,
        [
            "cellcluster status /data/P042-labels --all-gaps",
            "cellcluster status --cluster postgres://cellcluster@db/cellcluster            # silos, lanes, health, load",
            "cellcluster status P042 --cluster postgres://cellcluster@db/cellcluster",
        ]);
        command.SetAction((parsed, _) =>
        {
            OutputStyle style = output.Of(parsed);
            var job = new ClusterJob(services, style, () => cluster.Options(parsed, TerminalLog.For(services.Terminal, style)));
            string? named = parsed.GetValue(what);
            return job.RunAsync(cancellation => named is null ? ClusterAsync(job, cancellation)
                : IsFolder(named, parsed, cluster) ? FolderAsync(job, named, parsed.GetValue(all), cancellation)
                : PlateAsync(job, named, parsed.GetValue(all), cancellation));
        });
        return command;
    }

    // A cluster that is named on the command line is meant; one from the environment is not, where the folder is there.
    private static bool IsFolder(string named, ParseResult parsed, ClusterFlags cluster) =>
        !cluster.IsGiven(parsed) && (!cluster.IsKnown(parsed) || named.Contains(Path.DirectorySeparatorChar) || FolderStatus.IsOne(named));

    private static async Task<ClusterAnswer> FolderAsync(ClusterJob job, string folder, bool allGaps, CancellationToken cancellation) => !Directory.Exists(folder)
        ? throw new CliException(ExitCode.OutputUnusable, $"{Path.GetFullPath(folder)}: found no such folder; expected the output folder of a run; check the path, or name the --cluster where '{folder}' is a plate of one")
        : new ClusterAnswer(ExitCode.Complete, await FolderStatus.ReadAsync(folder, allGaps, job.Style.HasTables, job.Services, cancellation));

    private static async Task<ClusterAnswer> ClusterAsync(ClusterJob job, CancellationToken cancellation)
    {
        await using ClusterClient cluster = await job.ConnectAsync(cancellation);
        ClusterLanes lanes = await cluster.AskAsync(grains => grains.GetGrain<ILaneDirectoryGrain>(0).ListAsync(), cancellation);
        ClusterOverview overview = ClusterOverview.Of(cluster.ClusterId, lanes);
        if (job.Style.HasTables)
        {
            overview.Write(job.Services.Terminal);
        }
        return new ClusterAnswer(ExitCode.Complete, overview);
    }

    private static async Task<ClusterAnswer> PlateAsync(ClusterJob job, string plateId, bool allGaps, CancellationToken cancellation)
    {
        await using ClusterClient cluster = await job.ConnectAsync(cancellation);
        PlateStatus status = await ClusterJob.StatusAsync(cluster, plateId, cancellation);
        await using ILedger ledger = await job.OpenLedgerAsync(cancellation);
        PlateAnswer answer = await PlateListing.CompleteAsync(PlateAnswer.Of(status) with { ExitCode = 0 }, ledger, cancellation);
        if (job.Style.HasTables)
        {
            PlateText.Write(job.Services.Terminal.Output, answer, allGaps);
        }
        return new ClusterAnswer(ExitCode.Complete, answer);
    }
}
