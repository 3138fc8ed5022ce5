namespace CellCluster.Plates.Simulation;

/// <summary>Options no plate can be simulated from.</summary>
/// <param name="faults">Every fault, one sentence each.</param>
public sealed class SimulationOptionsException(IReadOnlyList<string> faults)
    : Exception("The simulation options cannot be used: " + string.Join("; ", faults) + ".")
{
    /// <summary>Every fault, one sentence each.</summary>
    public IReadOnlyList<string> Faults { get; } = faults;
}
