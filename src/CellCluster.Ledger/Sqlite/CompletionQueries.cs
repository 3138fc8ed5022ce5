using CellCluster.Pipeline;
using Microsoft.Data.Sqlite;

namespace CellCluster.Ledger;

/// <summary>The end of a plate, its gaps opened again, and the events that are owed.</summary>
internal static class CompletionQueries
{
    public static PlateRecord Complete(SqlSession session, string plateId, long epoch, PlateCompletion completion, DateTimeOffset now)
    {
        long plate = PlateQueries.RequireEpoch(session, plateId, epoch);
        LedgerRules.RequireEnd(plateId, FieldQueries.Count(session, plate), completion.State);
        PlateRecord stored = PlateQueries.Find(session, plateId)!;
        if (stored.State is PlateState.Complete or PlateState.CompleteWithGaps)
        {
            // The same completion once more, as after a crash between commit and answer, or another.
            LedgerRules.RequireSameManifest(stored, (string?)session.Scalar("SELECT manifest_hash FROM plates WHERE plate_key = $plate", ("$plate", plate)), completion);
            return stored;
        }
        session.Execute(
            "UPDATE plates SET state = $state, revision = $revision, manifest_hash = $manifest, completed_at = $at WHERE plate_key = $plate",
            ("$state", SqlText.Of(completion.State)), ("$revision", stored.Revision + 1), ("$manifest", completion.ManifestHash),
            ("$at", SqlText.Of(now)), ("$plate", plate));
        foreach (OutboxEvent owed in completion.Events)
        {
            session.Execute(
                "INSERT INTO outbox (id, type, subject, time, data) VALUES ($id, $type, $subject, $time, $data) ON CONFLICT (id) DO NOTHING",
                ("$id", owed.Id), ("$type", owed.Type), ("$subject", owed.Subject), ("$time", SqlText.Of(owed.Time)), ("$data", owed.Data));
        }
        PlateQueries.Audit(session, now, plateId, "completed", epoch, stored.Revision + 1, SqlText.Of(completion.State));
        return PlateQueries.Find(session, plateId)!;
    }

    public static int ReopenGaps(SqlSession session, string plateId, long epoch, DateTimeOffset now)
    {
        long plate = PlateQueries.RequireEpoch(session, plateId, epoch);
        foreach (string table in (ReadOnlySpan<string>)["metrics", "files", "outcomes"])
        {
            session.Execute(
                $"DELETE FROM {table} WHERE field_key IN (SELECT field_key FROM fields WHERE plate_key = $plate AND state = 'gap')", ("$plate", plate));
        }
        int opened = session.Execute(
            "UPDATE fields SET state = 'expected', round = round + 1 WHERE plate_key = $plate AND state = 'gap'", ("$plate", plate));
        if (opened > 0)
        {
            // A plate without gaps stays as it is: completing it again would announce a revision in which nothing is new.
            session.Execute("UPDATE plates SET state = 'running' WHERE plate_key = $plate", ("$plate", plate));
            PlateQueries.Audit(session, now, plateId, "gaps-reopened", epoch, 0, $"{opened} gaps");
        }
        return opened;
    }

    public static void ReopenOutputs(SqlSession session, string plateId, long epoch, string reason, DateTimeOffset now)
    {
        long plate = PlateQueries.RequireEpoch(session, plateId, epoch);
        if (session.Execute("UPDATE plates SET state = 'running' WHERE plate_key = $plate AND state IN ('complete', 'complete-with-gaps')", ("$plate", plate)) == 1)
        {
            // 'resumed' and no action of its own: ledgers that are there allow no other word.
            PlateQueries.Audit(session, now, plateId, "resumed", epoch, 0, reason);
        }
    }

    public static IReadOnlyList<OutboxEvent> ReadOutbox(SqlSession session, long afterSequence, int limit)
    {
        using SqliteDataReader reader = session.Query(
            "SELECT sequence, id, type, subject, time, data FROM outbox WHERE sequence > $after ORDER BY sequence LIMIT $limit",
            ("$after", afterSequence), ("$limit", limit));
        List<OutboxEvent> events = [];
        while (reader.Read())
        {
            events.Add(new OutboxEvent(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetString(3),
                SqlText.Time(reader.GetString(4)), reader.GetString(5)));
        }
        return events;
    }
}
