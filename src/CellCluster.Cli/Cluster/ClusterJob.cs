using CellCluster.Grains;
using CellCluster.Hosting;
using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary>What a verb found, for scripts.</summary>
/// <param name="Code">How the program ends.</param>
/// <param name="Report">What <c>--json</c> writes.</param>
internal sealed record ClusterAnswer(ExitCode Code, object Report);

/// <summary>Asks a cluster in front of a person or a script.</summary>
/// <param name="services">The world.</param>
/// <param name="style">How much is said.</param>
/// <param name="options">Which cluster.</param>
internal sealed class ClusterJob(CliServices services, OutputStyle style, Func<ClusterClientOptions> options)
{
    /// <summary>The world.</summary>
    public CliServices Services => services;

    /// <summary>How much is said.</summary>
    public OutputStyle Style => style;

    /// <summary>Who asks, for the audit.</summary>
    public static string Who { get; } = $"{Environment.UserName}@{Environment.MachineName}";

    /// <summary>Does the work; with <c>--json</c> it ends with one object, also after an error.</summary>
    public async Task<int> RunAsync(Func<CancellationToken, Task<ClusterAnswer>> work)
    {
        ClusterAnswer answer;
        try
        {
            answer = await work(services.Interruption.Drain);
        }
        catch (Exception fault) when (style.IsJson) // a script reads the object: it gets one after every error
        {
            await services.Terminal.Error.WriteLineAsync(Faults.Describe(fault, style.IsVerbose));
            ExitCode code = Faults.CodeOf(fault);
            answer = new ClusterAnswer(code, new PlateAnswer { State = "failed", ExitCode = (int)code, Error = fault.Message.ReplaceLineEndings(" ") });
        }
        if (style.IsJson)
        {
            await services.Terminal.Output.WriteLineAsync(PlateAnswer.ToJson(answer.Report));
        }
        return (int)answer.Code;
    }

    /// <summary>Connects.</summary>
    public Task<ClusterClient> ConnectAsync(CancellationToken cancellation) => ClusterClient.ConnectAsync(options(), services.Time, cancellation);

    /// <summary>Opens the cluster's ledger.</summary>
    public Task<ILedger> OpenLedgerAsync(CancellationToken cancellation) => ClusterClient.OpenLedgerAsync(options(), services.Time, cancellation);

    /// <summary>Where a plate is.</summary>
    /// <exception cref="CliException">The cluster knows no such plate.</exception>
    public static async Task<PlateStatus> StatusAsync(ClusterClient cluster, string plateId, CancellationToken cancellation)
    {
        PlateStatus status = await cluster.AskAsync(grains => grains.GetGrain<IPlateGrain>(plateId).StatusAsync(), cancellation);
        return IsUnknown(status)
            ? throw new CliException(ExitCode.BadUsage, $"plate {plateId}: the cluster knows no such plate; cellcluster plates lists those it knows")
            : status;
    }

    /// <summary>Whether nothing was ever heard of the plate.</summary>
    public static bool IsUnknown(PlateStatus status) => status is { Phase: PlatePhase.Idle, FieldCount: 0, Out: "" };

    /// <summary>How a plate ended, as label says it; complete for one that is on its way.</summary>
    public static ExitCode CodeOf(PlateStatus status) => status switch
    {
        { Phase: PlatePhase.Finished, GapCount: 0 } => ExitCode.Complete,
        { Phase: PlatePhase.Finished } => ExitCode.FinishedWithGaps,
        { Phase: PlatePhase.Cancelled } => ExitCode.Cancelled,
        { Phase: PlatePhase.Refused } or { Phase: PlatePhase.Stopped, Fault: not null } => ExitCode.Stopped,
        _ => ExitCode.Complete,
    };
}
