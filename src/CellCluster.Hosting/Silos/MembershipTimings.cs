using CellCluster.Ledger;
using Orleans.Configuration;

namespace CellCluster.Hosting;

/// <summary>How fast a cluster of a facility notices a dead silo, and how long calls and idle grains live. Stated in docs/cluster.md.</summary>
/// <remarks>
/// A killed silo is declared dead after three missed probes of 3 s and the votes of two silos (of one where only one is left): 9 to 15 s. Faster
/// would declare silos dead that only are busy: CPU lanes use every core, and a garbage collection or a slow network folder may hold a thread for
/// seconds. Slower would let the lanes of a dead silo hold fields for longer than the fields take.
/// </remarks>
public static class MembershipTimings
{
    /// <summary>Longest wait for the answer to one probe.</summary>
    public static TimeSpan ProbeTimeout { get; } = TimeSpan.FromSeconds(3);

    /// <summary>Probes in a row that have to fail before a silo is suspected.</summary>
    public const int MissedProbes = 3;

    /// <summary>Silos that have to suspect it.</summary>
    public const int Votes = 2;

    /// <summary>How often a silo writes that it lives; an entry that is three times older is no living silo's, as after a power cut.</summary>
    public static TimeSpan HeartbeatEvery { get; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a silo tries to join before it gives up, as when others do not reach it.</summary>
    public static TimeSpan JoinLimit => ClusterDatabase.JoinLimit;

    /// <summary>Longest wait for an ordinary call; calls that may take longer say so themselves.</summary>
    public static TimeSpan ResponseTimeout { get; } = TimeSpan.FromSeconds(30);

    /// <summary>Idle grains are forgotten after this time; they are made anew from the ledger.</summary>
    public static TimeSpan IdleGrains { get; } = TimeSpan.FromMinutes(10);

    internal static void Set(ISiloBuilder silo)
    {
        silo.Configure<ClusterMembershipOptions>(membership =>
        {
            membership.ProbeTimeout = ProbeTimeout;
            membership.MaxProbeTimeout = 2 * ProbeTimeout;
            membership.NumMissedProbesLimit = MissedProbes;
            membership.NumVotesForDeathDeclaration = Votes;
            membership.DeathVoteExpirationTimeout = TimeSpan.FromSeconds(60);
            membership.IAmAliveTablePublishTimeout = HeartbeatEvery;
            membership.TableRefreshTimeout = TimeSpan.FromSeconds(20); // gossip is faster; this is for when it was lost
            membership.MaxJoinAttemptTime = JoinLimit;
            membership.DefunctSiloExpiration = TimeSpan.FromDays(1);
            membership.DefunctSiloCleanupPeriod = TimeSpan.FromHours(1);
        });
        silo.Configure<SiloMessagingOptions>(messaging => messaging.ResponseTimeout = ResponseTimeout);
        silo.Configure<GrainCollectionOptions>(collection => collection.CollectionAge = IdleGrains);
        silo.Configure<GrainVersioningOptions>(versions =>
        {
            // A rolling upgrade: a newer silo serves calls of older ones, and new activations go to either.
            versions.DefaultCompatibilityStrategy = nameof(Orleans.Versions.Compatibility.BackwardCompatible);
            versions.DefaultVersionSelectorStrategy = nameof(Orleans.Versions.Selector.AllCompatibleVersions);
        });
    }
}
