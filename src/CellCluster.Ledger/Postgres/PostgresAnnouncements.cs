using CellCluster.Pipeline;
using Npgsql;

namespace CellCluster.Ledger;

/// <summary>Plates that were submitted and are not opened yet, one row per plate; and how far the readers of the outbox have come.</summary>
internal static class PostgresAnnouncements
{
    private const string Columns = "plate, options, priority, device_kind, field_count, submitted_by, announced_at, ended, reason, closed_at";

    private static CancellationToken None => CancellationToken.None;

    public static async Task<PlateAnnouncement> AnnounceAsync(NpgsqlConnection connection, PlateAnnouncement announcement)
    {
        await connection.RunAsync(
            """
            INSERT INTO announcements (plate, options, priority, device_kind, field_count, submitted_by, announced_at) VALUES ($1, $2, $3, $4, $5, $6, $7)
            ON CONFLICT (plate) DO UPDATE SET sequence = DEFAULT, options = excluded.options, priority = excluded.priority, device_kind = excluded.device_kind,
                field_count = excluded.field_count, submitted_by = excluded.submitted_by, announced_at = excluded.announced_at, ended = NULL, reason = '', closed_at = NULL
            WHERE announcements.ended IS NOT NULL
            """,
            None, announcement.PlateId, announcement.Options, SqlText.Of(announcement.Priority), announcement.DeviceKind, announcement.FieldCount,
            announcement.SubmittedBy, announcement.At);
        return (await FindAsync(connection, announcement.PlateId))!.Announcement;
    }

    public static async Task<IReadOnlyList<PlateAnnouncement>> ListOpenAsync(NpgsqlConnection connection) =>
        await connection.ListAsync($"SELECT {Columns} FROM announcements WHERE ended IS NULL ORDER BY sequence", row => Read(row).Announcement, None);

    public static async Task<AnnouncementRecord?> FindAsync(NpgsqlConnection connection, string plateId) =>
        (await connection.ListAsync($"SELECT {Columns} FROM announcements WHERE plate = $1", Read, None, plateId)).SingleOrDefault();

    public static Task CloseAsync(NpgsqlConnection connection, string plateId, AnnouncementEnd end, string reason, DateTimeOffset now) => connection.RunAsync(
        "UPDATE announcements SET ended = $1, reason = $2, closed_at = $3 WHERE plate = $4 AND ended IS NULL", None, SqlText.Of(end), reason, now, plateId);

    public static async Task<long> ReadCursorAsync(NpgsqlConnection connection, string name) =>
        (long)(await connection.ScalarAsync("SELECT sequence FROM cursors WHERE name = $1", None, name) ?? 0L);

    public static async Task<bool> MoveCursorAsync(NpgsqlConnection connection, string name, long from, long to)
    {
        if (from == 0)
        {
            await connection.RunAsync("INSERT INTO cursors (name, sequence) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING", None, name);
        }
        return await connection.RunAsync("UPDATE cursors SET sequence = $1 WHERE name = $2 AND sequence = $3", None, to, name, from) == 1;
    }

    private static AnnouncementRecord Read(NpgsqlDataReader row) => new(
        new PlateAnnouncement(row.GetString(0), row.GetString(1), SqlText.PriorityOf(row.GetString(2)), row.GetString(3), row.GetInt32(4), row.GetString(5),
            row.GetFieldValue<DateTimeOffset>(6)),
        row.IsDBNull(7) ? null : SqlText.EndOf(row.GetString(7)),
        row.GetString(8),
        row.IsDBNull(9) ? null : row.GetFieldValue<DateTimeOffset>(9));
}
