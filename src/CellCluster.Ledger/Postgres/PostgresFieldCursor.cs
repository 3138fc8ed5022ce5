using CellCluster.Analysis;
using CellCluster.Pipeline;
using CellCluster.Plates;
using Npgsql;

namespace CellCluster.Ledger;

/// <summary>Reads the fields of a plate page by page out of one statement: commits made meanwhile are not seen, and memory holds one page. After a lost connection it goes on behind the last page.</summary>
internal sealed class PostgresFieldCursor(NpgsqlDataSource source, string plateId) : IAsyncDisposable
{
    private const int PageLength = 64; // 64 embeddings of 256 doubles are 128 KB

    private const string Sql = """
        SELECT f.acquisition, f.well_row, f.well_column, f.field, f.state,
            (SELECT count(*)::integer FROM attempts a WHERE a.field_key = f.field_key AND a.round = f.round AND a.state <> 'returned'),
            (SELECT count(*)::integer FROM attempts a WHERE a.field_key = f.field_key AND a.round = f.round AND a.state = 'lost'),
            o.attempt, o.lost_attempts, o.gap, o.reason, o.flags, o.provenance, o.embedding,
            o.metric_organelles, o.metric_names, o.metric_values, o.file_paths, o.file_hashes
        FROM fields f LEFT JOIN outcomes o ON o.field_key = f.field_key
        WHERE f.plate_key = $1 AND (f.acquisition, f.well_row, f.well_column, f.field) > ($2, $3, $4, $5)
        ORDER BY f.acquisition, f.well_row, f.well_column, f.field
        """;

    private FieldKey? _last;
    private NpgsqlConnection? _connection;
    private NpgsqlCommand? _command;
    private NpgsqlDataReader? _reader;

    /// <summary>acquisition, well_row, well_column, field.</summary>
    public static FieldKey ReadKey(NpgsqlDataReader row) => new(row.GetInt32(0), new WellId(row.GetInt32(1), row.GetInt32(2)), new FieldIndex(row.GetInt32(3)));

    /// <summary>The next fields; empty at the end.</summary>
    public async Task<List<FieldRecord>> ReadPageAsync(CancellationToken cancellation)
    {
        try
        {
            NpgsqlDataReader reader = _reader ?? await OpenAsync(cancellation);
            List<FieldRecord> page = [];
            while (page.Count < PageLength && await reader.ReadAsync(cancellation))
            {
                page.Add(Read(reader));
            }
            _last = page.Count > 0 ? page[^1].Key : _last;
            return page;
        }
        catch
        {
            await DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        (NpgsqlDataReader? reader, NpgsqlCommand? command, NpgsqlConnection? connection) = (_reader, _command, _connection);
        (_reader, _command, _connection) = (null, null, null);
        try
        {
            await (reader?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
        catch (Exception fault) when (PostgresFault.IsPassing(fault))
        {
            // The connection is gone; what was to be read is read again, or nobody wants it any more.
        }
        finally
        {
            await (command?.DisposeAsync() ?? ValueTask.CompletedTask);
            await (connection?.DisposeAsync() ?? ValueTask.CompletedTask);
        }
    }

    private async Task<NpgsqlDataReader> OpenAsync(CancellationToken cancellation)
    {
        _connection = await source.OpenConnectionAsync(cancellation);
        long plate = await PostgresPlates.KeyOfAsync(_connection, plateId);
        _command = _connection.Command(Sql, plate, _last?.Acquisition ?? int.MinValue, _last?.Well.Row ?? 0, _last?.Well.Column ?? 0, _last?.Field.Value ?? 0);
        return _reader = await _command.ExecuteReaderAsync(cancellation);
    }

    private static FieldRecord Read(NpgsqlDataReader row)
    {
        FieldKey key = ReadKey(row);
        FieldState state = SqlText.FieldStateOf(row.GetString(4));
        return new FieldRecord(key, state, row.GetInt32(5), row.GetInt32(6), row.IsDBNull(7) ? null : ReadOutcome(row, key, state));
    }

    private static FieldOutcome ReadOutcome(NpgsqlDataReader row, FieldKey key, FieldState state)
    {
        string?[] organelles = row.GetFieldValue<string?[]>(14);
        string[] names = row.GetFieldValue<string[]>(15);
        double[] values = row.GetFieldValue<double[]>(16);
        string[] paths = row.GetFieldValue<string[]>(17);
        string[] hashes = row.GetFieldValue<string[]>(18);
        return new FieldOutcome
        {
            Claim = new FieldClaim(key, row.GetInt32(7), row.GetInt32(8)),
            State = state,
            Gap = row.IsDBNull(9) ? null : SqlText.GapOf(row.GetString(9)),
            Reason = row.GetString(10),
            Flags = row.GetFieldValue<string[]>(11),
            Provenance = row.GetString(12),
            Embedding = row.GetFieldValue<byte[]>(13),
            Metrics = [.. names.Select((name, i) => new MetricValue(organelles[i] is string organelle ? OrganelleNames.Parse(organelle) : null, name, values[i]))],
            Files = [.. paths.Select((path, i) => new FieldFile(path, hashes[i]))],
        };
    }
}
