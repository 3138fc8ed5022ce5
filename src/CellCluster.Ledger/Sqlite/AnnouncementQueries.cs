using CellCluster.Pipeline;
using Microsoft.Data.Sqlite;

namespace CellCluster.Ledger;

/// <summary>Plates that were submitted and are not opened yet. One row per plate: its last announcement.</summary>
internal static class AnnouncementQueries
{
    private const string Columns = "plate, options, priority, device_kind, field_count, submitted_by, announced_at, ended, reason, closed_at";

    public static PlateAnnouncement Announce(SqlSession session, PlateAnnouncement announcement)
    {
        if (Find(session, announcement.PlateId) is { End: null } open)
        {
            return open.Announcement;
        }
        session.Execute("DELETE FROM announcements WHERE plate = $plate", ("$plate", announcement.PlateId));
        session.Execute(
            """
            INSERT INTO announcements (plate, options, priority, device_kind, field_count, submitted_by, announced_at)
            VALUES ($plate, $options, $priority, $kind, $fields, $by, $at)
            """,
            ("$plate", announcement.PlateId), ("$options", announcement.Options), ("$priority", SqlText.Of(announcement.Priority)),
            ("$kind", announcement.DeviceKind), ("$fields", announcement.FieldCount), ("$by", announcement.SubmittedBy), ("$at", SqlText.Of(announcement.At)));
        return announcement;
    }

    public static IReadOnlyList<PlateAnnouncement> ListOpen(SqlSession session)
    {
        using SqliteDataReader reader = session.Query($"SELECT {Columns} FROM announcements WHERE ended IS NULL ORDER BY sequence");
        List<PlateAnnouncement> open = [];
        while (reader.Read())
        {
            open.Add(Read(reader).Announcement);
        }
        return open;
    }

    public static AnnouncementRecord? Find(SqlSession session, string plateId)
    {
        using SqliteDataReader reader = session.Query($"SELECT {Columns} FROM announcements WHERE plate = $plate", ("$plate", plateId));
        return reader.Read() ? Read(reader) : null;
    }

    public static void Close(SqlSession session, string plateId, AnnouncementEnd end, string reason, DateTimeOffset now) => session.Execute(
        "UPDATE announcements SET ended = $end, reason = $reason, closed_at = $at WHERE plate = $plate AND ended IS NULL",
        ("$end", SqlText.Of(end)), ("$reason", reason), ("$at", SqlText.Of(now)), ("$plate", plateId));

    private static AnnouncementRecord Read(SqliteDataReader reader) => new(
        new PlateAnnouncement(reader.GetString(0), reader.GetString(1), SqlText.PriorityOf(reader.GetString(2)), reader.GetString(3), reader.GetInt32(4),
            reader.GetString(5), SqlText.Time(reader.GetString(6))),
        reader.IsDBNull(7) ? null : SqlText.EndOf(reader.GetString(7)),
        reader.GetString(8),
        reader.IsDBNull(9) ? null : SqlText.Time(reader.GetString(9)));
}
