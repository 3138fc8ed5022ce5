using CellCluster.Grains;
using CellCluster.Ledger;
using CellCluster.Pipeline;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CellCluster.Hosting;

/// <summary>The order in which a silo starts: what is cheap and local first, the cluster last; whatever refuses leaves nothing behind.</summary>
internal static class SiloStart
{
    /// <summary>Starts a silo whose options have no faults and whose ports are numbers.</summary>
    public static async Task<ClusterSilo> StartAsync(
        SiloOptions options, IPredictorFactory factory, TimeProvider time, Action<ILoggingBuilder>? logging, CancellationToken cancellation)
    {
        var resources = new SiloResources();
        var state = new SiloState();
        IHost? host = null;
        try
        {
            SiloAddresses.RequireFree(options);
            host = SiloHost.Build(new SiloSetup
            {
                Name = options.Name,
                ClusterId = options.ClusterId,
                Roles = options.Roles,
                Ledger = resources.Ledger!,
                Lanes = resources.Lanes,
                Predictors = factory,
                Time = time,
                Logging = logging,
                Membership = silo => ClusterMembership.Use(silo, options),
                Fatal = reason => state.Fail(SiloFault.DeclaredDead, reason),
                StopLimit = SiloDrain.Split(options.DrainLimit).Leave,
                Http = options.HttpAddress,
                Dashboard = options.DashboardAddress,
            });
            await host.StartAsync(cancellation);
            state.IsJoined = true;
            return ClusterSilo.Of(options, host, resources, state, time);
        }
        catch
        {
            host?.Dispose();
            await resources.DisposeAsync();
            throw;
        }
    }
}
