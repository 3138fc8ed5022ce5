using System.Net;
using CellCluster.Grains;
using CellCluster.Ledger;
using CellCluster.Pipeline;
using CellCluster.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Runtime;

namespace CellCluster.Hosting.Tests;

/// <summary>Short ways to a database of a cluster and to silos in this process.</summary>
internal static class Silos
{
    /// <summary>A new migrated database; skips the test where there is no PostgreSQL.</summary>
    public static async Task<string> DatabaseAsync(bool isMigrated = true)
    {
        Assert.SkipWhen(PostgresServer.Absent is not null, PostgresServer.Absent ?? "");
        string address = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        if (isMigrated)
        {
            await ClusterDatabase.MigrateAsync(ClusterAddress.Parse(address), TimeProvider.System, TestContext.Current.CancellationToken);
        }
        return address;
    }

    public static SiloOptions Options(string database, string name, SiloRoles roles = SiloRoles.All, params string[] lanes) => new()
    {
        Name = name,
        Roles = roles,
        Lanes = lanes,
        ClusterAddress = ClusterAddress.Parse(database),
        ClusterId = "test",
        SiloPort = 0,
        GatewayPort = 0,
        AdvertisedIp = IPAddress.Loopback,
        DrainLimit = TimeSpan.FromSeconds(20),
    };

    public static Task<ClusterSilo> StartAsync(SiloOptions options, IPredictorFactory? factory = null) =>
        ClusterSilo.StartAsync(options, factory ?? new FakePredictorFactory(), TimeProvider.System, logging: null, TestContext.Current.CancellationToken);

    public static Task<SiloRefusedException> RefusedAsync(SiloOptions options, IPredictorFactory? factory = null) =>
        Assert.ThrowsAsync<SiloRefusedException>(async () => await (await StartAsync(options, factory)).DisposeAsync());

    /// <summary>Names of the living silos as one of them sees them, sorted.</summary>
    public static string[] Members(ClusterSilo silo) =>
        [.. silo.Services.GetRequiredService<IClusterMembershipService>().CurrentSnapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active).Select(member => member.Name).Order(StringComparer.Ordinal)];
}
