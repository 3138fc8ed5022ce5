namespace CellCluster.Pipeline;

/// <summary>A plate as the broker knows it, for a person who watches.</summary>
/// <param name="PlateId">The plate.</param>
/// <param name="Priority">Its weight among others.</param>
/// <param name="DeviceKind">What it asks for.</param>
/// <param name="Held">Slots it holds.</param>
/// <param name="Wanted">Fields that could start at once and have no slot.</param>
/// <param name="SuitableLanes">Lanes that could serve it.</param>
/// <param name="WhyNone">What is missing when there is none.</param>
public sealed record PlateDemand(string PlateId, PlatePriority Priority, string DeviceKind, int Held, int Wanted, int SuitableLanes, string? WhyNone);
