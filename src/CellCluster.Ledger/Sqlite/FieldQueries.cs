using CellCluster.Pipeline;
using CellCluster.Plates;
using Microsoft.Data.Sqlite;

namespace CellCluster.Ledger;

/// <summary>One row of a field as the attempt rules see it.</summary>
internal readonly record struct FieldRow(long Key, FieldState State, int Round);

/// <summary>Finding fields, claiming them and handing them back. Each method runs inside a transaction of its caller.</summary>
internal static class FieldQueries
{
    /// <summary>acquisition, well_row, well_column, field from a column on.</summary>
    public static FieldKey ReadKey(SqliteDataReader reader, int column) =>
        new(reader.GetInt32(column), new WellId(reader.GetInt32(column + 1), reader.GetInt32(column + 2)), new FieldIndex(reader.GetInt32(column + 3)));

    public static FieldCounts Count(SqlSession session, long plate)
    {
        Span<int> counts = stackalloc int[4];
        using SqliteDataReader reader = session.Query("SELECT state, count(*) FROM fields WHERE plate_key = $plate GROUP BY state", ("$plate", plate));
        while (reader.Read())
        {
            counts[(int)SqlText.FieldStateOf(reader.GetString(0))] = reader.GetInt32(1);
        }
        return new FieldCounts(counts[0], counts[1], counts[2], counts[3]);
    }

    public static FieldRow Find(SqlSession session, string plateId, long plate, FieldKey field)
    {
        using SqliteDataReader reader = session.Query(
            """
            SELECT field_key, state, round FROM fields
            WHERE plate_key = $plate AND acquisition = $acquisition AND well_row = $row AND well_column = $column AND field = $field
            """,
            ("$plate", plate), ("$acquisition", field.Acquisition), ("$row", field.Well.Row), ("$column", field.Well.Column), ("$field", field.Field.Value));
        return reader.Read()
            ? new FieldRow(reader.GetInt64(0), SqlText.FieldStateOf(reader.GetString(1)), reader.GetInt32(2))
            : throw new KeyNotFoundException($"plate {plateId}: {field} is not among the expected fields of this run");
    }

    public static IReadOnlyList<FieldClaim> Claim(SqlSession session, string plateId, long epoch, IReadOnlyList<FieldKey> fields, DateTimeOffset now)
    {
        long plate = PlateQueries.RequireEpoch(session, plateId, epoch);
        if ((string)session.Scalar("SELECT state FROM plates WHERE plate_key = $plate", ("$plate", plate))! == "cancelled")
        {
            throw new InvalidOperationException($"plate {plateId}: it is cancelled, so no field of it can be claimed; open it again first");
        }
        List<FieldClaim> claims = [];
        foreach (FieldKey key in fields)
        {
            FieldRow field = Find(session, plateId, plate, key);
            if (field.State is FieldState.Expected || (field.State is FieldState.Claimed && AttemptQueries.CloseAsLost(session, field.Key, epoch, now)))
            {
                if (Claim(session, field, key, epoch, now) is FieldClaim claim)
                {
                    claims.Add(claim);
                }
            }
        }
        return claims;
    }

    public static void Return(SqlSession session, string plateId, long epoch, IReadOnlyList<FieldClaim> claims, DateTimeOffset now)
    {
        long plate = PlateQueries.RequireEpoch(session, plateId, epoch);
        foreach (FieldClaim claim in claims)
        {
            FieldRow field = Find(session, plateId, plate, claim.Key);
            if (AttemptQueries.Close(session, field.Key, claim.Attempt, "returned", "", now))
            {
                SetState(session, field.Key, FieldState.Expected);
            }
        }
    }

    public static FieldState Fail(SqlSession session, string plateId, long epoch, FieldClaim claim, string reason, DateTimeOffset now)
    {
        long plate = PlateQueries.RequireEpoch(session, plateId, epoch);
        FieldRow field = Find(session, plateId, plate, claim.Key);
        if (!AttemptQueries.Close(session, field.Key, claim.Attempt, "failed", reason, now))
        {
            return field.State; // reported before, handed back, or overtaken: there is nothing left to close
        }
        AttemptTally tally = AttemptQueries.Tally(session, field);
        if (tally.IsExhausted)
        {
            OutcomeQueries.WriteFailedGap(session, field.Key, claim, tally, now);
            return FieldState.Gap;
        }
        SetState(session, field.Key, FieldState.Expected);
        return FieldState.Expected;
    }

    public static void SetState(SqlSession session, long field, FieldState state) =>
        session.Execute("UPDATE fields SET state = $state WHERE field_key = $field", ("$state", SqlText.Of(state)), ("$field", field));

    // Null when the field has used up its attempts and has become a gap.
    private static FieldClaim? Claim(SqlSession session, FieldRow field, FieldKey key, long epoch, DateTimeOffset now)
    {
        AttemptTally tally = AttemptQueries.Tally(session, field);
        if (tally.IsExhausted)
        {
            OutcomeQueries.WriteFailedGap(session, field.Key, new FieldClaim(key, tally.LastAttempt, tally.Lost), tally, now);
            return null;
        }
        FieldClaim claim = new(key, tally.LastAttempt + 1, tally.Lost);
        AttemptQueries.Open(session, field, claim.Attempt, epoch, now);
        SetState(session, field.Key, FieldState.Claimed);
        return claim;
    }
}
