using System.Net;
using CellCluster.Grains;
using CellCluster.Ledger;

namespace CellCluster.Hosting;

/// <summary>One silo of a cluster: who it is, what it does, where it listens. None of it is part of a result.</summary>
/// <remarks><see cref="SiloOptionsCheck"/> lists all faults at once. Ports of 0 mean a free one.</remarks>
public sealed record SiloOptions
{
    /// <summary>The silo's name, unique among live silos; part of its lanes' names (<c>gpu-a/cuda:0</c>). Letters, digits, <c>-</c>, <c>_</c> and <c>.</c>, 1 to 63.</summary>
    public required string Name { get; init; }

    /// <summary>What it does.</summary>
    public required SiloRoles Roles { get; init; }

    /// <summary>Devices that work here, one lane each: <c>cpu:0</c>, <c>cpu:1</c>, <c>cuda:0</c>. Exactly the silos with the roles image and inference have lanes.</summary>
    public IReadOnlyList<string> Lanes { get; init; } = [];

    /// <summary>PostgreSQL: the ledger of the cluster; also membership and reminders unless <see cref="Membership"/> says otherwise.</summary>
    public required ClusterAddress ClusterAddress { get; init; }

    /// <summary>The cluster's id; a database belongs to one cluster. Default <c>cellcluster</c>.</summary>
    public string ClusterId { get; init; } = "cellcluster";

    /// <summary>Redis for membership and reminders; null: PostgreSQL.</summary>
    public RedisAddress? Membership { get; init; }

    /// <summary>Port for the other silos, 0..65535. Default 11111.</summary>
    public int SiloPort { get; init; } = 11111;

    /// <summary>Port for clients, 0..65535. Default 30000.</summary>
    public int GatewayPort { get; init; } = 30000;

    /// <summary>The address at which the others reach this silo; null: the machine's own first address that is not loopback, else loopback.</summary>
    public IPAddress? AdvertisedIp { get; init; }

    /// <summary>Where health, readiness and wanted lanes are answered; null: nowhere.</summary>
    public IPEndPoint? HttpAddress { get; init; }

    /// <summary>Where the Orleans Dashboard is shown; it has no login, so a loopback address unless the network is closed. Null: nowhere.</summary>
    public IPEndPoint? DashboardAddress { get; init; }

    /// <summary>How long a drain may take from the first signal to the end of the process, 1 s to 1 h. Default 2 minutes.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>Fields on their way per lane, 1 to 16. Default 2: one in the network, one read or measured.</summary>
    public int SlotsPerLane { get; init; } = 2;

    /// <summary>Memory that may be used; null: what the machine or container has.</summary>
    public long? MemoryBytes { get; init; }

    /// <summary>The most lanes of a kind that <c>/scale/{kind}</c> asks for, at least 1. Default 8.</summary>
    public int ScaleMax { get; init; } = 8;

    /// <summary>Called after all of the silo's own settings: changes what has no option. For tests, as of a network that translates ports. Null: nothing.</summary>
    public Action<ISiloBuilder>? Tune { get; init; }
}
