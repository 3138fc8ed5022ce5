using CellCluster.Pipeline;
using Microsoft.Extensions.Logging;

namespace CellCluster.Hosting;

/// <summary>The life of a silo in a process of its own: starts, works until a signal or until the cluster gives it up, leaves in time or is ended.</summary>
/// <param name="options">Who it is.</param>
/// <param name="factory">Makes predictors.</param>
/// <param name="time">Clock.</param>
/// <param name="logging">Where logs go; null: nowhere.</param>
/// <param name="endProcess">Ends the process at once with the reason given; does not come back.</param>
public sealed class SiloRun(SiloOptions options, IPredictorFactory factory, TimeProvider time, Action<ILoggingBuilder>? logging, Action<SiloRefusedException> endProcess)
{
    /// <summary>Past the limit of its drain a silo that hangs is ended after this time.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(5);

    /// <summary>Runs it.</summary>
    /// <param name="started">Told when it has joined; null: nobody is.</param>
    /// <param name="signal">Asks it to leave.</param>
    /// <returns>True when it left in time, with every field finished or handed back.</returns>
    /// <exception cref="SiloRefusedException">It was not started.</exception>
    public async Task<bool> RunAsync(Action<ClusterSilo>? started, CancellationToken signal)
    {
        ClusterSilo silo = await ClusterSilo.StartAsync(options, factory, time, logging, signal);
        started?.Invoke(silo);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using CancellationTokenRegistration registration = signal.Register(asked.SetResult);
        await Task.WhenAny(silo.Failed, asked.Task);
        if (silo.Failed.IsCompleted)
        {
            // The cluster works without this silo already: whatever it still does is refused by the ledger, so there is nothing to wait for.
            endProcess(await silo.Failed);
        }
        TimeSpan limit = options.DrainLimit;
        using ITimer watchdog = time.CreateTimer(_ => endProcess(Overran(limit)), state: null, limit + Patience, Timeout.InfiniteTimeSpan);
        bool isInTime = await silo.DrainAsync(limit);
        await silo.DisposeAsync();
        return isInTime;
    }

    private SiloRefusedException Overran(TimeSpan limit) => new(
        SiloFault.DrainOverran,
        $"silo {options.Name} did not leave within {(limit + Patience).TotalSeconds:0} s of the signal and is ended; other silos take up its fields");
}
