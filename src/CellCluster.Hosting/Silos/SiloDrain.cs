using CellCluster.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CellCluster.Hosting;

/// <summary>How a silo leaves: no more work, fields in work finished or handed back, then out of the membership.</summary>
internal static class SiloDrain
{
    // Of the limit, this much is kept for handing back and leaving: both are a few calls over the network.
    private const double LeaveShare = 0.25;
    private static readonly TimeSpan s_longestLeave = TimeSpan.FromSeconds(15);

    /// <summary>Time to finish fields and time to leave.</summary>
    public static (TimeSpan Finish, TimeSpan Leave) Split(TimeSpan limit)
    {
        TimeSpan leave = limit * LeaveShare < s_longestLeave ? limit * LeaveShare : s_longestLeave;
        return (limit - leave, leave);
    }

    /// <summary>Drains and stops the host.</summary>
    /// <returns>True when every field was reported and the silo left in time.</returns>
    public static async Task<bool> RunAsync(IHost host, SiloState state, TimeSpan limit, TimeProvider time)
    {
        (TimeSpan finish, TimeSpan leave) = Split(limit);
        state.IsDraining = true; // readiness is false from here on
        // Half of the rest to hand back what could not be finished, half to leave.
        bool isEmpty = await host.Services.GetRequiredService<SiloSlots>().DrainAsync(finish, time);
        using var hurry = new CancellationTokenSource(leave, time);
        await host.StopAsync(hurry.Token);
        state.IsStopped = true;
        return isEmpty && !hurry.IsCancellationRequested;
    }
}
