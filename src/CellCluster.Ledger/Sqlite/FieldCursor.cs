using CellCluster.Pipeline;
using Microsoft.Data.Sqlite;

namespace CellCluster.Ledger;

/// <summary>Reads the fields of a plate page by page out of one snapshot: commits made meanwhile are not seen, and memory holds one page.</summary>
internal sealed class FieldCursor : IDisposable
{
    private const int PageLength = 64; // 64 embeddings of 256 doubles are 128 KB
    private readonly SqlSession _session;
    private readonly SqliteDataReader _reader;

    private FieldCursor(SqlSession session, SqliteDataReader reader) => (_session, _reader) = (session, reader);

    /// <summary>Opens the snapshot; the session must not be used otherwise until the cursor is disposed.</summary>
    public static FieldCursor Open(SqlSession session, string plateId)
    {
        session.Execute("BEGIN");
        try
        {
            SqliteDataReader reader = session.Query(
                """
                SELECT f.acquisition, f.well_row, f.well_column, f.field, f.field_key, f.state,
                    (SELECT count(*) FROM attempts a WHERE a.field_key = f.field_key AND a.round = f.round AND a.state <> 'returned'),
                    (SELECT count(*) FROM attempts a WHERE a.field_key = f.field_key AND a.round = f.round AND a.state = 'lost'),
                    o.attempt, o.lost_attempts, o.gap, o.reason, o.flags, o.provenance, o.embedding
                FROM fields f LEFT JOIN outcomes o ON o.field_key = f.field_key
                WHERE f.plate_key = $plate
                ORDER BY f.acquisition, f.well_row, f.well_column, f.field
                """,
                ("$plate", PlateQueries.KeyOf(session, plateId)));
            return new FieldCursor(session, reader);
        }
        catch
        {
            session.Execute("ROLLBACK");
            throw;
        }
    }

    /// <summary>The next fields; empty at the end.</summary>
    public List<FieldRecord> ReadPage()
    {
        List<FieldRecord> page = [];
        while (page.Count < PageLength && _reader.Read())
        {
            page.Add(ReadField());
        }
        return page;
    }

    public void Dispose()
    {
        _reader.Dispose();
        if (_session.IsInTransaction)
        {
            _session.Execute("ROLLBACK");
        }
    }

    private FieldRecord ReadField()
    {
        Plates.FieldKey key = FieldQueries.ReadKey(_reader, 0);
        FieldState state = SqlText.FieldStateOf(_reader.GetString(5));
        FieldOutcome? outcome = null;
        if (!_reader.IsDBNull(8))
        {
            StoredOutcome stored = new(
                _reader.IsDBNull(10) ? null : _reader.GetString(10), _reader.GetString(11), _reader.GetString(12), _reader.GetString(13), _reader.GetFieldValue<byte[]>(14));
            FieldClaim claim = new(key, _reader.GetInt32(8), _reader.GetInt32(9));
            outcome = OutcomeQueries.Read(_session, _reader.GetInt64(4), claim, state, stored);
        }
        return new FieldRecord(key, state, _reader.GetInt32(6), _reader.GetInt32(7), outcome);
    }
}
