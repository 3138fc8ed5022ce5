using CellCluster.Grains;
using CellCluster.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Configuration;

namespace CellCluster.Hosting;

/// <summary>A cluster of one silo inside this process: the same grains as on many machines, on free loopback ports, with a cluster id of its own.</summary>
public sealed class EmbeddedCluster : IAsyncDisposable
{
    private readonly IHost _host;

    private EmbeddedCluster(IHost host) => _host = host;

    /// <summary>Calls grains.</summary>
    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts the silo.</summary>
    /// <param name="ledger">The ledger; stays the caller's.</param>
    /// <param name="lanes">Started lanes; stay the caller's.</param>
    /// <param name="factory">What their predictors come from; model cards are read with it.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logging">Where logs go; null: nowhere.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<EmbeddedCluster> StartAsync(
        ILedger ledger, SiloLanes lanes, IPredictorFactory factory, TimeProvider time, Action<ILoggingBuilder>? logging, CancellationToken cancellation)
    {
        IHost host = await FreePorts.TryAsync(async () =>
        {
            IHost built = SiloHost.Build(new SiloSetup
            {
                Roles = SiloRoles.All,
                Ledger = ledger,
                Lanes = lanes,
                Time = time,
                Logging = logging,
                Membership = Alone,
                Services = services => services.AddSingleton(factory).AddSingleton(new PlateStarter(ledger)),
            });
            try
            {
                await built.StartAsync(cancellation);
                return built;
            }
            catch
            {
                built.Dispose();
                throw;
            }
        });
        return new EmbeddedCluster(host);
    }

    /// <summary>Stops the silo.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static void Alone(ISiloBuilder silo)
    {
        string id = $"embedded-{Environment.ProcessId}-{Guid.NewGuid():N}";
        int[] ports = FreePorts.Find(2);
        silo.UseLocalhostClustering(ports[0], ports[1], serviceId: id, clusterId: id)
            .Configure<ClusterMembershipOptions>(options => options.LivenessEnabled = false); // one silo: nobody to watch it
    }
}
