using System.CommandLine;
using CellCluster.Hosting;
using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary><c>cellcluster plates</c>: the plates of a cluster.</summary>
internal static class PlatesVerb
{
    private const int ShownFinished = 20;

    /// <summary>The verb.</summary>
    public static Command Create(CliServices services)
    {
        var flags = new ClusterFlags();
        var output = new OutputFlags();
        var all = Flag.Switch("--all", $"List every finished plate, not only the {ShownFinished} newest.");
        var command = new Command("plates", "List the plates of a cluster: state, fields, gaps, and what they wait for. Reads the ledger, so also while no silo is alive.") { all };
        flags.AddTo(command);
        output.AddTo(command);
        CommandTree.WithExamples(command, ["cellcluster plates --cluster postgres://cellcluster@db/cellcluster", "cellcluster plates --all --json"]);
        command.SetAction((parsed, _) =>
        {
            OutputStyle style = output.Of(parsed);
            var job = new ClusterJob(services, style, () => flags.Options(parsed, TerminalLog.For(services.Terminal, style)));
            return job.RunAsync(cancellation => RunAsync(job, parsed.GetValue(all) ? int.MaxValue : ShownFinished, cancellation));
        });
        return command;
    }

    private static async Task<ClusterAnswer> RunAsync(ClusterJob job, int finished, CancellationToken cancellation)
    {
        (ClusterClient? cluster, string? silent) = await ConnectAsync(job, cancellation);
        await using (cluster)
        await using (ILedger ledger = await job.OpenLedgerAsync(cancellation))
        {
            PlateListing listing = await PlateListing.ReadAsync(ledger, cluster, finished, silent, cancellation);
            if (job.Style.HasTables)
            {
                PlateTable.Write(job.Services.Terminal, listing, job.Services.Time.GetUtcNow());
            }
            return new ClusterAnswer(ExitCode.Complete, listing);
        }
    }

    private static async Task<(ClusterClient? Cluster, string? Silent)> ConnectAsync(ClusterJob job, CancellationToken cancellation)
    {
        try
        {
            return (await job.ConnectAsync(cancellation), null);
        }
        catch (ClusterUnusableException fault) when (fault.Fault == ClusterFault.Silent)
        {
            await job.Services.Terminal.Error.WriteLineAsync($"{fault.Message}; what follows is what the ledger says");
            return (null, fault.Message);
        }
    }
}
