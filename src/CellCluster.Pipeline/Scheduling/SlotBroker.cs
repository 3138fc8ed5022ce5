namespace CellCluster.Pipeline;

/// <summary>Shares the slots of a cluster's lanes among the plates that want them: weighted, field by field, nobody starves, no suitable slot rests.</summary>
/// <remarks>
/// Stride scheduling: a slot is for one field, each costs a plate 1 / weight, and the next free slot goes to the plate that has paid least of those that
/// can use it. A slot that becomes free for another plate than the one that asks is kept for it, and the plate is to be woken (<see cref="TakeWakes"/>).
/// Requests are declarative: a lost answer loses nothing, because the plate does not name the slots of it as held. Nothing here is durable; after a move
/// silos' reports and plates' requests make it anew, and a slot that is at work by its silo's word is given to nobody meanwhile.
/// Not thread-safe: one caller at a time.
/// C. A. Waldspurger and W. E. Weihl, Stride Scheduling, MIT/LCS/TM-528, 1995. A plate that comes (back) starts level with the one furthest behind
/// among those it competes with, so that waiting earns nothing.
/// </remarks>
public sealed class SlotBroker
{
    private readonly TimeProvider _time;
    private readonly Func<string, bool> _isLiving;
    private readonly BrokerTimes _times;
    private readonly SortedDictionary<string, BrokerLane> _lanes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, BrokerSlot> _slots = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, BrokerPlate> _plates = new(StringComparer.Ordinal);
    private readonly HashSet<string> _wakes = new(StringComparer.Ordinal);
    private long _turn;

    /// <summary>A broker that knows nothing yet.</summary>
    /// <param name="time">Clock.</param>
    /// <param name="isLiving">Whether a silo of that name is a member of the cluster.</param>
    /// <param name="times">How long it believes what it was told.</param>
    public SlotBroker(TimeProvider time, Func<string, bool> isLiving, BrokerTimes? times = null)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentNullException.ThrowIfNull(isLiving);
        (_time, _isLiving, _times) = (time, isLiving, times ?? new BrokerTimes());
    }

    /// <summary>Every plate that holds or wants slots, by id.</summary>
    public IReadOnlyList<PlateDemand> Plates
    {
        get
        {
            DateTimeOffset now = _time.GetUtcNow();
            return [.. _plates.Values.Select(plate => new PlateDemand(
                plate.Id, plate.Request.Priority, plate.Request.DeviceKind, plate.Slots.Count(slot => slot.State == SlotState.Held), plate.Unmet,
                SuitableLanes(plate, now), WhyNone(plate, now)))];
        }
    }

    /// <summary>By slot that is given out or kept, its plate.</summary>
    public IReadOnlyDictionary<string, string> Owners =>
        _slots.Values.Where(slot => slot.Plate is not null).ToDictionary(slot => slot.Name, slot => slot.Plate!.Id, StringComparer.Ordinal);

    /// <summary>Takes a silo's word for its lanes; lanes that it does not name any more are gone.</summary>
    /// <param name="silo">The silo's name; null for the only silo there is.</param>
    /// <param name="isDraining">Its slots are given to nobody any more; fields in work are reported or handed back.</param>
    /// <param name="lanes">Its lanes.</param>
    public void Report(string? silo, bool isDraining, IReadOnlyList<LaneReport> lanes)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        DateTimeOffset now = _time.GetUtcNow();
        var named = lanes.Select(lane => lane.Lane).ToHashSet(StringComparer.Ordinal);
        RemoveLanes(lane => lane.Silo == silo && !named.Contains(lane.Name));
        foreach (LaneReport report in lanes)
        {
            if (!_lanes.TryGetValue(report.Lane, out BrokerLane? lane))
            {
                _lanes[report.Lane] = lane = new BrokerLane(silo, report);
            }
            lane.Report = report;
            (lane.IsDraining, lane.SeenAt) = (isDraining, now);
            SetSlots(lane, report, now);
        }
        Settle(now);
    }

    /// <summary>Forgets a silo's lanes: another of the same name has taken its place, and the plates that held slots of it are to look.</summary>
    public void Forget(string? silo) => RemoveLanes(lane => lane.Silo == silo);

    /// <summary>A plate asks.</summary>
    public SlotGrant Request(SlotRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        DateTimeOffset now = _time.GetUtcNow();
        if (!_plates.TryGetValue(request.PlateId, out BrokerPlate? plate))
        {
            _plates[request.PlateId] = plate = new BrokerPlate(request);
        }
        bool isProbe = request.Epoch == 0 && plate.Epoch > 0; // the plate has moved: its next epoch is taken when a lane is found
        if (request.Epoch < plate.Epoch && !isProbe)
        {
            return new SlotGrant([], request.Held, 0, $"plate {request.PlateId}: epoch {request.Epoch} is stale, {plate.Epoch} is the newest");
        }
        plate.IsOutside |= plate.Slots.Count + plate.Wanted == 0 && now - plate.ActiveAt > _times.FetchLimit;
        bool isTakenOver = isProbe || request.Epoch > plate.Epoch;
        plate.Epoch = Math.Max(plate.Epoch, request.Epoch);
        (plate.Request, plate.Wanted, plate.AskedAt) = (request, Math.Max(0, request.Wanted), now);
        List<string> lost = Declare(plate, isTakenOver, now);
        Settle(now);
        List<string> granted = Fetch(plate, now);
        _wakes.Remove(plate.Id);
        if (plate.Slots.Count + plate.Wanted > 0)
        {
            plate.ActiveAt = now;
        }
        return new SlotGrant(granted, lost, SuitableLanes(plate, now), WhyNone(plate, now));
    }

    /// <summary>A plate holds and wants nothing any more.</summary>
    public void Release(string plateId)
    {
        ArgumentNullException.ThrowIfNull(plateId);
        DateTimeOffset now = _time.GetUtcNow();
        if (_plates.Remove(plateId, out BrokerPlate? plate))
        {
            FreeAll(plate, now);
            Settle(now);
        }
    }

    /// <summary>Looks at the clock and at the members of the cluster: plates that do not ask, silos that are gone, slots that are not fetched.</summary>
    public void Look() => Settle(_time.GetUtcNow());

    /// <summary>Plates that should ask now: a slot is kept for them, or they lost one. Each is named once.</summary>
    public IReadOnlyList<string> TakeWakes()
    {
        string[] wakes = [.. _wakes.Order(StringComparer.Ordinal)];
        _wakes.Clear();
        return wakes;
    }

    private void SetSlots(BrokerLane lane, LaneReport report, DateTimeOffset now)
    {
        while (lane.Slots.Count > report.SlotCount)
        {
            Remove(lane.Slots[^1], now);
            lane.Slots.RemoveAt(lane.Slots.Count - 1);
        }
        while (lane.Slots.Count < report.SlotCount)
        {
            var slot = new BrokerSlot(SlotName.Of(lane.Name, lane.Slots.Count), lane);
            lane.Slots.Add(slot);
            _slots[slot.Name] = slot;
            BrokerPlate? plate = _plates.Values.FirstOrDefault(plate => plate.Unseen.Remove(slot.Name));
            if (plate is not null)
            {
                slot.Set(SlotState.Held, plate, now);
            }
        }
        foreach (BrokerSlot slot in lane.Slots)
        {
            slot.IsSaidBusy = report.Busy.Contains(slot.Name, StringComparer.Ordinal);
            if (slot.IsSaidBusy && slot.State is (SlotState.Free or SlotState.Kept))
            {
                // It hangs, or works for a plate that does not ask any more: whoever got it would be refused.
                Refund(slot);
                slot.Set(SlotState.AtWork, null, now);
            }
            else if (!slot.IsSaidBusy && slot.State == SlotState.AtWork)
            {
                slot.Set(SlotState.Free, null, now);
            }
        }
    }

    // What the plate names is its; what it held and does not name is free. Returns what is lost with its silo.
    private List<string> Declare(BrokerPlate plate, bool isTakenOver, DateTimeOffset now)
    {
        var named = plate.Request.Held.ToHashSet(StringComparer.Ordinal);
        HashSet<string> refused = plate.Request.Refused?.ToHashSet(StringComparer.Ordinal) ?? [];
        foreach (BrokerSlot slot in plate.Slots.Where(slot => slot.State == SlotState.Held && !named.Contains(slot.Name)).ToArray())
        {
            // The fields of an older epoch are still in work, and a slot that refused has one that nobody waits for: their silo says when they end.
            bool isAtWork = isTakenOver || refused.Contains(slot.Name);
            slot.IsSaidBusy &= isAtWork; // its plate knows better than the silo's last report
            slot.Set(isAtWork ? SlotState.AtWork : SlotState.Free, null, now);
        }
        plate.Unseen.Clear();
        var lost = new List<string>();
        foreach (string name in plate.Request.Held)
        {
            if (SlotName.SiloOf(name) is { } silo && !_isLiving(silo))
            {
                lost.Add(name);
            }
            else if (!_slots.TryGetValue(name, out BrokerSlot? slot))
            {
                plate.Unseen.Add(name);
            }
            else if (slot.Plate != plate && slot.State != SlotState.Held)
            {
                if (slot.Plate is { } other)
                {
                    Refund(slot);
                    _wakes.Remove(other.Id);
                }
                slot.Set(SlotState.Held, plate, now);
            }
            else if (slot.Plate == plate)
            {
                slot.Set(SlotState.Held, plate, now);
            }
        }
        return lost;
    }

    private List<string> Fetch(BrokerPlate plate, DateTimeOffset now)
    {
        var granted = new List<string>();
        foreach (BrokerSlot slot in plate.Slots.Where(slot => slot.State == SlotState.Kept).OrderBy(slot => slot.Since).ThenBy(slot => slot.Name, StringComparer.Ordinal).ToArray())
        {
            slot.Set(SlotState.Held, plate, now);
            plate.Wanted--;
            granted.Add(slot.Name);
        }
        return granted;
    }

    // Brings everything in line with the clock and the members, then gives out what is free.
    private void Settle(DateTimeOffset now)
    {
        RemoveLanes(lane => lane.Silo is { } silo && !_isLiving(silo));
        foreach (BrokerPlate plate in _plates.Values.Where(plate => now - plate.AskedAt > _times.HoldLimit).ToArray())
        {
            FreeAll(plate, now);
            _plates.Remove(plate.Id);
        }
        foreach (BrokerSlot slot in _slots.Values.Where(slot => slot.State == SlotState.Kept))
        {
            BrokerPlate plate = slot.Plate!;
            if (now - slot.Since > _times.FetchLimit)
            {
                plate.Wanted = 0; // until it asks again
            }
            if (now - slot.Since > _times.FetchLimit || !slot.Lane.IsOpen(now, _times) || !plate.CanUse(slot.Lane) || Excess(plate) > 0)
            {
                Refund(slot);
                slot.Set(SlotState.Free, null, now);
            }
        }
        while (GiveOne(now))
        {
        }
    }

    private bool GiveOne(DateTimeOffset now)
    {
        BrokerPlate? next = null;
        BrokerSlot? best = null;
        foreach (BrokerPlate plate in _plates.Values.Where(plate => plate.Unmet > 0))
        {
            if (SuitableLanes(plate, now) == 0)
            {
                plate.IsOutside = true;
                continue;
            }
            if (plate.IsOutside)
            {
                Level(plate);
            }
            if ((next is null || (plate.Pass, plate.Turn).CompareTo((next.Pass, next.Turn)) < 0) && FreeSlot(plate, now) is { } slot)
            {
                (next, best) = (plate, slot);
            }
        }
        if (next is null)
        {
            return false;
        }
        next.Pass += Stride(next);
        next.Turn = ++_turn;
        best!.Set(SlotState.Kept, next, now);
        _wakes.Add(next.Id);
        return true;
    }

    // Of the suitable lanes the one with the fewest slots in use, so that lanes fill evenly.
    private BrokerSlot? FreeSlot(BrokerPlate plate, DateTimeOffset now) =>
        _lanes.Values.Where(lane => lane.IsOpen(now, _times) && plate.CanUse(lane) && lane.UsedCount < lane.Slots.Count)
            .MinBy(lane => lane.UsedCount)?.Slots.First(slot => slot.IsFree);

    private void Level(BrokerPlate plate)
    {
        plate.IsOutside = false;
        double[] others =
        [
            .. _plates.Values
                .Where(other => other != plate && !other.IsOutside && other.Unmet + other.Slots.Count > 0 && _lanes.Values.Any(lane => plate.CanUse(lane) && other.CanUse(lane)))
                .Select(other => other.Pass),
        ];
        if (others.Length > 0)
        {
            plate.Pass = Math.Max(plate.Pass, others.Min());
        }
    }

    private int SuitableLanes(BrokerPlate plate, DateTimeOffset now) => _lanes.Values.Count(lane => lane.IsOpen(now, _times) && plate.CanUse(lane));

    private string? WhyNone(BrokerPlate plate, DateTimeOffset now) =>
        SuitableLanes(plate, now) > 0 ? null : LaneShortage.Describe(plate.Request, [.. _lanes.Values], now, _times);

    private void RemoveLanes(Func<BrokerLane, bool> isGone)
    {
        foreach (BrokerLane lane in _lanes.Values.Where(isGone).ToArray())
        {
            lane.Slots.ForEach(slot => Remove(slot, _time.GetUtcNow()));
            _lanes.Remove(lane.Name);
        }
    }

    private void Remove(BrokerSlot slot, DateTimeOffset now)
    {
        if (slot.Plate is { } plate)
        {
            Refund(slot);
            _wakes.Add(plate.Id);
        }
        slot.Set(SlotState.Free, null, now);
        _slots.Remove(slot.Name);
    }

    // What the plate has not given back itself may still be at work: its silo knows.
    private static void FreeAll(BrokerPlate plate, DateTimeOffset now)
    {
        foreach (BrokerSlot slot in plate.Slots.ToArray())
        {
            slot.Set(slot.IsSaidBusy ? SlotState.AtWork : SlotState.Free, null, now);
        }
    }

    // A plate has paid for a slot that is kept for it, and does not get it.
    private static void Refund(BrokerSlot slot)
    {
        if (slot is { State: SlotState.Kept, Plate: { } plate })
        {
            plate.Pass -= Stride(plate);
        }
    }

    private static int Excess(BrokerPlate plate) => plate.Slots.Count(slot => slot.State == SlotState.Kept) - plate.Wanted;

    private static double Stride(BrokerPlate plate) => 1.0 / plate.Request.Priority.Weight();
}
