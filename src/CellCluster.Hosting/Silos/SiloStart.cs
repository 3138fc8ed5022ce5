using CellCluster.Grains;
using CellCluster.Ledger;
using CellCluster.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace CellCluster.Hosting;

/// <summary>The order in which a silo starts: what is cheap and local first, the cluster last; whatever refuses leaves nothing behind.</summary>
/// <param name="options">Without faults, ports as numbers.</param>
/// <param name="factory">Makes predictors.</param>
/// <param name="time">Clock.</param>
/// <param name="logging">Where logs go; null: nowhere.</param>
internal sealed class SiloStart(SiloOptions options, IPredictorFactory factory, TimeProvider time, Action<ILoggingBuilder>? logging)
{
    private readonly SiloResources _resources = new();
    private readonly SiloState _state = new();

    /// <summary>Starts it.</summary>
    /// <exception cref="SiloRefusedException">It was not started.</exception>
    public async Task<ClusterSilo> RunAsync(CancellationToken cancellation)
    {
        IHost? host = null;
        try
        {
            SiloMemory.Require(options);
            foreach (string device in options.Lanes)
            {
                factory.RequireDevice(device);
            }
            SiloAddresses.RequireFree(options);
            await _resources.TakeLanesAsync(options, factory, time);
            await ClusterDatabase.RequireCurrentAsync(options.ClusterAddress, cancellation);
            _resources.Take(await PostgresLedger.OpenAsync(options.ClusterAddress, time, cancellation));
            if (options.Membership is { } redis)
            {
                await ClusterMembership.RequireRedisAsync(redis);
            }
            host = Build();
            await RequireWelcomeAsync(host, cancellation);
            await JoinAsync(host, cancellation);
            return ClusterSilo.Of(options, host, _resources, _state, time);
        }
        catch (Exception error)
        {
            host?.Dispose();
            await _resources.DisposeAsync();
            if (Refusal(error) is { } refusal)
            {
                throw refusal;
            }
            throw;
        }
    }

    private IHost Build() => SiloHost.Build(new SiloSetup
    {
        Roles = options.Roles,
        Ledger = _resources.Ledger!,
        Lanes = _resources.Lanes,
        Time = time,
        Logging = logging,
        Membership = silo => ClusterMembership.Use(silo, options),
        Services = services => services
            .AddSingleton(factory)
            .AddSingleton(new PlateStarter(_resources.Ledger!, isShared: true))
            .AddSingleton<ISiloFitness>(new SiloFitness(options))
            .AddPlateKeeper()
            .AddSingleton(_state)
            .AddSingleton(new ScaleDemand(_resources.Ledger!, options.ScaleMax))
            .AddSingleton<SiloEvents>()
            .AddHostedService(provider => provider.GetRequiredService<SiloEvents>())
            .AddHostedService<DatabaseWatch>(),
        Fatal = reason => _state.Fail(SiloFault.DeclaredDead, $"silo {options.Name} cannot go on: {reason}; start it again"),
        StopLimit = SiloDrain.Split(options.DrainLimit).Leave,
        Http = options.HttpAddress,
        Dashboard = options.DashboardAddress,
    });

    private async Task RequireWelcomeAsync(IHost host, CancellationToken cancellation)
    {
        IReadOnlyList<MembershipEntry> living = await LiveSilos.ReadAsync(host, options, cancellation);
        LiveSilos.RequireFreeName(living, options);
        await OneMembership.RequireAsync(options, living.Select(entry => entry.SiloAddress.Endpoint), cancellation);
        await ClusterDatabase.ClaimClusterAsync(
            options.ClusterAddress,
            options.ClusterId,
            new SiloVersion(options.Name, SiloContracts.Program, SiloContracts.Version),
            [.. living.Select(entry => entry.SiloName)],
            time,
            cancellation);
        await OneMembership.RecordAsync(options, cancellation);
    }

    private async Task JoinAsync(IHost host, CancellationToken cancellation)
    {
        SiloReporter reporter = host.Services.GetRequiredService<SiloReporter>();
        reporter.Refused += refusal => _state.Fail(SiloFault.Cluster, refusal); // found out later, as when two start at once
        await host.StartAsync(cancellation);
        await RequireOneMembershipAsync(host, cancellation);
        if (_state.Failed.IsCompleted)
        {
            await host.StopAsync(CancellationToken.None);
            throw await _state.Failed;
        }
        _state.IsJoined = true;
        host.Services.GetRequiredService<SiloEvents>().Joined(options);
    }

    // Once more: of two that start at the same moment neither listened when the other looked.
    private async Task RequireOneMembershipAsync(IHost host, CancellationToken cancellation)
    {
        try
        {
            ClusterMembershipSnapshot members = host.Services.GetRequiredService<IClusterMembershipService>().CurrentSnapshot;
            await OneMembership.RequireAsync(options, members.Members.Keys.Select(member => member.Endpoint), cancellation);
        }
        catch (SiloRefusedException)
        {
            await host.StopAsync(CancellationToken.None);
            throw;
        }
    }

    // Null for what nobody foresaw: that is a fault of the program, shown as one.
    private SiloRefusedException? Refusal(Exception error) => error switch
    {
        SiloRefusedException refused => refused,
        DeviceUnavailableException or MemoryShortException => new SiloRefusedException(SiloFault.DeviceOrMemory, error.Message, error),
        LedgerUnavailableException => new SiloRefusedException(SiloFault.Database, error.Message, error),
        Npgsql.NpgsqlException => new SiloRefusedException(
            SiloFault.Database, $"{options.ClusterAddress.Redacted} went away while the silo joined: {error.Message.ReplaceLineEndings(" ")}; start it again when the database is back", error),
        ClusterRefusedException => new SiloRefusedException(SiloFault.Cluster, error.Message, error),
        Orleans.Runtime.MembershipService.OrleansClusterConnectivityCheckFailedException => new SiloRefusedException(
            SiloFault.Cluster,
            $"silo {options.Name} ({options.AdvertisedIp}:{options.SiloPort}) and the living silos of cluster {options.ClusterId} do not reach each other: {error.Message.ReplaceLineEndings(" ")}; check --advertise, --silo-port and firewalls",
            error),
        StackExchange.Redis.RedisException redis => new SiloRefusedException(SiloFault.Database, $"--membership: {options.Membership!.Describe(redis)}", error),
        _ => null,
    };
}
