using CellCluster.Grains;
using CellCluster.Ledger;
using CellCluster.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;
using Orleans.Messaging;
using Orleans.Runtime;

namespace CellCluster.Hosting;

/// <summary>Opens the way to a cluster, and says in one line why there is none.</summary>
internal static class ClusterConnection
{
    private static readonly TimeSpan s_retryEvery = TimeSpan.FromMilliseconds(500);

    /// <summary>Everything that the database alone can tell.</summary>
    /// <returns>The cluster's id.</returns>
    public static async Task<string> CheckDatabaseAsync(ClusterClientOptions options, CancellationToken cancellation)
    {
        string place = options.ClusterAddress.Redacted;
        ClusterIdentity? cluster;
        try
        {
            await ClusterDatabase.RequireCurrentAsync(options.ClusterAddress, cancellation);
            cluster = await ClusterDatabase.FindClusterAsync(options.ClusterAddress, cancellation);
        }
        catch (LedgerUnavailableException error)
        {
            throw new ClusterUnusableException(ClusterFault.Database, ClusterClient.OneLine(error), error);
        }
        if (cluster is null)
        {
            throw new ClusterUnusableException(
                ClusterFault.Silent, $"cluster at {place}: no silo was ever started on this database; start one with cellcluster silo --cluster {place}, or correct the address");
        }
        if (options.ClusterId is { } asked && asked != cluster.ClusterId)
        {
            throw new ClusterUnusableException(
                ClusterFault.Refused, $"cluster at {place}: the database belongs to the cluster '{cluster.ClusterId}', asked for is '{asked}'; correct --cluster-id or the address");
        }
        if (cluster.Newest is { } silo && silo.ContractVersion != SiloContracts.Version)
        {
            throw new ClusterUnusableException(
                ClusterFault.Refused,
                $"cluster {cluster.ClusterId} at {place}: this program speaks contract version {SiloContracts.Version} (CellCluster {SiloContracts.Program}), its silo {silo.Silo} speaks {silo.ContractVersion} (CellCluster {silo.Version}); use a client of the cluster's version");
        }
        return cluster.ClusterId;
    }

    /// <summary>Connects to a silo.</summary>
    public static async Task<IHost> OpenAsync(string clusterId, ClusterClientOptions options, TimeProvider time, CancellationToken cancellation)
    {
        IHost host = Build(clusterId, options, time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        limit.CancelAfter(options.ConnectLimit + TimeSpan.FromSeconds(5)); // only where a connection hangs: the filter gives up at the limit itself
        try
        {
            await host.StartAsync(limit.Token);
            return host;
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested) // whatever it is, the operator gets one line
        {
            string why = await DescribeAsync(host, clusterId, options, error);
            host.Dispose();
            throw new ClusterUnusableException(ClusterFault.Silent, why, error);
        }
        catch
        {
            host.Dispose();
            throw;
        }
    }

    private static IHost Build(string clusterId, ClusterClientOptions options, TimeProvider time)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        options.Logging?.Invoke(builder.Logging);
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.UseOrleansClient(client =>
        {
            client.AddCellClusterContracts().AddMemoryStreams(PlateEventStream.Provider);
            client.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (clusterId, clusterId));
            client.Configure<GatewayOptions>(gateways => gateways.GatewayListRefreshPeriod = TimeSpan.FromSeconds(5)); // silos come and go
            if (options.Membership is { } redis)
            {
                client.UseRedisClustering(membership => membership.ConfigurationOptions = ClusterMembership.Settings(redis));
            }
            else
            {
                string connection = ClusterMembership.PooledConnection(options.ClusterAddress, "cellcluster client", ClusterMembership.MembershipConnections);
                client.UseAdoNetClustering(membership => (membership.Invariant, membership.ConnectionString) = (ClusterMembership.Invariant, connection));
            }
            client.Services.AddSingleton<IClientConnectionRetryFilter>(new UntilLimit(options.ConnectLimit, time));
        });
        return builder.Build();
    }

    private static async Task<string> DescribeAsync(IHost host, string clusterId, ClusterClientOptions options, Exception error)
    {
        string place = $"cluster {clusterId} at {options.ClusterAddress.Redacted}";
        string list = options.Membership is { } redis ? redis.ToString() : "its database";
        IList<Uri> gateways;
        try
        {
            gateways = await host.Services.GetRequiredService<IGatewayListProvider>().GetGateways();
        }
        catch (Exception unreadable) // the list itself is what is missing
        {
            return $"{place}: the list of living silos in {list} cannot be read ({ClusterClient.OneLine(unreadable)}); check its address and that it runs";
        }
        string seconds = $"{options.ConnectLimit.TotalSeconds:0} s";
        return gateways.Count == 0
            ? $"{place}: no silo is alive (none is listed in {list} for {seconds}); start one with cellcluster silo --cluster-id {clusterId}"
            : $"{place}: {gateways.Count} listed silo(s) did not answer within {seconds} ({string.Join(", ", gateways.Select(Address).Take(5))}: {ClusterClient.OneLine(error.GetBaseException())}); check that they run and that this machine reaches their gateway ports";
    }

    private static string Address(Uri gateway) => $"{gateway.Host}:{gateway.Port}";

    // Orleans gives up at the first failure; a silo that restarts needs a few seconds.
    private sealed class UntilLimit(TimeSpan limit, TimeProvider time) : IClientConnectionRetryFilter
    {
        private readonly long _start = time.GetTimestamp();

        public async Task<bool> ShouldRetryConnectionAttempt(Exception exception, CancellationToken cancellationToken)
        {
            if (time.GetElapsedTime(_start) >= limit)
            {
                return false;
            }
            await Task.Delay(s_retryEvery, time, cancellationToken);
            return true;
        }
    }

    // The process belongs to whoever made the client, who decides what a signal means.
    private sealed class CallerLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
