using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>What the columns of a comparison are: the same in every table and figure of it.</summary>
/// <param name="Organelle">What was compared.</param>
/// <param name="Metrics">Numbers of a field.</param>
/// <param name="ObjectMetrics">Numbers of an object.</param>
public sealed record ComparisonTable(Organelle Organelle, IReadOnlyList<MetricColumn> Metrics, IReadOnlyList<MetricColumn> ObjectMetrics)
{
    /// <summary>Numbers of both planes of a field together: how far they are apart.</summary>
    public IReadOnlyList<MetricColumn> Errors { get; init; } = [];
}
