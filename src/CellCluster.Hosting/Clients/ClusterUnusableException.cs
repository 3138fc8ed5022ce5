namespace CellCluster.Hosting;

/// <summary>Why a client cannot work with a cluster.</summary>
public enum ClusterFault
{
    /// <summary>Its PostgreSQL or Redis cannot be used: unreachable, without rights, not migrated, newer than the program.</summary>
    Database,

    /// <summary>It is another cluster's, or its version does not fit the client's.</summary>
    Refused,

    /// <summary>No silo lives, or none answers.</summary>
    Silent,
}

/// <summary>A cluster cannot be worked with; the message is one line: where, what was found, what was expected, what to do.</summary>
public sealed class ClusterUnusableException : Exception
{
    /// <summary>The kind and the line.</summary>
    public ClusterUnusableException(ClusterFault fault, string message, Exception? inner = null)
        : base(message, inner) => Fault = fault;

    /// <summary>The kind.</summary>
    public ClusterFault Fault { get; }
}
