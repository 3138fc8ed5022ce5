using System.Net;
using CellCluster.Grains;
using CellCluster.Pipeline;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CellCluster.Hosting;

/// <summary>What a silo is built from, embedded or in a cluster.</summary>
internal sealed record SiloSetup
{
    /// <summary>What it does.</summary>
    public required SiloRoles Roles { get; init; }

    /// <summary>The ledger; stays the caller's.</summary>
    public required ILedger Ledger { get; init; }

    /// <summary>Started lanes; stay the caller's.</summary>
    public required SiloLanes Lanes { get; init; }

    /// <summary>Clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>Where logs go; null: nowhere.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }

    /// <summary>Where the silo finds the others, its reminders and streams.</summary>
    public required Action<ISiloBuilder> Membership { get; init; }

    /// <summary>Services beside those of every silo; null: none.</summary>
    public Action<IServiceCollection>? Services { get; init; }

    /// <summary>Told when Orleans finds that this silo cannot go on, as after it was declared dead; null: nobody is told.</summary>
    public Action<string>? Fatal { get; init; }

    /// <summary>How long the host may take to stop.</summary>
    public TimeSpan StopLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Health, readiness, wanted lanes; null: nowhere.</summary>
    public IPEndPoint? Http { get; init; }

    /// <summary>The Orleans Dashboard; null: nowhere.</summary>
    public IPEndPoint? Dashboard { get; init; }
}
