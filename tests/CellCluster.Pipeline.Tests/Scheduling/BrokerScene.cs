using Microsoft.Extensions.Time.Testing;

namespace CellCluster.Pipeline.Tests.Scheduling;

/// <summary>A broker with silos that live and die and plates that behave like plate grains: they ask with what they hold, and end fields.</summary>
internal sealed class BrokerScene
{
    private readonly Dictionary<string, (string Kind, int Lanes, int Slots)> _silos = new(StringComparer.Ordinal);
    private readonly HashSet<string> _living = new(StringComparer.Ordinal);
    private readonly HashSet<string> _faulty = new(StringComparer.Ordinal);

    public BrokerScene(BrokerTimes? times = null) => Broker = new SlotBroker(Time, _living.Contains, times);

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    public SlotBroker Broker { get; private set; }

    public Dictionary<string, ScenePlate> Plates { get; } = new(StringComparer.Ordinal);

    /// <summary>By slot that is at work on a field which no plate waits for, how often it was given out meanwhile.</summary>
    public Dictionary<string, int> Hanging { get; } = new(StringComparer.Ordinal);

    public IEnumerable<string> Living => _living.Order(StringComparer.Ordinal);

    /// <summary>The directory has moved: nothing is known.</summary>
    public void Forget() => Broker = new SlotBroker(Time, _living.Contains);

    public void StartSilo(string name, string kind, int lanes, int slots)
    {
        _silos[name] = (kind, lanes, slots);
        _living.Add(name);
        LetGo(slot => SlotName.SiloOf(slot) == name);
        Report(name);
    }

    public void KillSilo(string name)
    {
        _living.Remove(name);
        Broker.Look();
    }

    public void SetFault(string lane, bool isFaulty)
    {
        _ = isFaulty ? _faulty.Add(lane) : _faulty.Remove(lane);
        Report(SlotName.SiloOf(lane)!);
    }

    public void Report(string name, bool isDraining = false)
    {
        (string kind, int lanes, int slots) = _silos[name];
        Broker.Report(name, isDraining, [.. Enumerable.Range(0, lanes).Select(lane => Lane($"{name}/{kind}:{lane}", slots))]);
    }

    public void ReportAll()
    {
        foreach (string name in Living.ToArray())
        {
            Report(name);
        }
    }

    public ScenePlate AddPlate(string id, PlatePriority priority, string kind, int fields)
    {
        var plate = new ScenePlate(id, priority, kind, fields);
        Plates[id] = plate;
        return plate;
    }

    /// <summary>The plate asks; what it is given it holds.</summary>
    public SlotGrant Ask(ScenePlate plate)
    {
        SlotGrant grant = Broker.Request(plate.Request());
        string[] refused = [.. grant.Slots.Where(Hanging.ContainsKey)];
        string[] taken = [.. grant.Slots.Except(refused, StringComparer.Ordinal)];
        foreach (string slot in refused)
        {
            Hanging[slot]++;
        }
        plate.Refused.Clear();
        plate.Refused.AddRange(refused);
        plate.Held.RemoveAll(grant.LostSlots.Contains);
        plate.Held.AddRange(taken);
        plate.Waiting -= taken.Length - grant.LostSlots.Count;
        plate.Started += taken.Length;
        return grant.LostSlots.Count + refused.Length > 0 ? Ask(plate) : grant; // their fields wait again
    }

    /// <summary>The plate gives up a field that its slot does not let go of.</summary>
    public void Hang(ScenePlate plate, string slot)
    {
        Hanging[slot] = 0;
        End(plate, slot);
    }

    /// <summary>The plate starts again elsewhere, while the fields of its older epoch are still in work: first it looks for a lane.</summary>
    public SlotGrant Move(ScenePlate plate)
    {
        foreach (string slot in plate.Held.Where(slot => _living.Contains(SlotName.SiloOf(slot)!)))
        {
            Hanging[slot] = 0;
        }
        plate.Held.Clear();
        SlotGrant probe = Broker.Request(plate.Request() with { Epoch = 0, Wanted = 1 });
        Broker.Release(plate.Id);
        plate.Epoch++;
        Ask(plate);
        AnswerWakes();
        return probe;
    }

    /// <summary>A field that nobody waits for ends, and its silo says so.</summary>
    public void LetGo(string slot)
    {
        Hanging.Remove(slot);
        if (_living.Contains(SlotName.SiloOf(slot)!))
        {
            Report(SlotName.SiloOf(slot)!);
        }
    }

    /// <summary>Every plate that is to be woken asks, until nobody is.</summary>
    public void AnswerWakes()
    {
        while (Broker.TakeWakes() is { Count: > 0 } wakes)
        {
            foreach (string id in wakes.Where(Plates.ContainsKey))
            {
                Ask(Plates[id]);
            }
        }
    }

    /// <summary>The field at a slot ends.</summary>
    public void End(ScenePlate plate, string slot)
    {
        plate.Held.Remove(slot);
        plate.Done++;
        Ask(plate);
        AnswerWakes();
    }

    /// <summary>Slots that some plate could use and nobody has, while that plate wants more.</summary>
    public IEnumerable<string> RestingSlots()
    {
        HashSet<string> owned = [.. Broker.Owners.Keys];
        return
            from name in Living
            let silo = _silos[name]
            from lane in Enumerable.Range(0, silo.Lanes).Select(lane => $"{name}/{silo.Kind}:{lane}")
            where !_faulty.Contains(lane)
            from slot in Enumerable.Range(0, silo.Slots).Select(slot => SlotName.Of(lane, slot))
            where !owned.Contains(slot) && !Hanging.ContainsKey(slot) && Plates.Values.Any(plate => plate.Kind == silo.Kind && plate.Waiting > 0 && !plate.Excluded.Contains(name))
            select slot;
    }

    private LaneReport Lane(string lane, int slots) => new(
        lane, SlotName.DeviceKindOf(lane), null, slots, _faulty.Contains(lane) ? "quarantined" : null, 0,
        [.. Plates.Values.SelectMany(plate => plate.Held).Concat(Hanging.Keys).Where(slot => SlotName.LaneOf(slot) == lane)]);

    private void LetGo(Func<string, bool> which)
    {
        foreach (string slot in Hanging.Keys.Where(which).ToArray())
        {
            Hanging.Remove(slot);
        }
    }
}

/// <summary>A plate of <see cref="BrokerScene"/>.</summary>
internal sealed class ScenePlate(string id, PlatePriority priority, string kind, int fields)
{
    public string Id { get; } = id;

    public string Kind { get; } = kind;

    public long Epoch { get; set; } = 1;

    public List<string> Held { get; } = [];

    public List<string> Excluded { get; } = [];

    /// <summary>Slots that did not take its field, to be told once.</summary>
    public List<string> Refused { get; } = [];

    public int Waiting { get; set; } = fields;

    public int Started { get; set; }

    public int Done { get; set; }

    public SlotRequest Request() => new(Id, Epoch, priority, Kind, null, [.. Held], Waiting, [.. Excluded], [.. Refused]);
}
