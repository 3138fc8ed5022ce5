using CellCluster.Pipeline;

namespace CellCluster.Grains;

/// <summary>The lanes of this silo; the host fills it before the silo starts.</summary>
/// <param name="lanes">Started lanes, names unique.</param>
/// <param name="slotsPerLane">Fields that may be worked on at once for each lane: one in the network, the others being read or measured. Default 2.</param>
public sealed class SiloLanes(IReadOnlyList<LaneHost> lanes, int slotsPerLane = 2)
{
    /// <summary>Fields that may be worked on at once for each lane.</summary>
    public int SlotsPerLane { get; } = slotsPerLane;

    /// <summary>All of them.</summary>
    public IReadOnlyList<LaneHost> All { get; } = lanes;

    /// <summary>The image grains that may be given fields: every lane's first slot, then every lane's second, so that lanes fill evenly.</summary>
    public IReadOnlyList<string> Slots { get; } =
        [.. from slot in Enumerable.Range(0, slotsPerLane) from lane in lanes select SlotName.Of(lane.Name, slot)];

    /// <summary>True when this silo has the lane.</summary>
    public bool Has(string lane) => All.Any(host => host.Name == lane);

    /// <summary>The lane of that name.</summary>
    /// <exception cref="LaneStoppedException">This silo has no such lane.</exception>
    public LaneHost Get(string lane) => All.FirstOrDefault(host => host.Name == lane) ?? throw new LaneStoppedException(lane);
}
