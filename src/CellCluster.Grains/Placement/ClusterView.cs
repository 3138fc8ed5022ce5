using Orleans.Runtime.MembershipService.SiloMetadata;

namespace CellCluster.Grains;

/// <summary>What this silo knows of the others without asking them: members, roles, who drains, who has CPU to spare.</summary>
internal sealed class ClusterView(IClusterMembershipService membership, ISiloMetadataCache metadata, ILocalSiloDetails details, LocalSilo local, SiloSlots slots)
{
    private volatile ClusterNews _news = new(null, [], new Dictionary<SiloAddress, double>());

    public SiloAddress Self => details.SiloAddress;

    public LocalSilo Local => local;

    /// <summary>What the directory said last.</summary>
    public ClusterNews News
    {
        get => _news;
        set => _news = value;
    }

    /// <summary>The living silo of that name, the newest where an old one is not declared dead yet; null when there is none.</summary>
    public SiloAddress? Find(string name) =>
        membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active && member.Name == name)
            .Select(member => member.SiloAddress)
            .MaxBy(address => address.Generation);

    /// <summary>An older living silo of that name; null when the name is the silo's own.</summary>
    public SiloAddress? OlderNamesake(string name, SiloAddress silo) =>
        membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active && member.Name == name && !member.SiloAddress.Equals(silo))
            .Select(member => member.SiloAddress)
            .FirstOrDefault(other => (other.Generation, other.ToString()).CompareTo((silo.Generation, silo.ToString())) < 0);

    /// <summary>Other living silos of the role that do not drain.</summary>
    public IEnumerable<SiloAddress> Others(SiloRoles role) =>
        membership.CurrentSnapshot.Members.Values
            .Where(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(Self))
            .Select(member => member.SiloAddress)
            .Where(silo => RolesOf(silo).HasFlag(role) && !IsDraining(silo));

    public bool IsActive(SiloAddress silo) => membership.CurrentSnapshot.GetSiloStatus(silo) == SiloStatus.Active;

    /// <summary>True when its process has ended or is taken for ended: nothing of its work will be reported.</summary>
    public bool IsGone(SiloAddress silo) => membership.CurrentSnapshot.GetSiloStatus(silo) == SiloStatus.Dead;

    /// <summary>True when this is not the only living silo.</summary>
    public bool HasOthers => membership.CurrentSnapshot.Members.Values.Any(member => member.Status == SiloStatus.Active && !member.SiloAddress.Equals(Self));

    /// <summary>Roles by the target's own metadata, never by comparing with the caller's: a key missing on both sides would match.</summary>
    public SiloRoles RolesOf(SiloAddress silo)
    {
        if (silo.Equals(Self))
        {
            return local.Roles;
        }
        return metadata.GetSiloMetadata(silo).Metadata.TryGetValue(SiloRolesText.MetadataKey, out string? text) ? SiloRolesText.Parse(text) : SiloRoles.None;
    }

    public bool IsDraining(SiloAddress silo) => silo.Equals(Self) ? local.IsDraining || slots.IsDraining : News.DrainingSilos.Contains(silo);

    /// <summary>Of the silos given those that have the role; those that drain only where no other has it.</summary>
    /// <exception cref="OrleansException">None has it.</exception>
    public SiloAddress[] WithRole(SiloRoles role, IEnumerable<SiloAddress> silos, string grain)
    {
        SiloAddress[] fit = [.. silos.Where(silo => RolesOf(silo).HasFlag(role))];
        if (fit.Length == 0)
        {
            throw new OrleansException($"No living silo has the role {role.ToText()}, which {grain} needs; start one with --roles {role.ToText()}.");
        }
        SiloAddress[] taking = [.. fit.Where(silo => !IsDraining(silo))];
        return taking.Length > 0 ? taking : fit;
    }
}
