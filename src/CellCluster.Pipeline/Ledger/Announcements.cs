namespace CellCluster.Pipeline;

/// <summary>A plate that was submitted to a cluster and is not opened yet: kept from the moment the client has its answer, so that none is forgotten.</summary>
/// <param name="PlateId">The plate.</param>
/// <param name="Options">All options as JSON, as the client gave them.</param>
/// <param name="Priority">Its weight beside other plates.</param>
/// <param name="DeviceKind">The kind of lane it needs: <c>cpu</c>, <c>cuda</c>.</param>
/// <param name="FieldCount">Expected fields, for the scale of lanes; 0 when not known.</param>
/// <param name="SubmittedBy">Who, for the audit.</param>
/// <param name="At">When.</param>
public sealed record PlateAnnouncement(
    string PlateId, string Options, PlatePriority Priority, string DeviceKind, int FieldCount, string SubmittedBy, DateTimeOffset At);

/// <summary>How an announcement ended.</summary>
public enum AnnouncementEnd
{
    /// <summary>The plate was opened: from then on its own record tells its state.</summary>
    Opened,

    /// <summary>It cannot be processed; the reason says why.</summary>
    Refused,

    /// <summary>A person took it back before it was opened.</summary>
    Withdrawn,
}

/// <summary>The last announcement of a plate, open or closed.</summary>
/// <param name="Announcement">What was submitted.</param>
/// <param name="End">Null while it is open.</param>
/// <param name="Reason">Why it was closed; empty while it is open.</param>
/// <param name="ClosedAt">When; null while it is open.</param>
public sealed record AnnouncementRecord(PlateAnnouncement Announcement, AnnouncementEnd? End, string Reason, DateTimeOffset? ClosedAt);
