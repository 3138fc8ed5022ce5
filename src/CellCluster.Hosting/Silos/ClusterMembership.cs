using CellCluster.Grains;
using CellCluster.Ledger;
using Microsoft.Extensions.Hosting;
using Orleans.Configuration;
using StackExchange.Redis;

namespace CellCluster.Hosting;

/// <summary>Where a silo of many finds the others, keeps reminders and the subscriptions of streams: PostgreSQL, or Redis for the first two.</summary>
internal static class ClusterMembership
{
    /// <summary>The invariant name of Npgsql in Orleans' ADO.NET providers.</summary>
    public const string Invariant = "Npgsql";

    /// <summary>For membership alone.</summary>
    public const int MembershipConnections = 2;

    private const int GrainConnections = 2; // reminders and subscriptions of streams

    private const string SubscriptionStore = "PubSubStore"; // the name that Orleans' streams look for

    /// <summary>Adds membership, reminders, storage and timings.</summary>
    public static void Use(ISiloBuilder silo, SiloOptions options)
    {
        string membershipConnection = PooledConnection(options.ClusterAddress, "cellcluster membership", MembershipConnections);
        string connection = PooledConnection(options.ClusterAddress, "cellcluster grains", GrainConnections);
        silo.Configure<ClusterOptions>(cluster => (cluster.ClusterId, cluster.ServiceId) = (options.ClusterId, options.ClusterId));
        silo.Configure<Orleans.Configuration.SiloOptions>(own => own.SiloName = options.Name);
        silo.Configure<EndpointOptions>(endpoints =>
        {
            endpoints.AdvertisedIPAddress = options.AdvertisedIp!;
            endpoints.SiloPort = options.SiloPort;
            endpoints.GatewayPort = options.GatewayPort;
            endpoints.SiloListeningEndpoint = new(SiloAddresses.ListeningOn(options.AdvertisedIp!), options.SiloPort);
            endpoints.GatewayListeningEndpoint = new(SiloAddresses.ListeningOn(options.AdvertisedIp!), options.GatewayPort);
        });
        if (options.Membership is { } redis)
        {
            silo.UseRedisClustering(membership => membership.ConfigurationOptions = Settings(redis));
            silo.UseRedisReminderService(reminders => reminders.ConfigurationOptions = Settings(redis));
        }
        else
        {
            silo.UseAdoNetClustering(membership => (membership.Invariant, membership.ConnectionString) = (Invariant, membershipConnection));
            silo.UseAdoNetReminderService(reminders => (reminders.Invariant, reminders.ConnectionString) = (Invariant, connection));
        }
        silo.AddAdoNetGrainStorage(SubscriptionStore, storage => (storage.Invariant, storage.ConnectionString) = (Invariant, connection));
        silo.AddMemoryStreams(PlateEventStream.Provider);
        if (options.Roles.HasFlag(SiloRoles.Plate))
        {
            silo.AddOutboxFeed();
        }
        MembershipTimings.Set(silo);
        options.Tune?.Invoke(silo);
    }

    /// <summary>A connection string with a pool of its own: heartbeats do not wait behind reminders, and many silos together do not exhaust a server of
    /// 100 connections. The sums are in docs/cluster.md.</summary>
    /// <param name="address">The database.</param>
    /// <param name="pool">Its name, which the server shows too.</param>
    /// <param name="most">Connections at most.</param>
    public static string PooledConnection(ClusterAddress address, string pool, int most) =>
        new Npgsql.NpgsqlConnectionStringBuilder(address.ConnectionString) { ApplicationName = pool, MaxPoolSize = most, Timeout = 10, CommandTimeout = 10 }.ConnectionString;

    /// <summary>Proves that Redis answers now; what it says later is waited for.</summary>
    /// <exception cref="RedisException">It does not.</exception>
    public static async Task RequireRedisAsync(RedisAddress address)
    {
        ConfigurationOptions settings = Settings(address);
        (settings.AbortOnConnectFail, settings.ConnectRetry, settings.ConnectTimeout) = (true, 1, 2000);
        await using ConnectionMultiplexer connection = await ConnectionMultiplexer.ConnectAsync(settings);
        await connection.GetDatabase().PingAsync();
    }

    /// <summary>For StackExchange.Redis.</summary>
    public static ConfigurationOptions Settings(RedisAddress address)
    {
        var settings = new ConfigurationOptions
        {
            EndPoints = { { address.Host, address.Port } },
            DefaultDatabase = address.Database,
            User = address.User,
            Password = address.Password,
            Ssl = address.UsesTls,
            AbortOnConnectFail = false,
            ConnectTimeout = 5000,
        };
        return settings;
    }
}
