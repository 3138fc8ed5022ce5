namespace CellCluster.Pipeline;

/// <summary>A plate of the id is there already, with other folders or options; the message names both.</summary>
/// <param name="plateId">The plate.</param>
/// <param name="conflict">What differs, and what to do.</param>
public sealed class PlateConflictException(string plateId, string conflict) : Exception($"plate {plateId}: {conflict}");
