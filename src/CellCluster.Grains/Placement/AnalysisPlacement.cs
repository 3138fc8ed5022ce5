using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace CellCluster.Grains;

/// <summary>Puts a grain on the silo of the role analysis that has most CPU to spare.</summary>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class AnalysisPlacementAttribute() : PlacementAttribute(new AnalysisPlacement());

/// <summary>The strategy behind <see cref="AnalysisPlacementAttribute"/>.</summary>
[Serializable, GenerateSerializer, SuppressReferenceTracking]
internal sealed class AnalysisPlacement : PlacementStrategy;

/// <summary>Least loaded by what the directory said last and by what this silo sent since.</summary>
internal sealed class AnalysisPlacementDirector(ClusterView cluster, AnalysisLoads loads) : IPlacementDirector
{
    public async Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        SiloAddress[] fit = await cluster.WithRoleAsync(SiloRoles.Analysis, context.GetCompatibleSilos(target), target.GrainIdentity.ToString());
        Array.Sort(fit);
        SiloAddress least = fit.MinBy(loads.Of)!;
        loads.Sent(least);
        return least;
    }
}
