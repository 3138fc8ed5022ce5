namespace CellCluster.Pipeline;

/// <summary>What a plate holds and what more it could use. Declarative: sent again at any time, it changes nothing that is so already.</summary>
/// <param name="PlateId">The plate.</param>
/// <param name="Epoch">The asker's epoch: a newer one takes over, an older one is told that it lost. 0: it looks for a lane before it takes its next
/// epoch, and is taken for newer than what asked before.</param>
/// <param name="Priority">Weight among plates that want the same lanes.</param>
/// <param name="DeviceKind"><c>cpu</c> or <c>cuda</c>: never answered with another.</param>
/// <param name="Profile">The numeric profile that the plate is pinned to; null before it is.</param>
/// <param name="Held">Every slot it works on now; what it held before and does not name is free again.</param>
/// <param name="Wanted">Fields that could start at once beside those, 0 or more.</param>
/// <param name="ExcludedSilos">Silos that cannot see the plate's folder, model or output.</param>
/// <param name="Refused">Slots that were given to it and did not take its field: at work on something else until their silo says that they rest. Null for none.</param>
public sealed record SlotRequest(
    string PlateId,
    long Epoch,
    PlatePriority Priority,
    string DeviceKind,
    PredictorProfile? Profile,
    IReadOnlyList<string> Held,
    int Wanted,
    IReadOnlyList<string> ExcludedSilos,
    IReadOnlyList<string>? Refused = null);

/// <summary>The answer: slots for one field each.</summary>
/// <param name="Slots">Slots that are the plate's from now on, beside those it holds. It names them as held in its next request, or gives them back by not doing so.</param>
/// <param name="LostSlots">Held slots whose silo is gone: nobody will report their fields. A draining silo's slots are not among them: it reports.</param>
/// <param name="SuitableLanes">Lanes that could ever serve the plate now, busy or not.</param>
/// <param name="WhyNone">For a person, when there is no suitable lane: what is missing.</param>
public sealed record SlotGrant(IReadOnlyList<string> Slots, IReadOnlyList<string> LostSlots, int SuitableLanes, string? WhyNone);

/// <summary>A lane as its silo reports it.</summary>
/// <param name="Lane">Its name.</param>
/// <param name="DeviceKind">The device's name before the colon: <c>cpu</c>, <c>cuda</c>.</param>
/// <param name="Profile">Which arithmetic it computes with.</param>
/// <param name="SlotCount">Fields that may be on their way at once, at least 1.</param>
/// <param name="Fault">Null when it takes tiles; else why not, for a person.</param>
/// <param name="QueuedTiles">Tiles that wait.</param>
/// <param name="Busy">Its slots that are at work on a field.</param>
public sealed record LaneReport(
    string Lane,
    string DeviceKind,
    PredictorProfile? Profile,
    int SlotCount,
    string? Fault,
    int QueuedTiles,
    IReadOnlyList<string> Busy);
