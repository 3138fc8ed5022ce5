using CellCluster.Grains;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Orleans.Configuration;

namespace CellCluster.Hosting.Tests;

/// <summary>Settings of a <see cref="SiloChild"/> that no silo of a facility has.</summary>
internal static class SiloChildTuning
{
    /// <summary>Changes a silo that is being built.</summary>
    /// <param name="silo">It.</param>
    /// <param name="advertisedPort">The port that the others are told, a proxy's; 0: the one it listens on.</param>
    /// <param name="isQuick">Dead silos are noticed and everything is looked at again within a few seconds.</param>
    public static void Apply(ISiloBuilder silo, int advertisedPort, bool isQuick)
    {
        if (advertisedPort > 0)
        {
            silo.Configure<EndpointOptions>(endpoints => endpoints.SiloPort = advertisedPort);
        }
        if (!isQuick)
        {
            return;
        }
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = TimeSpan.FromSeconds(1);
            membership.MaxProbeTimeout = TimeSpan.FromSeconds(2);
            membership.NumMissedProbesLimit = 3;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(5);
        });
        silo.Services.Replace(ServiceDescriptor.Singleton(new PlateTimes
        {
            WatchEvery = TimeSpan.FromMilliseconds(300),
            RenewEvery = TimeSpan.FromSeconds(2),
            SearchFor = TimeSpan.FromSeconds(3),
            UnfitFor = TimeSpan.FromSeconds(2),
            ReportPause = (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1)),
            KeepEvery = TimeSpan.FromSeconds(3),
        }));
    }
}
