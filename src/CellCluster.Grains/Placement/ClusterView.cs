using Orleans.Runtime.MembershipService.SiloMetadata;

namespace CellCluster.Grains;

/// <summary>What this silo knows of the others without asking them: members, roles, who drains, who has CPU to spare.</summary>
internal sealed class ClusterView(
    IClusterMembershipService membership, ISiloMetadataCache metadata, ILocalSiloDetails details, LocalSilo local, SiloSlots slots, TimeProvider time)
{
    // What a silo does is asked of it when it is first seen as a member: a moment later, and longer where it is busy starting.
    private const int LooksForMetadata = 40;
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(50);

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
    public SiloRoles RolesOf(SiloAddress silo) => KnownRolesOf(silo) ?? SiloRoles.None;

    public bool IsDraining(SiloAddress silo) => silo.Equals(Self) ? local.IsDraining || slots.IsDraining : News.DrainingSilos.Contains(silo);

    /// <summary>Of the silos given those that have the role; those that drain only where no other has it.</summary>
    /// <exception cref="OrleansException">None has it.</exception>
    public async Task<SiloAddress[]> WithRoleAsync(SiloRoles role, IReadOnlyList<SiloAddress> silos, string grain)
    {
        for (int look = 1; ; look++)
        {
            SiloAddress[] fit = [.. silos.Where(silo => RolesOf(silo).HasFlag(role))];
            if (fit.Length > 0)
            {
                SiloAddress[] taking = [.. fit.Where(silo => !IsDraining(silo))];
                return taking.Length > 0 ? taking : fit;
            }
            SiloAddress[] unknown = [.. silos.Where(silo => IsActive(silo) && KnownRolesOf(silo) is null)];
            if (unknown.Length == 0)
            {
                throw new OrleansException($"No living silo has the role {role.ToText()}, which {grain} needs; start one with --roles {role.ToText()}.");
            }
            if (look == LooksForMetadata)
            {
                throw new OrleansException(
                    $"No silo is known to have the role {role.ToText()}, which {grain} needs; {string.Join(", ", unknown.Select(silo => silo.Endpoint))} did not say yet what they do. It is tried again.");
            }
            await Task.Delay(s_lookEvery, time);
        }
    }

    // Null while a silo has not said it.
    private SiloRoles? KnownRolesOf(SiloAddress silo) =>
        silo.Equals(Self) ? local.Roles
        : metadata.GetSiloMetadata(silo).Metadata.TryGetValue(SiloRolesText.MetadataKey, out string? text) ? SiloRolesText.ParseKnown(text)
        : null;
}
