using System.CommandLine;
using CellCluster.Grains;
using CellCluster.Hosting;

namespace CellCluster.Cli;

/// <summary><c>cellcluster retry</c>: goes on with a plate that was stopped, or tries its gaps again.</summary>
internal static class RetryVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(CliServices services)
    {
        var verb = new OnePlateVerb("retry", "Go on with a cancelled, stopped or refused plate of a cluster, or try the gaps of a finished one again: its completion is then a new revision.",
            ["cellcluster retry P042 --cluster postgres://cellcluster@db/cellcluster", "cellcluster retry P042 && cellcluster watch P042      # CELLCLUSTER_CLUSTER is set"]);
        return verb.Create(services, RunAsync);
    }

    private static async Task<ClusterAnswer> RunAsync(ClusterJob job, string plateId, CancellationToken cancellation)
    {
        await using ClusterClient cluster = await job.ConnectAsync(cancellation);
        await ClusterJob.StatusAsync(cluster, plateId, cancellation); // an unknown plate is said to be unknown
        RetryReply reply = await cluster.AskAsync(grains => grains.GetGrain<IPlateGrain>(plateId).RetryAsync(ClusterJob.Who), cancellation);
        ExitCode code = reply.Refusal is not null && PlateWatch.HasEnded(reply.Status) ? ClusterJob.CodeOf(reply.Status) : ExitCode.Complete;
        if (job.Style.HasTables)
        {
            string what = reply.Refusal is not null && !PlateWatch.HasEnded(reply.Status) ? " It is at work already: nothing was changed."
                : reply.Refusal is { } refusal ? $" Nothing is tried again: {refusal.ReplaceLineEndings(" ")}"
                : reply.ReopenedCount > 0 ? $" {Count.Of(reply.ReopenedCount, "gap is", "gaps are")} tried again."
                : " It goes on.";
            job.Services.Terminal.Output.WriteLine(PlateText.Line(reply.Status) + what);
        }
        return new ClusterAnswer(code, PlateAnswer.Of(reply.Status) with { ExitCode = (int)code, Error = reply.Refusal, ReopenedCount = reply.ReopenedCount });
    }
}
