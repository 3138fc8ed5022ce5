namespace CellCluster.Plates.Simulation;

/// <summary>How far the writing of a plate has come.</summary>
/// <param name="DoneCount">Fields written.</param>
/// <param name="FieldCount">Fields of the plate.</param>
/// <param name="Well">Well of the field that was written last.</param>
/// <param name="Field">That field.</param>
public readonly record struct SimulationProgress(int DoneCount, int FieldCount, WellId Well, FieldIndex Field);
