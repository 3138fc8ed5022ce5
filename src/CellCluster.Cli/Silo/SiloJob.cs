using CellCluster.Hosting;
using Microsoft.Extensions.Logging;

namespace CellCluster.Cli;

/// <summary>Runs a silo until a signal, or until the cluster gives it up.</summary>
/// <param name="services">The world.</param>
/// <param name="isJson">Log lines as JSON.</param>
/// <param name="isVerbose">With the cluster's own log.</param>
internal sealed class SiloJob(CliServices services, bool isJson, bool isVerbose)
{
    // Past the drain's limit a silo that hangs is ended; less than the 30 s that Kubernetes adds by default.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    /// <summary>Starts, waits, leaves.</summary>
    /// <exception cref="SiloRefusedException">It was not started, or cannot go on.</exception>
    public async Task<ExitCode> RunAsync(SiloOptions options)
    {
        CancellationToken signal = services.Interruption.Drain;
        ClusterSilo silo = await ClusterSilo.StartAsync(options, services.Predictors, services.Time, Logging, signal);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = signal.Register(asked.SetResult);
        await Task.WhenAny(silo.Failed, asked.Task);
        if (silo.Failed.IsCompleted)
        {
            return await GiveUpAsync(silo);
        }
        using ITimer watchdog = EndAfter(options.DrainLimit + s_patience);
        bool isInTime = await silo.DrainAsync(options.DrainLimit);
        await silo.DisposeAsync();
        return isInTime ? ExitCode.Complete : ExitCode.DrainOverran;
    }

    // The cluster works without this silo already: whatever it still does is refused by the ledger, so there is nothing to wait for.
    private async Task<ExitCode> GiveUpAsync(ClusterSilo silo)
    {
        SiloRefusedException reason = await silo.Failed;
        await services.Terminal.Error.WriteLineAsync(Faults.Describe(reason, isVerbose));
        Interruption.EndProcess(Faults.CodeOf(reason));
        return Faults.CodeOf(reason);
    }

    private ITimer EndAfter(TimeSpan limit) =>
        services.Time.CreateTimer(
            _ =>
            {
                services.Terminal.Error.WriteLine($"error: the silo did not leave within {limit.TotalSeconds:0} s of the first signal; it is ended, its fields are taken up by other silos");
                Interruption.EndProcess(ExitCode.DrainOverran);
            },
            state: null, limit, Timeout.InfiniteTimeSpan);

    private void Logging(ILoggingBuilder builder) => SiloLog.AddTo(builder, services.Terminal.Error, services.Time, isJson, isVerbose);
}
