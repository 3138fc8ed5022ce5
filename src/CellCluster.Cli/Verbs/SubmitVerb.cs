using System.CommandLine;
using CellCluster.Grains;
using CellCluster.Hosting;
using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary><c>cellcluster submit</c>: hands a plate to a cluster; again, it is the same plate.</summary>
internal static class SubmitVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(CliServices services)
    {
        var flags = new SubmitFlags();
        var command = new Command("submit", "Hand one plate to a cluster and return; every silo must see plate, model and output folder under the same paths.");
        flags.AddTo(command);
        CommandTree.WithExamples(command,
        [
            "cellcluster submit /data/P042 --out /data/P042-labels --model /models/nuclei.safetensors --device cuda --cluster postgres://cellcluster@db/cellcluster",
            "cellcluster submit /data/P043 --out /data/P043-labels --model /models/nuclei.safetensors --device cpu --priority high --wait      # CELLCLUSTER_CLUSTER is set",
        ]);
        command.SetAction((parsed, _) => RunAsync(flags, parsed, services));
        return command;
    }

    private static Task<int> RunAsync(SubmitFlags flags, ParseResult parsed, CliServices services)
    {
        OutputStyle style = flags.Output.Of(parsed);
        var job = new ClusterJob(services, style, () => flags.Cluster.Options(parsed, TerminalLog.For(services.Terminal, style)));
        return job.RunAsync(async cancellation =>
        {
            _ = flags.Cluster.Options(parsed, null); // a mistake in the address is said before a large folder is read
            (string plateId, LabelOptions options) = flags.Options(parsed, new ModelCatalogue(services.ModelFolders, services.Predictors.ReadCard));
            await using ClusterClient cluster = await job.ConnectAsync(cancellation);
            PlateStatus status = await SubmitAsync(cluster, new PlateSubmission(plateId, LabelOptionsJson.Write(options), flags.Redo(parsed), ClusterJob.Who), cancellation);
            if (style.HasTables)
            {
                Say(services.Terminal, status, options, flags.Waits(parsed));
            }
            return flags.Waits(parsed) ? await WatchVerb.ToTheEndAsync(job, cluster, plateId) : new ClusterAnswer(ClusterJob.CodeOf(status), PlateAnswer.Of(status));
        });
    }

    private static async Task<PlateStatus> SubmitAsync(ClusterClient cluster, PlateSubmission submission, CancellationToken cancellation)
    {
        StartReply reply;
        try
        {
            reply = await cluster.AskAsync(grains => grains.GetGrain<IPlateGrain>(submission.PlateId).SubmitAsync(submission), cancellation);
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            throw new CliException(ExitCode.Interrupted, $"interrupted before the cluster answered: plate {submission.PlateId} may be submitted all the same; cellcluster status {submission.PlateId} tells");
        }
        return reply.Status ?? throw new CliException(Faults.CodeOf(reply.Fault), reply.Refusal ?? "the plate was refused without a reason");
    }

    private static void Say(Terminal terminal, PlateStatus status, LabelOptions options, bool waits)
    {
        TextWriter output = terminal.Output;
        output.WriteLine(PlateText.Line(status) + (status.WasFinished ? " It was so before: nothing to do; --force labels it anew." : ""));
        if (PlateWatch.HasEnded(status))
        {
            return;
        }
        output.WriteLine($"plate     {options.Plate}");
        output.WriteLine($"model     {options.Model}");
        output.WriteLine($"results   {options.Out}");
        output.WriteLine("These paths must lead every silo to the same files; a silo that does not see them gets no field of the plate.");
        if (!waits)
        {
            output.WriteLine($"cellcluster watch {status.PlateId} follows it; submitting it again changes nothing.");
        }
    }
}
