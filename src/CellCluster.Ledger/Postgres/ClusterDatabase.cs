using CellCluster.Pipeline;
using Npgsql;

namespace CellCluster.Ledger;

/// <summary>The database of a cluster as a whole: its tables' version and whose it is.</summary>
public static class ClusterDatabase
{
    /// <summary>The version of the tables that this program works on.</summary>
    public static int Version => PostgresMigrations.All.Count;

    /// <summary>How long after its claim a silo counts as one that lives or is about to: as long as it may try to join. Default of a silo: 60 s.</summary>
    public static TimeSpan JoinLimit { get; } = TimeSpan.FromSeconds(60);

    /// <summary>Brings the database to this program's version; several callers at once apply each migration once.</summary>
    /// <returns>The version it was found in; 0 when there was none.</returns>
    /// <exception cref="LedgerUnavailableException">It cannot be reached, is of a newer version, was made with other statements, or the user may not change it.</exception>
    public static async Task<int> MigrateAsync(ClusterAddress address, TimeProvider time, CancellationToken cancellation)
    {
        int found = 0;
        await UseAsync(address, async connection => found = await PostgresMigrations.ApplyAsync(connection, address, time, cancellation), cancellation);
        return found;
    }

    /// <summary>Refuses a database that is not of this program's version; needs no right to change tables.</summary>
    /// <exception cref="LedgerUnavailableException">It cannot be reached, is of another version, or is a read-only standby.</exception>
    public static Task RequireCurrentAsync(ClusterAddress address, CancellationToken cancellation) =>
        UseAsync(address, connection => PostgresMigrations.RequireCurrentAsync(connection, address, cancellation), cancellation);

    /// <summary>All migrations as one SQL script for an empty schema, for a person who reads or applies them.</summary>
    public static string Script(string schema) => PostgresMigrations.Script(schema);

    /// <summary>The database belongs to one cluster: the first id wins, another is refused. The silo's version is recorded and compared with the live ones.</summary>
    /// <param name="address">The database.</param>
    /// <param name="clusterId">The cluster's id (<c>--cluster-id</c>).</param>
    /// <param name="silo">The silo that joins.</param>
    /// <param name="liveSilos">Names of the silos that are alive by the membership, without the one that joins. Beside theirs the versions of silos matter that
    /// claimed within <see cref="JoinLimit"/>: they may be on their way into the membership.</param>
    /// <param name="time">Clock of the record.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="ClusterRefusedException">Another cluster's database, or a live silo of another contract version.</exception>
    /// <exception cref="LedgerUnavailableException">The database cannot be used.</exception>
    public static Task ClaimClusterAsync(
        ClusterAddress address, string clusterId, SiloVersion silo, IReadOnlyCollection<string> liveSilos, TimeProvider time, CancellationToken cancellation) =>
        UseAsync(
            address,
            async connection =>
            {
                await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
                // The one row is also the lock: silos that join at the same moment see one another's version.
                await connection.RunAsync("INSERT INTO cluster (cluster_id, claimed_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", cancellation, clusterId, time.GetUtcNow());
                var owner = (string)(await connection.ScalarAsync("SELECT cluster_id FROM cluster FOR UPDATE", cancellation))!;
                if (owner != clusterId)
                {
                    throw new ClusterRefusedException(
                        $"silo {silo.Silo}: the database {address.Redacted} belongs to the cluster '{owner}', asked for is '{clusterId}'; correct --cluster-id, use another database or schema, or rename the cluster while none of its silos lives (docs/cluster.md)");
                }
                await RequireSameContractAsync(connection, address, silo, liveSilos, time.GetUtcNow() - JoinLimit, cancellation);
                await connection.RunAsync(
                    """
                    INSERT INTO silos (silo, version, contract_version, joined_at) VALUES ($1, $2, $3, $4)
                    ON CONFLICT (silo) DO UPDATE SET version = excluded.version, contract_version = excluded.contract_version, joined_at = excluded.joined_at
                    """,
                    cancellation, silo.Silo, silo.Version, silo.ContractVersion, time.GetUtcNow());
                await transaction.CommitAsync(cancellation);
            },
            cancellation);

    /// <summary>Whose the database is, and the silo that joined last; null before the first silo.</summary>
    /// <exception cref="LedgerUnavailableException">The database cannot be used.</exception>
    public static async Task<ClusterIdentity?> FindClusterAsync(ClusterAddress address, CancellationToken cancellation)
    {
        ClusterIdentity? found = null;
        await UseAsync(
            address,
            async connection =>
            {
                List<SiloVersion> newest = await connection.ListAsync(
                    "SELECT silo, version, contract_version FROM silos ORDER BY joined_at DESC LIMIT 1",
                    reader => new SiloVersion(reader.GetString(0), reader.GetString(1), reader.GetInt32(2)),
                    cancellation);
                string? id = (string?)await connection.ScalarAsync("SELECT cluster_id FROM cluster", cancellation);
                found = id is null ? null : new ClusterIdentity(id, newest.FirstOrDefault());
            },
            cancellation);
        return found;
    }

    private static async Task RequireSameContractAsync(
        NpgsqlConnection connection, ClusterAddress address, SiloVersion silo, IReadOnlyCollection<string> liveSilos, DateTimeOffset joiningSince, CancellationToken cancellation)
    {
        string[] others = [.. liveSilos.Where(name => name != silo.Silo)];
        List<SiloVersion> different = await connection.ListAsync(
            "SELECT silo, version, contract_version FROM silos WHERE (silo = ANY($1) OR joined_at > $3) AND silo <> $4 AND contract_version <> $2 ORDER BY silo",
            reader => new SiloVersion(reader.GetString(0), reader.GetString(1), reader.GetInt32(2)),
            cancellation, others, silo.ContractVersion, joiningSince, silo.Silo);
        if (different is [SiloVersion other, ..])
        {
            throw new ClusterRefusedException(
                $"silo {silo.Silo}: it speaks contract version {silo.ContractVersion} (CellCluster {silo.Version}), the {(others.Contains(other.Silo) ? "live silo" : "silo that has just joined or is joining,")} {other.Silo} of {address.Redacted} speaks {other.ContractVersion} "
                + $"(CellCluster {other.Version}); run one version, or stop the old silos first and wait for {JoinLimit.TotalSeconds:0} s after the last of them joined");
        }
    }

    // One connection for one purpose: what goes wrong here is a person's to mend, so nothing is tried twice.
    internal static async Task UseAsync(ClusterAddress address, Func<NpgsqlConnection, Task> work, CancellationToken cancellation)
    {
        try
        {
            await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(address.ConnectionString) { Pooling = false }.ConnectionString);
            await connection.OpenAsync(cancellation);
            await work(connection);
        }
        catch (Exception exception) when (PostgresFault.IsOfTheSurroundings(exception))
        {
            throw PostgresFault.Translate(address, exception);
        }
    }
}
