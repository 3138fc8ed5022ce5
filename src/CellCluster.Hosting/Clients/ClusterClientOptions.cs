using CellCluster.Ledger;
using Microsoft.Extensions.Logging;

namespace CellCluster.Hosting;

/// <summary>Which cluster a client speaks with, and for how long it tries.</summary>
public sealed record ClusterClientOptions
{
    /// <summary>PostgreSQL: the cluster's ledger; also where living silos are listed unless <see cref="Membership"/> says otherwise.</summary>
    public required ClusterAddress ClusterAddress { get; init; }

    /// <summary>The cluster's id, as its silos have it; null: whatever cluster the database belongs to.</summary>
    public string? ClusterId { get; init; }

    /// <summary>Redis, where the silos have their membership there; null: PostgreSQL.</summary>
    public RedisAddress? Membership { get; init; }

    /// <summary>How long to try to reach a silo, above 0. Default 15 s.</summary>
    public TimeSpan ConnectLimit { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long one question may take, silos that die and come back included, above 0. Default 1 minute.</summary>
    public TimeSpan AnswerLimit { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>Where logs go; null: nowhere.</summary>
    public Action<ILoggingBuilder>? Logging { get; init; }
}
