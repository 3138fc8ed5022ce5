namespace CellCluster.Ledger;

/// <summary>The database of a cluster as a whole: its tables' version and whose it is.</summary>
public static class ClusterDatabase
{
    /// <summary>Brings the database to this program's version; several callers at once apply each migration once.</summary>
    /// <exception cref="Pipeline.LedgerUnavailableException">It cannot be reached, is of a newer version, was changed by hand, or the user may not change it.</exception>
    public static Task MigrateAsync(ClusterAddress address, TimeProvider time, CancellationToken cancellation) =>
        throw new NotSupportedException("the PostgreSQL ledger follows");

    /// <summary>Refuses a database that is not of this program's version; needs no right to change tables.</summary>
    /// <exception cref="Pipeline.LedgerUnavailableException">It cannot be reached or is of another version.</exception>
    public static Task RequireCurrentAsync(ClusterAddress address, CancellationToken cancellation) =>
        throw new NotSupportedException("the PostgreSQL ledger follows");

    /// <summary>All migrations as one SQL script, for a person who applies or reads them.</summary>
    public static string Script(string schema) => throw new NotSupportedException("the PostgreSQL ledger follows");

    /// <summary>The database belongs to one cluster: the first id wins, another is refused. The silo's version is recorded and compared with the live ones.</summary>
    /// <param name="address">The database.</param>
    /// <param name="clusterId">The cluster's id (<c>--cluster-id</c>).</param>
    /// <param name="silo">The silo that joins.</param>
    /// <param name="liveSilos">Names of the silos that are alive by the membership; others' versions do not matter.</param>
    /// <param name="time">Clock of the record.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="ClusterRefusedException">Another cluster's database, or a live silo of another contract version.</exception>
    public static Task ClaimClusterAsync(
        ClusterAddress address, string clusterId, SiloVersion silo, IReadOnlyCollection<string> liveSilos, TimeProvider time, CancellationToken cancellation) =>
        throw new NotSupportedException("the PostgreSQL ledger follows");
}

/// <summary>A silo may not join: the database is another cluster's, or the cluster runs another version.</summary>
public sealed class ClusterRefusedException : Exception
{
    /// <summary>One line: where, what was found, what was expected, what to do.</summary>
    public ClusterRefusedException(string message)
        : base(message)
    {
    }
}
