using System.Collections.Concurrent;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Grains;

/// <summary>A plate that this silo works on: its plan and the step that takes a field all the way.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="Frozen">Its normalisation; null when no field could be read.</param>
/// <param name="Output">The output folder.</param>
public sealed record PlateRun(RunPlan Plan, FrozenNormalisation? Frozen, OutputFolder Output)
{
    /// <summary>The way of a field.</summary>
    public FieldProcessor Processor { get; } = new(Plan, Frozen, Output);
}

/// <summary>The plates that this silo works on, by id: what every image grain needs and no message should carry.</summary>
public sealed class PlateRuns
{
    private readonly ConcurrentDictionary<string, PlateRun> _runs = new(StringComparer.Ordinal);

    /// <summary>Adds or replaces a plate.</summary>
    public void Set(PlateRun run) => _runs[run.Plan.Layout.PlateId] = run;

    /// <summary>Forgets a plate.</summary>
    public void Remove(string plateId) => _runs.TryRemove(plateId, out _);

    /// <summary>The plate.</summary>
    /// <exception cref="InvalidOperationException">This silo does not work on it.</exception>
    public PlateRun Get(string plateId) =>
        _runs.TryGetValue(plateId, out PlateRun? run) ? run : throw new InvalidOperationException($"plate {plateId}: this silo has no plan of it");
}
