using CellCluster.Pipeline;
using CellCluster.Plates;
using Microsoft.Data.Sqlite;

namespace CellCluster.Ledger;

/// <summary>What happens to a plate as a whole. Each method runs inside a transaction of its caller.</summary>
internal static class PlateQueries
{
    private const string Columns =
        "plate, batch, fingerprint, fingerprint_parts, options, state, epoch, revision, normalisation, created_at, completed_at";

    public static PlateRecord Open(SqlSession session, PlateDefinition plate, DateTimeOffset now)
    {
        if (Find(session, plate.PlateId) is PlateRecord stored)
        {
            return OpenAgain(session, stored, plate, now);
        }
        session.Execute(
            """
            INSERT INTO plates (plate, batch, fingerprint, fingerprint_parts, options, state, epoch, revision, created_at)
            VALUES ($plate, $batch, $fingerprint, $parts, $options, 'running', 0, $revision, $at)
            """,
            ("$plate", plate.PlateId), ("$batch", plate.Batch), ("$fingerprint", plate.Fingerprint.Hash),
            ("$parts", SqlText.Of(plate.Fingerprint.Parts)), ("$options", plate.Options),
            // A plate that was forgotten keeps counting: event ids name the revision, and its old events are still in the outbox.
            ("$revision", LastRevision(session, plate.PlateId)), ("$at", SqlText.Of(now)));
        long key = (long)session.Scalar("SELECT last_insert_rowid()")!;
        foreach (FieldKey field in plate.Fields)
        {
            session.Execute(
                """
                INSERT INTO fields (plate_key, acquisition, well_row, well_column, field, state)
                VALUES ($plate, $acquisition, $row, $column, $field, 'expected')
                """,
                ("$plate", key), ("$acquisition", field.Acquisition), ("$row", field.Well.Row), ("$column", field.Well.Column), ("$field", field.Field.Value));
        }
        Audit(session, now, plate.PlateId, "announced", 0, 0, $"{plate.Fields.Count} fields");
        return Find(session, plate.PlateId)!;
    }

    public static PlateRecord? Find(SqlSession session, string plateId)
    {
        using SqliteDataReader reader = session.Query($"SELECT {Columns} FROM plates WHERE plate = $plate", ("$plate", plateId));
        return reader.Read() ? Read(reader) : null;
    }

    public static IReadOnlyList<PlateRecord> List(SqlSession session, PlateState? state)
    {
        using SqliteDataReader reader = session.Query(
            $"SELECT {Columns} FROM plates WHERE $state IS NULL OR state = $state ORDER BY plate_key",
            ("$state", state is PlateState one ? SqlText.Of(one) : null));
        return ReadAll(reader);
    }

    public static IReadOnlyList<PlateRecord> ListBatch(SqlSession session, string batch)
    {
        using SqliteDataReader reader = session.Query($"SELECT {Columns} FROM plates WHERE batch = $batch ORDER BY plate_key", ("$batch", batch));
        return ReadAll(reader);
    }

    public static void Forget(SqlSession session, string plateId, DateTimeOffset now)
    {
        if (Find(session, plateId) is PlateRecord plate)
        {
            session.Execute("DELETE FROM plates WHERE plate = $plate", ("$plate", plateId));
            Audit(session, now, plateId, "forgotten", plate.Epoch, plate.Revision, $"fingerprint {plate.Fingerprint.Hash}");
        }
    }

    public static long TakeEpoch(SqlSession session, string plateId, string owner, DateTimeOffset now)
    {
        _ = KeyOf(session, plateId);
        // Epochs of a plate that was forgotten and announced again are not given twice: an activation from before must stay stale.
        long epoch = 1 + (long)(session.Scalar("SELECT max(epoch) FROM audit WHERE plate = $plate", ("$plate", plateId)) ?? 0L);
        session.Execute("UPDATE plates SET epoch = $epoch WHERE plate = $plate", ("$epoch", epoch), ("$plate", plateId));
        Audit(session, now, plateId, "epoch-taken", epoch, 0, owner);
        return epoch;
    }

    public static FrozenNormalisation FreezeNormalisation(SqlSession session, string plateId, long epoch, FrozenNormalisation normalisation)
    {
        long plate = RequireEpoch(session, plateId, epoch);
        session.Execute("UPDATE plates SET normalisation = $normalisation WHERE plate_key = $plate AND normalisation IS NULL",
            ("$normalisation", SqlText.Of(normalisation)), ("$plate", plate));
        return Find(session, plateId)!.Normalisation!;
    }

    public static void Cancel(SqlSession session, string plateId, long epoch, DateTimeOffset now)
    {
        long plate = RequireEpoch(session, plateId, epoch);
        if (session.Execute("UPDATE plates SET state = 'cancelled' WHERE plate_key = $plate AND state = 'running'", ("$plate", plate)) == 1)
        {
            Audit(session, now, plateId, "cancelled", epoch, 0, "");
        }
    }

    public static void SaveBatchSummary(SqlSession session, string batch, string plateId, long epoch, byte[] summary, DateTimeOffset now)
    {
        long plate = RequireEpoch(session, plateId, epoch);
        session.Execute(
            """
            INSERT INTO batch_summaries (batch, plate_key, summary, saved_at) VALUES ($batch, $plate, $summary, $at)
            ON CONFLICT (batch, plate_key) DO UPDATE SET summary = excluded.summary, saved_at = excluded.saved_at
            """,
            ("$batch", batch), ("$plate", plate), ("$summary", summary), ("$at", SqlText.Of(now)));
    }

    public static IReadOnlyDictionary<string, byte[]> ReadBatchSummaries(SqlSession session, string batch)
    {
        using SqliteDataReader reader = session.Query(
            "SELECT plate, summary FROM batch_summaries JOIN plates USING (plate_key) WHERE batch_summaries.batch = $batch ORDER BY plate", ("$batch", batch));
        SortedDictionary<string, byte[]> summaries = new(StringComparer.Ordinal);
        while (reader.Read())
        {
            summaries.Add(reader.GetString(0), reader.GetFieldValue<byte[]>(1));
        }
        return summaries;
    }

    /// <summary>The plate's key, if the epoch is its newest. A plate that was forgotten has no epoch that counts.</summary>
    public static long RequireEpoch(SqlSession session, string plateId, long epoch)
    {
        using SqliteDataReader reader = session.Query("SELECT plate_key, epoch FROM plates WHERE plate = $plate", ("$plate", plateId));
        (long key, long newest) = reader.Read() ? (reader.GetInt64(0), reader.GetInt64(1)) : (0, 0);
        return newest == epoch && epoch > 0 ? key : throw new StaleEpochException(plateId, epoch, newest);
    }

    /// <summary>The plate's key.</summary>
    public static long KeyOf(SqlSession session, string plateId) =>
        (long)(session.Scalar("SELECT plate_key FROM plates WHERE plate = $plate", ("$plate", plateId))
            ?? throw new KeyNotFoundException($"plate {plateId} is not in this ledger"));

    public static void Audit(SqlSession session, DateTimeOffset now, string plateId, string action, long epoch, int revision, string detail) =>
        session.Execute("INSERT INTO audit (at, plate, action, epoch, revision, detail) VALUES ($at, $plate, $action, $epoch, $revision, $detail)",
            ("$at", SqlText.Of(now)), ("$plate", plateId), ("$action", action), ("$epoch", epoch), ("$revision", revision), ("$detail", detail));

    private static PlateRecord OpenAgain(SqlSession session, PlateRecord stored, PlateDefinition plate, DateTimeOffset now)
    {
        if (stored.Fingerprint.Hash != plate.Fingerprint.Hash)
        {
            throw new FingerprintConflictException(plate.PlateId, stored.Fingerprint, plate.Fingerprint);
        }
        RequireSameFields(session, plate);
        if (stored.State != PlateState.Cancelled)
        {
            return stored;
        }
        session.Execute("UPDATE plates SET state = 'running' WHERE plate = $plate", ("$plate", plate.PlateId));
        Audit(session, now, plate.PlateId, "resumed", stored.Epoch, 0, "");
        return stored with { State = PlateState.Running };
    }

    private static void RequireSameFields(SqlSession session, PlateDefinition plate)
    {
        List<FieldKey> stored = [];
        using (SqliteDataReader reader = session.Query(
            "SELECT acquisition, well_row, well_column, field FROM fields WHERE plate_key = $plate ORDER BY acquisition, well_row, well_column, field",
            ("$plate", KeyOf(session, plate.PlateId))))
        {
            while (reader.Read())
            {
                stored.Add(FieldQueries.ReadKey(reader, 0));
            }
        }
        LedgerRules.RequireSameFields(plate, stored);
    }

    private static long LastRevision(SqlSession session, string plateId) =>
        (long)(session.Scalar("SELECT max(revision) FROM audit WHERE plate = $plate", ("$plate", plateId)) ?? 0L);

    private static List<PlateRecord> ReadAll(SqliteDataReader reader)
    {
        List<PlateRecord> plates = [];
        while (reader.Read())
        {
            plates.Add(Read(reader));
        }
        return plates;
    }

    private static PlateRecord Read(SqliteDataReader reader) => new(
        reader.GetString(0),
        reader.GetString(1),
        new RunFingerprint(reader.GetString(2), SqlText.Parts(reader.GetString(3))),
        reader.GetString(4),
        SqlText.PlateStateOf(reader.GetString(5)),
        reader.GetInt64(6),
        reader.GetInt32(7),
        reader.IsDBNull(8) ? null : SqlText.Normalisation(reader.GetString(8)),
        SqlText.Time(reader.GetString(9)),
        reader.IsDBNull(10) ? null : SqlText.Time(reader.GetString(10)));
}
