using CellCluster.Analysis;
using CellCluster.Pipeline;
using CellCluster.Plates;
using Npgsql;

namespace CellCluster.Ledger;

/// <summary>Reads what a group of requests is about and writes what they changed: two round trips for any number of requests, the commit in the second.</summary>
internal static class FieldBookQueries
{
    // The row lock makes a newer epoch wait for this transaction, and this one see it: that is what keeps two activations from both writing.
    // In the order of the keys, so that two groups over the same plates never wait for each other.
    private const string LockPlates = "SELECT plate, epoch, state FROM plates WHERE plate = ANY($1) ORDER BY plate_key FOR NO KEY UPDATE";

    // LIMIT 1 keeps each look-up by itself, by the whole key: joined, a plan from when the table was empty reads all fields of the plate for each.
    private const string ReadFields = """
        SELECT k.place, f.field_key, f.state, f.round, a.failed, a.lost, a.last, a.open, a.open_epoch, a.last_failure
        FROM unnest($1::text[], $2::integer[], $3::integer[], $4::integer[], $5::integer[]) WITH ORDINALITY AS k (plate, acquisition, well_row, well_column, field, place)
        JOIN plates p ON p.plate = k.plate
        CROSS JOIN LATERAL (
            SELECT field_key, state, round FROM fields
            WHERE plate_key = p.plate_key AND acquisition = k.acquisition AND well_row = k.well_row AND well_column = k.well_column AND field = k.field
            LIMIT 1
        ) f
        CROSS JOIN LATERAL (
            SELECT count(*) FILTER (WHERE state = 'failed' AND round = f.round)::integer AS failed,
                count(*) FILTER (WHERE state = 'lost' AND round = f.round)::integer AS lost,
                coalesce(max(attempt), 0) AS last,
                coalesce(max(attempt) FILTER (WHERE state = 'open'), 0) AS open,
                coalesce(max(epoch) FILTER (WHERE state = 'open'), 0) AS open_epoch,
                coalesce((array_agg(reason ORDER BY attempt DESC) FILTER (WHERE state = 'failed' AND round = f.round))[1], '') AS last_failure
            FROM attempts WHERE field_key = f.field_key
        ) a
        """;

    private const string OpenAttempts =
        "INSERT INTO attempts (field_key, attempt, round, epoch, opened_at) SELECT o.*, $5 FROM unnest($1::bigint[], $2::integer[], $3::integer[], $4::bigint[]) AS o";

    private const string CloseAttempts = """
        UPDATE attempts SET state = c.state, reason = coalesce(c.reason, attempts.reason), closed_at = $5
        FROM unnest($1::bigint[], $2::integer[], $3::text[], $4::text[]) AS c (field_key, attempt, state, reason)
        WHERE attempts.field_key = c.field_key AND attempts.attempt = c.attempt
        """;

    private const string InsertOutcome = """
        INSERT INTO outcomes (field_key, attempt, lost_attempts, gap, reason, flags, provenance, settled_at, embedding,
            metric_organelles, metric_names, metric_values, file_paths, file_hashes)
        VALUES ($1, $2, $3, nullif($4, ''), $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
        """;

    private const string SetStates =
        "UPDATE fields SET state = s.state FROM unnest($1::bigint[], $2::text[]) AS s (field_key, state) WHERE fields.field_key = s.field_key";

    /// <summary>Locks the plates, reads the fields, and asks the number that the transaction has from its locks.</summary>
    public static async Task<(FieldBook Book, string? Number)> ReadAsync(NpgsqlConnection connection, IReadOnlySet<string> plateIds, IReadOnlySet<(string Plate, FieldKey Key)> keys)
    {
        (string Plate, FieldKey Key)[] asked = [.. keys];
        await using var batch = new NpgsqlBatch(connection);
        batch.Add(LockPlates, (object)plateIds.Select(PostgresCommands.Storable).ToArray()); // else an array of strings would be taken for the list of values
        batch.Add(ReadFields,
            asked.Select(field => PostgresCommands.Storable(field.Plate)).ToArray(),
            asked.Select(field => field.Key.Acquisition).ToArray(),
            asked.Select(field => field.Key.Well.Row).ToArray(),
            asked.Select(field => field.Key.Well.Column).ToArray(),
            asked.Select(field => field.Key.Field.Value).ToArray());
        batch.Add(OpenTransaction.AskNumber);
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync();
        var plates = new Dictionary<string, BookPlate>(StringComparer.Ordinal);
        while (await reader.ReadAsync())
        {
            string plate = reader.GetString(0);
            plates.Add(plate, new BookPlate(plate, reader.GetInt64(1), reader.GetString(2) == "cancelled"));
        }
        await reader.NextResultAsync();
        var fields = new Dictionary<(string, FieldKey), BookField>();
        while (await reader.ReadAsync())
        {
            fields.Add(asked[(int)reader.GetInt64(0) - 1], new BookField
            {
                RowKey = reader.GetInt64(1),
                State = SqlText.FieldStateOf(reader.GetString(2)),
                Round = reader.GetInt32(3),
                Tally = new AttemptTally(reader.GetInt32(4), reader.GetInt32(5), reader.GetInt32(6), reader.GetString(9)),
                OpenAttempt = reader.GetInt32(7),
                OpenEpoch = reader.GetInt64(8),
            });
        }
        await reader.NextResultAsync();
        await reader.ReadAsync();
        return (new FieldBook(plates, fields), reader.IsDBNull(0) ? null : reader.GetString(0)); // none when no plate of the group exists
    }

    /// <summary>The statements that write the changes; none when every request was refused or changed nothing.</summary>
    public static NpgsqlBatch Changes(NpgsqlConnection connection, FieldBook book, DateTimeOffset now)
    {
        var batch = new NpgsqlBatch(connection);
        if (book.Opened.Count > 0)
        {
            batch.Add(OpenAttempts, book.Opened.Select(one => one.Field).ToArray(), book.Opened.Select(one => one.Attempt).ToArray(),
                book.Opened.Select(one => one.Round).ToArray(), book.Opened.Select(one => one.Epoch).ToArray(), now);
        }
        if (book.Closed.Count > 0)
        {
            batch.Add(CloseAttempts, book.Closed.Keys.Select(one => one.Field).ToArray(), book.Closed.Keys.Select(one => one.Attempt).ToArray(),
                book.Closed.Values.Select(one => one.State).ToArray(),
                book.Closed.Values.Select(one => one.Reason is null ? null : PostgresCommands.Storable(one.Reason)).ToArray(), now);
        }
        foreach ((long field, FieldOutcome outcome) in book.Outcomes)
        {
            Add(batch, field, outcome, now);
        }
        if (book.Changed.Count > 0)
        {
            batch.Add(SetStates, book.Changed.Select(field => field.RowKey).ToArray(), book.Changed.Select(field => SqlText.Of(field.State)).ToArray());
        }
        return batch;
    }

    private static void Add(NpgsqlBatch batch, long field, FieldOutcome outcome, DateTimeOffset now) => batch.Add(InsertOutcome,
        field, outcome.Claim.Attempt, outcome.Claim.LostAttempts, outcome.Gap?.ToText() ?? "", outcome.Reason,
        outcome.Flags.Select(PostgresCommands.Storable).ToArray(), outcome.Provenance, now, outcome.Embedding.ToArray(),
        outcome.Metrics.Select(metric => metric.Organelle?.ToText()).ToArray(), outcome.Metrics.Select(metric => metric.Name).ToArray(),
        outcome.Metrics.Select(metric => metric.Value).ToArray(),
        outcome.Files.Select(file => PostgresCommands.Storable(file.Path)).ToArray(), outcome.Files.Select(file => file.ContentHash).ToArray());
}
