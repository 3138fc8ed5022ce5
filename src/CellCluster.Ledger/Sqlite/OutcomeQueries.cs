using CellCluster.Analysis;
using CellCluster.Pipeline;
using Microsoft.Data.Sqlite;

namespace CellCluster.Ledger;

/// <summary>What became of a field: written once, read as it was written.</summary>
internal static class OutcomeQueries
{
    public static void Commit(SqlSession session, string plateId, long epoch, FieldOutcome outcome, DateTimeOffset now)
    {
        long plate = PlateQueries.RequireEpoch(session, plateId, epoch);
        FieldRow field = FieldQueries.Find(session, plateId, plate, outcome.Claim.Key);
        if (field.State is FieldState.Done or FieldState.Gap)
        {
            return;
        }
        if (!AttemptQueries.Settle(session, field.Key, outcome.Claim.Attempt, now))
        {
            throw new InvalidOperationException($"plate {plateId}, {outcome.Claim.Key}: attempt {outcome.Claim.Attempt} was never claimed; claim a field before it is worked on");
        }
        Write(session, field.Key, outcome, now);
    }

    /// <summary>Turns a field that has used up its attempts into a gap.</summary>
    public static void WriteFailedGap(SqlSession session, long field, FieldClaim claim, AttemptTally tally, DateTimeOffset now) =>
        Write(session, field, new FieldOutcome { Claim = claim, State = FieldState.Gap, Gap = GapCode.Failed, Reason = tally.Reason }, now);

    /// <summary>The outcome of a field in the state given, metrics and files in the order they were committed.</summary>
    public static FieldOutcome Read(SqlSession session, long fieldKey, FieldClaim claim, FieldState state, StoredOutcome stored)
    {
        List<MetricValue> metrics = [];
        using (SqliteDataReader reader = session.Query(
            "SELECT organelle, name, value FROM metrics WHERE field_key = $field ORDER BY position", ("$field", fieldKey)))
        {
            while (reader.Read())
            {
                metrics.Add(new MetricValue(
                    reader.IsDBNull(0) ? null : OrganelleNames.Parse(reader.GetString(0)),
                    reader.GetString(1),
                    reader.IsDBNull(2) ? double.NaN : reader.GetDouble(2)));
            }
        }
        List<FieldFile> files = [];
        using (SqliteDataReader reader = session.Query("SELECT path, content_hash FROM files WHERE field_key = $field ORDER BY position", ("$field", fieldKey)))
        {
            while (reader.Read())
            {
                files.Add(new FieldFile(reader.GetString(0), reader.GetString(1)));
            }
        }
        return new FieldOutcome
        {
            Claim = claim,
            State = state,
            Gap = stored.Gap is string gap ? SqlText.GapOf(gap) : null,
            Reason = stored.Reason,
            Flags = SqlText.Texts(stored.Flags),
            Metrics = metrics,
            Provenance = stored.Provenance,
            Files = files,
            Embedding = stored.Embedding,
        };
    }

    private static void Write(SqlSession session, long field, FieldOutcome outcome, DateTimeOffset now)
    {
        session.Execute(
            """
            INSERT INTO outcomes (field_key, attempt, lost_attempts, gap, reason, flags, provenance, settled_at, embedding)
            VALUES ($field, $attempt, $lost, $gap, $reason, $flags, $provenance, $at, $embedding)
            """,
            ("$field", field), ("$attempt", outcome.Claim.Attempt), ("$lost", outcome.Claim.LostAttempts), ("$gap", outcome.Gap?.ToText()),
            ("$reason", outcome.Reason), ("$flags", SqlText.Of(outcome.Flags)), ("$provenance", outcome.Provenance), ("$at", SqlText.Of(now)),
            ("$embedding", outcome.Embedding.ToArray()));
        for (int i = 0; i < outcome.Metrics.Count; i++)
        {
            MetricValue metric = outcome.Metrics[i];
            session.Execute(
                "INSERT INTO metrics (field_key, position, organelle, name, value) VALUES ($field, $position, $organelle, $name, $value)",
                ("$field", field), ("$position", i), ("$organelle", metric.Organelle?.ToText()), ("$name", metric.Name),
                ("$value", double.IsNaN(metric.Value) ? null : metric.Value));
        }
        for (int i = 0; i < outcome.Files.Count; i++)
        {
            session.Execute(
                "INSERT INTO files (field_key, position, path, content_hash) VALUES ($field, $position, $path, $hash)",
                ("$field", field), ("$position", i), ("$path", outcome.Files[i].Path), ("$hash", outcome.Files[i].ContentHash));
        }
        FieldQueries.SetState(session, field, outcome.State);
    }
}

/// <summary>The columns of an outcome beside its metrics and files.</summary>
internal sealed record StoredOutcome(string? Gap, string Reason, string Flags, string Provenance, byte[] Embedding);
