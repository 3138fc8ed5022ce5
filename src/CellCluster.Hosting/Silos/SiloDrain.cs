using CellCluster.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CellCluster.Hosting;

/// <summary>How a silo leaves: no more work, fields in work finished or handed back, then out of the membership.</summary>
internal static class SiloDrain
{
    // Of the limit, these are kept for handing back what could not be finished and for leaving: a few calls over the network each.
    private static readonly TimeSpan s_longestLeave = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan s_longestHandBack = TimeSpan.FromSeconds(10); // SiloSlots takes no longer, nor longer than the time to finish

    /// <summary>Time to finish fields and time to leave; between them as much time to hand back as SiloSlots takes.</summary>
    public static (TimeSpan Finish, TimeSpan Leave) Split(TimeSpan limit)
    {
        TimeSpan leave = limit / 4 < s_longestLeave ? limit / 4 : s_longestLeave;
        TimeSpan work = limit - leave;
        return (work / 2 < s_longestHandBack ? work / 2 : work - s_longestHandBack, leave);
    }

    /// <summary>Drains and stops the host.</summary>
    /// <returns>True when every field was reported and the silo left in time.</returns>
    public static async Task<bool> RunAsync(IHost host, string name, SiloState state, TimeSpan limit, TimeProvider time)
    {
        long start = time.GetTimestamp();
        (TimeSpan finish, TimeSpan leave) = Split(limit);
        state.IsDraining = true; // readiness is false from here on
        IServiceProvider services = host.Services;
        SiloSlots slots = services.GetRequiredService<SiloSlots>();
        SiloEvents events = services.GetRequiredService<SiloEvents>();
        events.Draining(name, slots.InWorkCount, limit);
        services.GetRequiredService<LocalSilo>().BeginDrain();
        using var hurry = new CancellationTokenSource(limit, time);
        Task<string?> told = services.GetRequiredService<SiloReporter>().ReportAsync(); // no slot of this silo is given out any more
        bool isEmpty = await slots.DrainAsync(finish, time);
        await told.WaitAsync(leave, time).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        await host.StopAsync(hurry.Token);
        state.IsStopped = true;
        bool isInTime = isEmpty && !hurry.IsCancellationRequested;
        events.Drained(name, isInTime, time.GetElapsedTime(start));
        return isInTime;
    }
}
