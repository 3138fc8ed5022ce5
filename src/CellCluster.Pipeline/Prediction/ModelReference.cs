namespace CellCluster.Pipeline;

/// <summary>A model as a plate pins it: the same bytes on every silo.</summary>
/// <param name="Path">The weights file as every silo sees it.</param>
/// <param name="WeightsHash">SHA-256 of its bytes, hex (<see cref="RunFingerprints.OfFile"/>); checked where it is loaded.</param>
public sealed record ModelReference(string Path, string WeightsHash);
