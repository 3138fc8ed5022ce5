using CellCluster.Ledger;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace CellCluster.Bench;

/// <summary>Makes a new ledger one that has worked: every field of the plates that the bench leaves alone gets its attempt and its outcome, by a few large statements.</summary>
internal static class LedgerHistory
{
    /// <summary>Fills a PostgreSQL ledger, and leaves it as autovacuum would.</summary>
    /// <param name="address">The database; its user must be a superuser, so that keys are not looked up a million times.</param>
    /// <param name="untouched">Plates whose fields stay expected.</param>
    public static async Task WritePostgresAsync(ClusterAddress address, string[] untouched)
    {
        await using NpgsqlDataSource source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(address.ConnectionString) { CommandTimeout = 0 });
        await using NpgsqlConnection connection = await source.OpenConnectionAsync();
        string[] statements =
        [
            "SET session_replication_role = replica",
            """
            INSERT INTO attempts (field_key, attempt, round, epoch, state, opened_at, closed_at)
            SELECT field_key, 1, 0, 1, 'settled', now(), now() FROM fields JOIN plates USING (plate_key) WHERE plate <> ALL ($1)
            """,
            """
            INSERT INTO outcomes (field_key, attempt, lost_attempts, reason, flags, provenance, settled_at, embedding, metric_organelles, metric_names, metric_values, file_paths, file_hashes)
            SELECT field_key, 1, 0, '', '{}', '{}', now(), '', '{NULL,NULL,NULL,NULL}', '{a,b,c,d}', ARRAY[1.5, 2.5, 3.5, field_key], ARRAY['labels/' || field_key], ARRAY[repeat('a', 64)]
            FROM fields JOIN plates USING (plate_key) WHERE plate <> ALL ($1)
            """,
            "UPDATE fields SET state = 'done' FROM plates WHERE plates.plate_key = fields.plate_key AND plate <> ALL ($1)",
            "VACUUM (ANALYZE) fields, attempts, outcomes",
            "CHECKPOINT",
        ];
        foreach (string sql in statements)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            if (sql.Contains("$1", StringComparison.Ordinal))
            {
                command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = untouched });
            }
            await command.ExecuteNonQueryAsync();
        }
    }

    /// <summary>Fills a SQLite ledger.</summary>
    /// <param name="file">The file; it may be open elsewhere, as long as nothing is being written.</param>
    /// <param name="untouched">Plates whose fields stay expected.</param>
    public static async Task WriteSqliteAsync(string file, string[] untouched)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        await connection.OpenAsync();
        await using SqliteCommand command = connection.CreateCommand();
        string others = $"plate NOT IN ({string.Join(", ", untouched.Select(plate => $"'{plate}'"))})";
        const string Now = "'2026-01-01T00:00:00.0000000Z'";
        command.CommandText = $"""
            BEGIN IMMEDIATE;
            INSERT INTO attempts (field_key, attempt, round, epoch, state, opened_at, closed_at)
                SELECT field_key, 1, 0, 1, 'settled', {Now}, {Now} FROM fields JOIN plates USING (plate_key) WHERE {others};
            INSERT INTO outcomes (field_key, attempt, lost_attempts, reason, flags, provenance, settled_at, embedding)
                SELECT field_key, 1, 0, '', '[]', '', {Now}, x'' FROM fields JOIN plates USING (plate_key) WHERE {others};
            INSERT INTO metrics (field_key, position, name, value)
                SELECT field_key, p.value, 'm', 1.5 FROM fields JOIN plates USING (plate_key), json_each('[0,1,2,3]') p WHERE {others};
            INSERT INTO files (field_key, position, path, content_hash)
                SELECT field_key, 0, 'labels/' || field_key, '{new string('a', 64)}' FROM fields JOIN plates USING (plate_key) WHERE {others};
            UPDATE fields SET state = 'done' WHERE plate_key IN (SELECT plate_key FROM plates WHERE {others});
            COMMIT;
            """;
        command.CommandTimeout = 0;
        await command.ExecuteNonQueryAsync();
    }
}
