using CellCluster.Pipeline;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace CellCluster.Grains;

/// <summary>Puts a grain whose key is a lane or a slot (<see cref="SlotName"/>) on the silo that owns the lane.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class LanePlacementAttribute() : PlacementAttribute(new LanePlacement());

/// <summary>The strategy behind <see cref="LanePlacementAttribute"/>.</summary>
[Serializable, GenerateSerializer, SuppressReferenceTracking]
internal sealed class LanePlacement : PlacementStrategy;

/// <summary>Decides by who owns the lane, never by comparing metadata with the caller's: a key missing on both sides would match.</summary>
internal sealed class LanePlacementDirector(ILaneOwners owners) : IPlacementDirector
{
    public Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        string lane = SlotName.LaneOf(target.GrainIdentity.Key.ToString()!);
        SiloAddress owner = owners.OwnerOf(lane)
            ?? throw new OrleansException($"No living silo owns the lane {lane}; a grain of it is never placed elsewhere.");
        return context.GetCompatibleSilos(target).Contains(owner)
            ? Task.FromResult(owner)
            : throw new OrleansException($"The silo {owner} owns the lane {lane} and does not run this grain's version.");
    }
}

/// <summary>Which silo owns which lane.</summary>
public interface ILaneOwners
{
    /// <summary>The living silo whose name the lane bears; for a lane that bears none this silo, where it has the lane. Null when there is none.</summary>
    SiloAddress? OwnerOf(string lane);
}

/// <summary>By the members of the cluster that this silo knows: no call, and right at once when a silo of the same name takes over.</summary>
internal sealed class LaneOwners(ClusterView cluster, SiloLanes lanes) : ILaneOwners
{
    public SiloAddress? OwnerOf(string lane) =>
        SlotName.SiloOf(lane) is { } silo ? cluster.Find(silo)
        : lanes.Has(lane) ? cluster.Self
        : null;
}
