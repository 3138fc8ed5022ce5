namespace CellCluster.Ledger;

/// <summary>What a silo is, for the others of its cluster.</summary>
/// <param name="Silo">Its name, unique in the cluster.</param>
/// <param name="Version">The program's version, for people.</param>
/// <param name="ContractVersion">Version of what silos say to one another: silos of two contract versions must not be in one cluster.</param>
public sealed record SiloVersion(string Silo, string Version, int ContractVersion);
