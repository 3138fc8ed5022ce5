using CellCluster.Pipeline;
using Microsoft.Data.Sqlite;

namespace CellCluster.Ledger;

/// <summary>Attempts: open, then settled (done or gap), failed, lost (the process ended) or returned (does not count).</summary>
internal static class AttemptQueries
{
    public static void Open(SqlSession session, FieldRow field, int attempt, long epoch, DateTimeOffset now) => session.Execute(
        "INSERT INTO attempts (field_key, attempt, round, epoch, state, opened_at) VALUES ($field, $attempt, $round, $epoch, 'open', $at)",
        ("$field", field.Key), ("$attempt", attempt), ("$round", field.Round), ("$epoch", epoch), ("$at", SqlText.Of(now)));

    /// <summary>Closes an attempt that is open; false when it is not.</summary>
    public static bool Close(SqlSession session, long field, int attempt, string state, string reason, DateTimeOffset now) => session.Execute(
        """
        UPDATE attempts SET state = $state, reason = $reason, closed_at = $at
        WHERE field_key = $field AND attempt = $attempt AND state = 'open'
        """,
        ("$state", state), ("$reason", reason), ("$at", SqlText.Of(now)), ("$field", field), ("$attempt", attempt)) == 1;

    /// <summary>Closes the field's open attempt if an older epoch opened it; false when this epoch did.</summary>
    public static bool CloseAsLost(SqlSession session, long field, long epoch, DateTimeOffset now) => session.Execute(
        "UPDATE attempts SET state = 'lost', closed_at = $at WHERE field_key = $field AND state = 'open' AND epoch < $epoch",
        ("$at", SqlText.Of(now)), ("$field", field), ("$epoch", epoch)) > 0;

    /// <summary>Marks the attempt whose outcome is written. Another one that is open is handed back: its work is not needed, and it is not to blame.</summary>
    /// <returns>False when the attempt was never opened.</returns>
    public static bool Settle(SqlSession session, long field, int attempt, DateTimeOffset now)
    {
        // Also an attempt that was taken for lost: its results were checked and adopted.
        bool known = session.Execute(
            "UPDATE attempts SET state = 'settled', closed_at = $at WHERE field_key = $field AND attempt = $attempt",
            ("$at", SqlText.Of(now)), ("$field", field), ("$attempt", attempt)) == 1;
        session.Execute("UPDATE attempts SET state = 'returned', closed_at = $at WHERE field_key = $field AND state = 'open'",
            ("$at", SqlText.Of(now)), ("$field", field));
        return known;
    }

    public static AttemptTally Tally(SqlSession session, FieldRow field)
    {
        using SqliteDataReader reader = session.Query(
            """
            SELECT coalesce(sum(state = 'failed' AND round = $round), 0), coalesce(sum(state = 'lost' AND round = $round), 0), coalesce(max(attempt), 0)
            FROM attempts WHERE field_key = $field
            """,
            ("$round", field.Round), ("$field", field.Key));
        reader.Read();
        (int failed, int lost, int last) = (reader.GetInt32(0), reader.GetInt32(1), reader.GetInt32(2));
        string reason = failed == 0 ? "" : (string)session.Scalar(
            "SELECT reason FROM attempts WHERE field_key = $field AND round = $round AND state = 'failed' ORDER BY attempt DESC LIMIT 1",
            ("$field", field.Key), ("$round", field.Round))!;
        return new AttemptTally(failed, lost, last, reason);
    }
}
