using System.CommandLine;
using CellCluster.Grains;
using CellCluster.Hosting;

namespace CellCluster.Cli;

/// <summary><c>cellcluster cancel</c>: stops a plate of a cluster.</summary>
internal static class CancelVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(CliServices services)
    {
        var verb = new OnePlateVerb("cancel", "Stop a plate of a cluster: fields in work are given up, what is done stays. Who did it goes to the audit.",
            ["cellcluster cancel P042 --cluster postgres://cellcluster@db/cellcluster"]);
        return verb.Create(services, RunAsync);
    }

    private static async Task<ClusterAnswer> RunAsync(ClusterJob job, string plateId, CancellationToken cancellation)
    {
        await using ClusterClient cluster = await job.ConnectAsync(cancellation);
        PlateStatus before = await ClusterJob.StatusAsync(cluster, plateId, cancellation); // an unknown plate is said to be unknown
        PlateStatus status = await cluster.AskAsync(grains => grains.GetGrain<IPlateGrain>(plateId).CancelAsync(ClusterJob.Who), cancellation);
        if (job.Style.HasTables)
        {
            string rest = status.Phase switch
            {
                PlatePhase.Cancelled when before.Phase == PlatePhase.Cancelled => $" It was so before: nothing to do. cellcluster retry {plateId} goes on with it.",
                PlatePhase.Cancelled => $" cellcluster retry {plateId} goes on with it.",
                PlatePhase.Finished => " It was finished before: nothing was stopped.",
                _ => "",
            };
            job.Services.Terminal.Output.WriteLine(PlateText.Line(status) + rest);
        }
        return new ClusterAnswer(ExitCode.Complete, PlateAnswer.Of(status) with { ExitCode = 0 }); // that it does not run is what was asked for
    }
}
