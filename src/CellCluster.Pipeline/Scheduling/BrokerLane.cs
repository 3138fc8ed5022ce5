namespace CellCluster.Pipeline;

/// <summary>A lane as the broker sees it, with its slots.</summary>
internal sealed class BrokerLane(string? silo, LaneReport report)
{
    public string? Silo { get; } = silo;

    public LaneReport Report { get; set; } = report;

    public bool IsDraining { get; set; }

    public DateTimeOffset SeenAt { get; set; }

    public List<BrokerSlot> Slots { get; } = [];

    public string Name => Report.Lane;

    public int UsedCount => Slots.Count(slot => !slot.IsFree);

    /// <summary>Whether its slots may be given out.</summary>
    public bool IsOpen(DateTimeOffset now, BrokerTimes times) => Report.Fault is null && !IsDraining && now - SeenAt <= times.ReportLimit;
}

/// <summary>A slot of a lane.</summary>
internal sealed class BrokerSlot(string name, BrokerLane lane)
{
    public string Name { get; } = name;

    public BrokerLane Lane { get; } = lane;

    public SlotState State { get; private set; }

    /// <summary>The plate; null when free, or when its silo says it is at work and nobody has claimed that work yet.</summary>
    public BrokerPlate? Plate { get; private set; }

    public DateTimeOffset Since { get; private set; }

    /// <summary>Whether its silo said last that it is at work on a field, and no plate has said since that the field has ended.</summary>
    public bool IsSaidBusy { get; set; }

    public bool IsFree => State == SlotState.Free;

    public void Set(SlotState state, BrokerPlate? plate, DateTimeOffset now)
    {
        Plate?.Slots.Remove(this);
        (State, Plate, Since) = (state, plate, now);
        plate?.Slots.Add(this);
    }
}

/// <summary>Whose a slot is.</summary>
internal enum SlotState
{
    Free,

    /// <summary>Kept for a plate that was woken and has not fetched it yet.</summary>
    Kept,

    /// <summary>Given to a plate.</summary>
    Held,

    /// <summary>At work by its silo's word, for a plate that has not said so (the directory or the plate has moved); free when the silo says it rests.</summary>
    AtWork,
}

/// <summary>A plate that asks for slots.</summary>
internal sealed class BrokerPlate(SlotRequest request)
{
    public SlotRequest Request { get; set; } = request;

    public string Id => Request.PlateId;

    /// <summary>The newest epoch that has asked; 0 while none has.</summary>
    public long Epoch { get; set; } = request.Epoch;

    public HashSet<BrokerSlot> Slots { get; } = [];

    /// <summary>Slots it says it holds on lanes that have not reported yet.</summary>
    public HashSet<string> Unseen { get; } = new(StringComparer.Ordinal);

    public int Wanted { get; set; }

    /// <summary>Fields given to it, divided by its weight: the plate that is furthest behind is served next.</summary>
    public double Pass { get; set; }

    /// <summary>When it was served last, as a number that grows; 0 for never: of plates that have paid alike the one that waits longest is next.</summary>
    public long Turn { get; set; }

    public DateTimeOffset AskedAt { get; set; }

    /// <summary>True while it has stood outside the competition: new, idle, or without any lane that could serve it. It then starts level with the others.</summary>
    public bool IsOutside { get; set; } = true;

    public DateTimeOffset ActiveAt { get; set; }

    public int Unmet => Math.Max(0, Wanted - Slots.Count(slot => slot.State == SlotState.Kept));

    public bool CanUse(BrokerLane lane) =>
        lane.Report.DeviceKind == Request.DeviceKind
        && (Request.Profile is null || lane.Report.Profile is null || lane.Report.Profile == Request.Profile)
        && (lane.Silo is null || !Request.ExcludedSilos.Contains(lane.Silo, StringComparer.Ordinal));
}
