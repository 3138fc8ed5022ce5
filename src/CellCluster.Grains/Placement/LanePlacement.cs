using Orleans.Placement;
using Orleans.Runtime;
using Orleans.Runtime.Placement;

namespace CellCluster.Grains;

/// <summary>Puts a grain whose key begins with a lane's name on the silo that owns the lane: the name itself, or <c>name/slot</c>.</summary>
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
            ?? throw new OrleansException($"No silo owns the lane {lane}; a grain of it is never placed elsewhere.");
        return context.GetCompatibleSilos(target).Contains(owner)
            ? Task.FromResult(owner)
            : throw new OrleansException($"The silo {owner} owns the lane {lane} and does not run this grain's version.");
    }
}

/// <summary>Which silo owns which lane.</summary>
public interface ILaneOwners
{
    /// <summary>The owner, or null when no silo has the lane.</summary>
    SiloAddress? OwnerOf(string lane);
}

/// <summary>The keys of image grains: lane, slash, slot.</summary>
internal static class SlotName
{
    public static string Of(string lane, int slot) => $"{lane}/{slot}";

    public static string LaneOf(string key) => key.IndexOf('/', StringComparison.Ordinal) is var slash and >= 0 ? key[..slash] : key;
}
