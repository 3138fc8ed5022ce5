using CellCluster.Pipeline;
using CellCluster.Plates;
using Npgsql;

namespace CellCluster.Ledger;

/// <summary>What happens to a plate as a whole. Changes run inside a transaction of their caller and lock the plate's row first.</summary>
internal static class PostgresPlates
{
    private const string Columns =
        "plate, batch, fingerprint, fingerprint_parts, options, state, epoch, revision, normalisation, created_at, completed_at";

    private static CancellationToken None => CancellationToken.None;

    public static async Task<PlateRecord> OpenAsync(NpgsqlConnection connection, PlateDefinition plate, DateTimeOffset now)
    {
        // A plate that was forgotten keeps counting: event ids name the revision, and its old events are still in the outbox.
        object? key = await connection.ScalarAsync(
            """
            INSERT INTO plates (plate, batch, fingerprint, fingerprint_parts, options, state, revision, created_at)
            VALUES ($1, $2, $3, $4, $5, 'running', coalesce((SELECT max(revision) FROM audit WHERE plate = $1), 0), $6)
            ON CONFLICT (plate) DO NOTHING RETURNING plate_key
            """,
            None, plate.PlateId, plate.Batch, plate.Fingerprint.Hash, SqlText.Of(plate.Fingerprint.Parts), plate.Options, now);
        if (key is null)
        {
            return await OpenAgainAsync(connection, plate, now);
        }
        await connection.RunAsync(
            """
            INSERT INTO fields (plate_key, acquisition, well_row, well_column, field)
            SELECT $1, f.* FROM unnest($2::integer[], $3::integer[], $4::integer[], $5::integer[]) AS f
            """,
            None, key, plate.Fields.Select(field => field.Acquisition).ToArray(), plate.Fields.Select(field => field.Well.Row).ToArray(),
            plate.Fields.Select(field => field.Well.Column).ToArray(), plate.Fields.Select(field => field.Field.Value).ToArray());
        await AuditAsync(connection, now, plate.PlateId, "announced", 0, 0, $"{plate.Fields.Count} fields");
        return (await FindAsync(connection, plate.PlateId))!;
    }

    public static async Task<PlateRecord?> FindAsync(NpgsqlConnection connection, string plateId) =>
        (await connection.ListAsync($"SELECT {Columns} FROM plates WHERE plate = $1", Read, None, plateId)).SingleOrDefault();

    public static async Task<IReadOnlyList<PlateRecord>> ListAsync(NpgsqlConnection connection, PlateState? state) => state is PlateState one
        ? await connection.ListAsync($"SELECT {Columns} FROM plates WHERE state = $1 ORDER BY plate_key", Read, None, SqlText.Of(one))
        : await connection.ListAsync($"SELECT {Columns} FROM plates ORDER BY plate_key", Read, None);

    public static async Task<IReadOnlyList<PlateRecord>> ListBatchAsync(NpgsqlConnection connection, string batch) =>
        await connection.ListAsync($"SELECT {Columns} FROM plates WHERE batch = $1 ORDER BY plate_key", Read, None, batch);

    public static async Task ForgetAsync(NpgsqlConnection connection, string plateId, DateTimeOffset now)
    {
        List<(long Epoch, int Revision, string Fingerprint)> forgotten = await connection.ListAsync(
            "DELETE FROM plates WHERE plate = $1 RETURNING epoch, revision, fingerprint", row => (row.GetInt64(0), row.GetInt32(1), row.GetString(2)), None, plateId);
        if (forgotten is [(long epoch, int revision, string fingerprint)])
        {
            await AuditAsync(connection, now, plateId, "forgotten", epoch, revision, $"fingerprint {fingerprint}");
        }
    }

    public static async Task<long> TakeEpochAsync(NpgsqlConnection connection, string plateId, string owner, DateTimeOffset now)
    {
        object plate = await connection.ScalarAsync("SELECT plate_key FROM plates WHERE plate = $1 FOR NO KEY UPDATE", None, plateId) ?? throw Unknown(plateId);
        // A statement of its own, which sees what was committed while the lock was waited for. Epochs of a plate that was forgotten and announced
        // again are not given twice: an activation from before must stay stale.
        long epoch = 1 + (long)(await connection.ScalarAsync("SELECT max(epoch) FROM audit WHERE plate = $1", None, plateId) ?? 0L);
        await connection.RunAsync("UPDATE plates SET epoch = $1 WHERE plate_key = $2", None, epoch, plate);
        await AuditAsync(connection, now, plateId, "epoch-taken", epoch, 0, owner);
        return epoch;
    }

    public static async Task<FrozenNormalisation> FreezeNormalisationAsync(NpgsqlConnection connection, string plateId, long epoch, FrozenNormalisation normalisation)
    {
        long plate = await RequireEpochAsync(connection, plateId, epoch);
        await connection.RunAsync("UPDATE plates SET normalisation = $1 WHERE plate_key = $2 AND normalisation IS NULL", None, SqlText.Of(normalisation), plate);
        return (await FindAsync(connection, plateId))!.Normalisation!;
    }

    public static async Task CancelAsync(NpgsqlConnection connection, string plateId, long epoch, DateTimeOffset now)
    {
        long plate = await RequireEpochAsync(connection, plateId, epoch);
        if (await connection.RunAsync("UPDATE plates SET state = 'cancelled' WHERE plate_key = $1 AND state = 'running'", None, plate) == 1)
        {
            await AuditAsync(connection, now, plateId, "cancelled", epoch, 0, "");
        }
    }

    public static async Task SaveBatchSummaryAsync(NpgsqlConnection connection, string batch, string plateId, long epoch, byte[] summary, DateTimeOffset now)
    {
        long plate = await RequireEpochAsync(connection, plateId, epoch);
        await connection.RunAsync(
            """
            INSERT INTO batch_summaries (batch, plate_key, summary, saved_at) VALUES ($1, $2, $3, $4)
            ON CONFLICT (batch, plate_key) DO UPDATE SET summary = excluded.summary, saved_at = excluded.saved_at
            """,
            None, batch, plate, summary, now);
    }

    public static async Task<IReadOnlyDictionary<string, byte[]>> ReadBatchSummariesAsync(NpgsqlConnection connection, string batch) =>
        new SortedDictionary<string, byte[]>(
            (await connection.ListAsync("SELECT plate, summary FROM batch_summaries JOIN plates USING (plate_key) WHERE batch_summaries.batch = $1",
                row => (row.GetString(0), row.GetFieldValue<byte[]>(1)), None, batch)).ToDictionary(row => row.Item1, row => row.Item2, StringComparer.Ordinal),
            StringComparer.Ordinal);

    public static async Task<FieldCounts> CountFieldsAsync(NpgsqlConnection connection, long plate)
    {
        int[] counts = new int[4];
        foreach ((string state, int count) in await connection.ListAsync(
            "SELECT state, count(*)::integer FROM fields WHERE plate_key = $1 GROUP BY state", row => (row.GetString(0), row.GetInt32(1)), None, plate))
        {
            counts[(int)SqlText.FieldStateOf(state)] = count;
        }
        return new FieldCounts(counts[0], counts[1], counts[2], counts[3]);
    }

    /// <summary>The plate's key, if the epoch is its newest; its row is locked until the end of the transaction. A plate that was forgotten has no epoch that counts.</summary>
    public static async Task<long> RequireEpochAsync(NpgsqlConnection connection, string plateId, long epoch)
    {
        (long key, long newest) = (await connection.ListAsync(
            "SELECT plate_key, epoch FROM plates WHERE plate = $1 FOR NO KEY UPDATE", row => (row.GetInt64(0), row.GetInt64(1)), None, plateId)).SingleOrDefault();
        return newest == epoch && epoch > 0 ? key : throw new StaleEpochException(plateId, epoch, newest);
    }

    /// <summary>The plate's key.</summary>
    public static async Task<long> KeyOfAsync(NpgsqlConnection connection, string plateId) =>
        (long)(await connection.ScalarAsync("SELECT plate_key FROM plates WHERE plate = $1", None, plateId) ?? throw Unknown(plateId));

    public static Task AuditAsync(NpgsqlConnection connection, DateTimeOffset now, string plateId, string action, long epoch, int revision, string detail) =>
        connection.RunAsync("INSERT INTO audit (at, plate, action, epoch, revision, detail) VALUES ($1, $2, $3, $4, $5, $6)", None, now, plateId, action, epoch, revision, detail);

    private static async Task<PlateRecord> OpenAgainAsync(NpgsqlConnection connection, PlateDefinition plate, DateTimeOffset now)
    {
        PlateRecord stored = (await connection.ListAsync($"SELECT {Columns} FROM plates WHERE plate = $1 FOR NO KEY UPDATE", Read, None, plate.PlateId)).SingleOrDefault()
            ?? throw new TimeoutException($"plate {plate.PlateId} was forgotten while it was opened"); // passes: it is opened again
        if (stored.Fingerprint.Hash != plate.Fingerprint.Hash)
        {
            throw new FingerprintConflictException(plate.PlateId, stored.Fingerprint, plate.Fingerprint);
        }
        LedgerRules.RequireSameFields(plate, await connection.ListAsync(
            "SELECT acquisition, well_row, well_column, field FROM fields WHERE plate_key = $1 ORDER BY acquisition, well_row, well_column, field",
            PostgresFieldCursor.ReadKey, None, await KeyOfAsync(connection, plate.PlateId)));
        if (stored.State != PlateState.Cancelled)
        {
            return stored;
        }
        await connection.RunAsync("UPDATE plates SET state = 'running' WHERE plate = $1", None, plate.PlateId);
        await AuditAsync(connection, now, plate.PlateId, "resumed", stored.Epoch, 0, "");
        return stored with { State = PlateState.Running };
    }

    private static KeyNotFoundException Unknown(string plateId) => new($"plate {plateId} is not in this ledger");

    private static PlateRecord Read(NpgsqlDataReader row) => new(
        row.GetString(0),
        row.GetString(1),
        new RunFingerprint(row.GetString(2), SqlText.Parts(row.GetString(3))),
        row.GetString(4),
        SqlText.PlateStateOf(row.GetString(5)),
        row.GetInt64(6),
        row.GetInt32(7),
        row.IsDBNull(8) ? null : SqlText.Normalisation(row.GetString(8)),
        row.GetFieldValue<DateTimeOffset>(9),
        row.IsDBNull(10) ? null : row.GetFieldValue<DateTimeOffset>(10));
}
