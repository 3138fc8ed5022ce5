using CellCluster.Pipeline;
using Npgsql;

namespace CellCluster.Ledger;

/// <summary>The end of a plate, its gaps opened again, and the events that are owed.</summary>
internal static class PostgresCompletion
{
    private static CancellationToken None => CancellationToken.None;

    public static async Task<PlateRecord> CompleteAsync(NpgsqlConnection connection, string plateId, long epoch, PlateCompletion completion, DateTimeOffset now)
    {
        long plate = await PostgresPlates.RequireEpochAsync(connection, plateId, epoch);
        LedgerRules.RequireEnd(plateId, await PostgresPlates.CountFieldsAsync(connection, plate), completion.State);
        PlateRecord stored = (await PostgresPlates.FindAsync(connection, plateId))!;
        if (stored.State is PlateState.Complete or PlateState.CompleteWithGaps)
        {
            // The same completion once more, as after a crash between commit and answer, or another.
            LedgerRules.RequireSameManifest(stored, (string?)await connection.ScalarAsync("SELECT manifest_hash FROM plates WHERE plate_key = $1", None, plate), completion);
            return stored;
        }
        await connection.RunAsync("UPDATE plates SET state = $1, revision = $2, manifest_hash = $3, completed_at = $4 WHERE plate_key = $5",
            None, SqlText.Of(completion.State), stored.Revision + 1, completion.ManifestHash, now, plate);
        await PostgresPlates.AuditAsync(connection, now, plateId, "completed", epoch, stored.Revision + 1, SqlText.Of(completion.State));
        await OweAsync(connection, completion.Events);
        return (await PostgresPlates.FindAsync(connection, plateId))!;
    }

    public static async Task<int> ReopenGapsAsync(NpgsqlConnection connection, string plateId, long epoch, DateTimeOffset now)
    {
        long plate = await PostgresPlates.RequireEpochAsync(connection, plateId, epoch);
        await connection.RunAsync("DELETE FROM outcomes WHERE field_key IN (SELECT field_key FROM fields WHERE plate_key = $1 AND state = 'gap')", None, plate);
        int opened = await connection.RunAsync("UPDATE fields SET state = 'expected', round = round + 1 WHERE plate_key = $1 AND state = 'gap'", None, plate);
        if (opened > 0)
        {
            // A plate without gaps stays as it is: completing it again would announce a revision in which nothing is new.
            await connection.RunAsync("UPDATE plates SET state = 'running' WHERE plate_key = $1", None, plate);
            await PostgresPlates.AuditAsync(connection, now, plateId, "gaps-reopened", epoch, 0, $"{opened} gaps");
        }
        return opened;
    }

    public static async Task ReopenOutputsAsync(NpgsqlConnection connection, string plateId, long epoch, string reason, DateTimeOffset now)
    {
        long plate = await PostgresPlates.RequireEpochAsync(connection, plateId, epoch);
        if (await connection.RunAsync("UPDATE plates SET state = 'running' WHERE plate_key = $1 AND state IN ('complete', 'complete-with-gaps')", None, plate) == 1)
        {
            await PostgresPlates.AuditAsync(connection, now, plateId, "resumed", epoch, 0, reason);
        }
    }

    public static async Task<IReadOnlyList<OutboxEvent>> ReadOutboxAsync(NpgsqlConnection connection, long afterSequence, int limit) => await connection.ListAsync(
        "SELECT sequence, id, type, subject, time, data FROM outbox WHERE sequence > $1 ORDER BY sequence LIMIT $2",
        row => new OutboxEvent(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetString(3), SqlText.Time(row.GetString(4)), row.GetString(5)),
        None, afterSequence, limit);

    // Last in its transaction, under a lock that is given back after the commit can be seen: so sequences become visible in their own order, and a
    // reader that has seen one will never miss a lower one.
    private static async Task OweAsync(NpgsqlConnection connection, IReadOnlyList<OutboxEvent> events)
    {
        if (events.Count == 0)
        {
            return;
        }
        await connection.RunAsync("SELECT pg_advisory_xact_lock(1128484936, hashtext(current_schema()))", None);
        foreach (OutboxEvent owed in events)
        {
            await connection.RunAsync("INSERT INTO outbox (id, type, subject, time, data) VALUES ($1, $2, $3, $4, $5) ON CONFLICT (id) DO NOTHING",
                None, owed.Id, owed.Type, owed.Subject, SqlText.Of(owed.Time), owed.Data);
        }
    }
}
