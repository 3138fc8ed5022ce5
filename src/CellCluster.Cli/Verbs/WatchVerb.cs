using System.CommandLine;
using CellCluster.Grains;
using CellCluster.Hosting;

namespace CellCluster.Cli;

/// <summary><c>cellcluster watch</c>: follows a plate of a cluster to its end.</summary>
internal static class WatchVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(CliServices services)
    {
        var verb = new OnePlateVerb("watch", "Follow a plate of a cluster to its end, and end with its exit code. Ctrl-C leaves the plate running.",
            ["cellcluster watch P042 --cluster postgres://cellcluster@db/cellcluster", "cellcluster watch P042 --json      # one JSON object when the plate ends"]);
        return verb.Create(services, async (job, plateId, cancellation) =>
        {
            await using ClusterClient cluster = await job.ConnectAsync(cancellation);
            return await ToTheEndAsync(job, cluster, plateId);
        });
    }

    /// <summary>Follows a plate, says how it ended and what that means for the exit code.</summary>
    public static async Task<ClusterAnswer> ToTheEndAsync(ClusterJob job, ClusterClient cluster, string plateId)
    {
        (PlateStatus status, bool isInterrupted) = await new PlateWatch(job, cluster).RunAsync(plateId);
        if (isInterrupted)
        {
            await job.Services.Terminal.Error.WriteLineAsync($"stopped watching: {PlateWatch.LeavingLine(plateId)}");
            return new ClusterAnswer(ExitCode.Interrupted, PlateAnswer.Of(status) with { ExitCode = (int)ExitCode.Interrupted });
        }
        ExitCode code = ClusterJob.CodeOf(status);
        if (code is ExitCode.Stopped or ExitCode.Cancelled)
        {
            string next = status.Phase == PlatePhase.Stopped ? "It is taken up again by itself once that is mended." : $"cellcluster retry {plateId} goes on with it.";
            await job.Services.Terminal.Error.WriteLineAsync($"{PlateText.Line(status)} {next}");
        }
        else if (job.Style.HasTables)
        {
            job.Services.Terminal.Output.WriteLine(PlateText.Line(status));
            job.Services.Terminal.Output.WriteLine($"results   {status.Out}");
        }
        return new ClusterAnswer(code, PlateAnswer.Of(status));
    }
}
