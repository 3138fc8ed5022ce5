using System.Net;
using System.Net.Sockets;
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
    private const int PortTries = 5;
    private readonly IHost _host;

    private EmbeddedCluster(IHost host) => _host = host;

    /// <summary>Calls grains.</summary>
    public IGrainFactory Grains => _host.Services.GetRequiredService<IGrainFactory>();

    /// <summary>Starts the silo.</summary>
    /// <param name="ledger">The ledger; stays the caller's.</param>
    /// <param name="lanes">Started lanes; stay the caller's.</param>
    /// <param name="facts">The plate's model on their device.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logging">Where logs go; null: nowhere.</param>
    /// <param name="cancellation">Gives up.</param>
    public static async Task<EmbeddedCluster> StartAsync(
        ILedger ledger, SiloLanes lanes, PredictorFacts facts, TimeProvider time, Action<ILoggingBuilder>? logging, CancellationToken cancellation)
    {
        OpenCvSharp.Cv2.SetNumThreads(1); // lanes and grains are the parallelism; the same bytes for any number of them
        for (int attempt = 1; ; attempt++)
        {
            IHost host = Build(ledger, lanes, facts, time, logging);
            try
            {
                await host.StartAsync(cancellation);
                return new EmbeddedCluster(host);
            }
            catch (Exception error) when (attempt < PortTries && IsPortTaken(error))
            {
                // Another process took a port between our look and our use: look again.
                host.Dispose();
            }
        }
    }

    /// <summary>Stops the silo.</summary>
    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }

    private static IHost Build(ILedger ledger, SiloLanes lanes, PredictorFacts facts, TimeProvider time, Action<ILoggingBuilder>? logging)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Logging.ClearProviders();
        logging?.Invoke(builder.Logging);
        builder.Services.AddSingleton<IHostLifetime, CallerLifetime>();
        builder.Services.AddSingleton(time);
        builder.Services.AddSingleton(ledger);
        builder.Services.AddSingleton(lanes);
        builder.Services.AddSingleton(new PlateStarter(ledger, facts));
        (int siloPort, int gatewayPort) = FreePorts();
        string id = $"embedded-{Environment.ProcessId}-{Guid.NewGuid():N}";
        builder.UseOrleans(silo => silo
            .UseLocalhostClustering(siloPort, gatewayPort, serviceId: id, clusterId: id)
            .AddCellClusterGrains()
            .Configure<ClusterMembershipOptions>(options => options.LivenessEnabled = false)); // one silo: nobody to watch it
        return builder.Build();
    }

    private static (int Silo, int Gateway) FreePorts()
    {
        using var first = new TcpListener(IPAddress.Loopback, 0);
        using var second = new TcpListener(IPAddress.Loopback, 0);
        first.Start();
        second.Start();
        return (((IPEndPoint)first.LocalEndpoint).Port, ((IPEndPoint)second.LocalEndpoint).Port);
    }

    private static bool IsPortTaken(Exception error) =>
        error is SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } || (error.InnerException is { } inner && IsPortTaken(inner));

    // The process belongs to the command line, which decides what a signal means.
    private sealed class CallerLifetime : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
