namespace CellCluster.Ledger;

/// <summary>What a silo is, for the others of its cluster.</summary>
/// <param name="Silo">Its name, unique in the cluster.</param>
/// <param name="Version">The program's version, for people.</param>
/// <param name="ContractVersion">Version of what silos say to one another: silos of two contract versions must not be in one cluster.</param>
public sealed record SiloVersion(string Silo, string Version, int ContractVersion);

/// <summary>Whose a database is.</summary>
/// <param name="ClusterId">The cluster's id.</param>
/// <param name="Newest">The silo that joined last; null when none did.</param>
public sealed record ClusterIdentity(string ClusterId, SiloVersion? Newest);
