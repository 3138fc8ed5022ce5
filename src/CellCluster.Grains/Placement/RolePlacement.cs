using Orleans.Metadata;
using Orleans.Placement;
using Orleans.Runtime.Placement;

namespace CellCluster.Grains;

/// <summary>Puts a grain on a silo that has the role: this one where it has it, else any of the others.</summary>
/// <param name="role">One role.</param>
[AttributeUsage(AttributeTargets.Class)]
internal sealed class RolePlacementAttribute(SiloRoles role) : PlacementAttribute(new RolePlacement(role));

/// <summary>The strategy behind <see cref="RolePlacementAttribute"/>; its role travels in the grain's properties.</summary>
[Serializable, GenerateSerializer, SuppressReferenceTracking]
internal sealed class RolePlacement : PlacementStrategy
{
    private const string RoleKey = "cellcluster.role";

    public RolePlacement()
    {
    }

    public RolePlacement(SiloRoles role) => Role = role;

    [Id(0)]
    public SiloRoles Role { get; private set; }

    public override void Initialize(GrainProperties properties)
    {
        base.Initialize(properties);
        Role = SiloRolesText.Parse(properties.Properties[RoleKey]);
    }

    public override void PopulateGrainProperties(IServiceProvider services, Type grainClass, GrainType grainType, Dictionary<string, string> properties)
    {
        base.PopulateGrainProperties(services, grainClass, grainType, properties);
        properties[RoleKey] = Role.ToText();
    }
}

/// <summary>Requires the role of the target itself; a silo that drains gets nothing while another can take it.</summary>
internal sealed class RolePlacementDirector(ClusterView cluster) : IPlacementDirector
{
    private int _turn;

    public async Task<SiloAddress> OnAddActivation(PlacementStrategy strategy, PlacementTarget target, IPlacementContext context)
    {
        SiloRoles role = ((RolePlacement)strategy).Role;
        SiloAddress[] fit = await cluster.WithRoleAsync(role, context.GetCompatibleSilos(target), target.GrainIdentity.ToString());
        if (fit.Contains(cluster.Self))
        {
            return cluster.Self;
        }
        Array.Sort(fit);
        return fit[(Interlocked.Increment(ref _turn) & int.MaxValue) % fit.Length];
    }
}
