using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using CellCluster.Pipeline;
using Npgsql;

namespace CellCluster.Ledger;

/// <summary>One step of the tables' history.</summary>
/// <param name="Version">The version it brings the database to: 1, 2, …</param>
/// <param name="Name">The file's name without its number.</param>
/// <param name="Sql">Its statements; tables are named without their schema.</param>
/// <param name="Checksum">SHA-256 over the statements with unified line ends, hex: tells whether what was applied is what this program has.</param>
internal sealed record PostgresMigration(int Version, string Name, string Sql, string Checksum);

/// <summary>The numbered migrations (Migrations/*.sql, embedded). One that has been released is never edited: a change is a new one.</summary>
internal static class PostgresMigrations
{
    private const string Prefix = "CellCluster.Ledger.Postgres.Migrations.";

    private const string CreateVersions = """
        CREATE TABLE IF NOT EXISTS schema_version (
            version integer PRIMARY KEY,
            name text NOT NULL,
            checksum text NOT NULL,
            applied_at timestamptz NOT NULL
        )
        """;

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<PostgresMigration> All { get; } = Load();

    /// <summary>Brings the database to this program's version in one transaction. Who comes second waits and finds nothing to do.</summary>
    /// <returns>The version it was found in; 0 when there was none.</returns>
    public static async Task<int> ApplyAsync(NpgsqlConnection connection, ClusterAddress address, TimeProvider time, CancellationToken cancellation)
    {
        await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync(cancellation);
        // Until the commit. The number stands for this program; the schema for the cluster, of which one database may hold several.
        await connection.RunAsync("SELECT pg_advisory_xact_lock(1128484935, hashtext($1))", cancellation, address.Schema);
        int found = await FindVersionAsync(connection, address, cancellation);
        if (found < All.Count)
        {
            if (await connection.ScalarAsync("SELECT 1 FROM pg_namespace WHERE nspname = $1", cancellation, address.Schema) is null)
            {
                await connection.RunAsync($"CREATE SCHEMA {address.Schema}", cancellation); // its name needs no quotes: see ClusterAddress
            }
            await connection.RunAsync(CreateVersions, cancellation);
        }
        foreach (PostgresMigration migration in All.Skip(found))
        {
            try
            {
                await connection.RunAsync(migration.Sql, cancellation);
            }
            catch (PostgresException refusal) when (!PostgresFault.IsOfTheSurroundings(refusal))
            {
                throw new LedgerUnavailableException(address.Redacted,
                    $"version {migration.Version} ({migration.Name}) of its tables cannot be made ({refusal.MessageText}); nothing was changed: the schema {address.Schema} holds something else; use another schema", refusal);
            }
            await connection.RunAsync("INSERT INTO schema_version (version, name, checksum, applied_at) VALUES ($1, $2, $3, $4)",
                cancellation, migration.Version, migration.Name, migration.Checksum, time.GetUtcNow());
        }
        await transaction.CommitAsync(cancellation);
        return found;
    }

    /// <summary>Refuses a database that is not of this program's version.</summary>
    public static async Task RequireCurrentAsync(NpgsqlConnection connection, ClusterAddress address, CancellationToken cancellation)
    {
        int found = await FindVersionAsync(connection, address, cancellation);
        if (found < All.Count)
        {
            throw new LedgerUnavailableException(address.Redacted, found == 0
                ? $"the schema {address.Schema} has no tables of CellCluster yet; run cellcluster migrate as the owner of the database"
                : $"its tables are of version {found}, expected is {All.Count}; run cellcluster migrate as the owner of the database");
        }
        if (await connection.ScalarAsync("SELECT pg_is_in_recovery() OR current_setting('transaction_read_only')::boolean", cancellation) is true)
        {
            throw new LedgerUnavailableException(address.Redacted, "the server is a read-only standby; give the address of the primary");
        }
    }

    /// <summary>All migrations as one script for psql.</summary>
    public static string Script(string schema)
    {
        var script = new StringBuilder();
        script.AppendLine($"-- CellCluster's tables, version {All.Count}, for an empty schema. cellcluster migrate does the same and also brings older ones up to date.");
        script.AppendLine("BEGIN;");
        script.AppendLine($"CREATE SCHEMA IF NOT EXISTS {schema};");
        script.AppendLine($"SET LOCAL search_path = {schema};");
        script.AppendLine($"{CreateVersions};");
        foreach (PostgresMigration migration in All)
        {
            script.AppendLine().AppendLine($"-- version {migration.Version}: {migration.Name}").AppendLine(migration.Sql);
            script.AppendLine($"INSERT INTO schema_version (version, name, checksum, applied_at) VALUES ({migration.Version}, '{migration.Name}', '{migration.Checksum}', now());");
        }
        script.AppendLine("COMMIT;");
        return script.ToString();
    }

    // 0 when there are no tables. Refuses what is newer, and what was applied in another wording.
    private static async Task<int> FindVersionAsync(NpgsqlConnection connection, ClusterAddress address, CancellationToken cancellation)
    {
        if (await connection.ScalarAsync("SELECT to_regclass($1)::text", cancellation, $"{address.Schema}.schema_version") is null)
        {
            return 0;
        }
        var applied = new List<(int Version, string Name, string Checksum)>();
        await using (NpgsqlCommand command = connection.Command("SELECT version, name, checksum FROM schema_version ORDER BY version"))
        await using (NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellation))
        {
            while (await reader.ReadAsync(cancellation))
            {
                applied.Add((reader.GetInt32(0), reader.GetString(1), reader.GetString(2)));
            }
        }
        int newest = applied.Count == 0 ? 0 : applied[^1].Version;
        if (newest > All.Count)
        {
            throw new LedgerUnavailableException(address.Redacted,
                $"its tables are of version {newest}, expected is {All.Count} at most; a newer CellCluster made them: use that one, or another schema");
        }
        foreach ((PostgresMigration ours, (int version, string name, string checksum)) in All.Zip(applied))
        {
            if (ours.Version != version || ours.Checksum != checksum)
            {
                throw new LedgerUnavailableException(address.Redacted,
                    $"version {version} ({name}) of its tables was made with other statements (checksum {Short(checksum)}, expected {Short(ours.Checksum)}); use the CellCluster that made them, or an empty schema");
            }
        }
        return newest;
    }

    private static string Short(string checksum) => checksum.Length > 12 ? checksum[..12] : checksum;

    private static PostgresMigration[] Load()
    {
        Assembly assembly = typeof(PostgresMigrations).Assembly;
        PostgresMigration[] all = [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(Prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(Read)];
        for (int i = 0; i < all.Length; i++)
        {
            if (all[i].Version != i + 1)
            {
                throw new InvalidOperationException($"migration {all[i].Name} has the number {all[i].Version}, {i + 1} is expected");
            }
        }
        return all;

        PostgresMigration Read(string resource)
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            string sql = reader.ReadToEnd().ReplaceLineEndings("\n");
            string[] file = resource[Prefix.Length..^".sql".Length].Split('-', 2);
            return new PostgresMigration(int.Parse(file[0]), file[1], sql, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql))));
        }
    }
}
