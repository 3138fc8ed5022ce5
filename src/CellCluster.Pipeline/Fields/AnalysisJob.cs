using CellCluster.Analysis;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>All that turning a field's predictions into labels and numbers takes besides their pixels. Small; travels between silos.</summary>
public sealed record AnalysisJob
{
    /// <summary>The plate, as tables name it.</summary>
    public required string PlateId { get; init; }

    /// <summary>The field.</summary>
    public required FieldKey Key { get; init; }

    /// <summary>What the planes predict, in order.</summary>
    public required IReadOnlyList<Organelle> Organelles { get; init; }

    /// <summary>How objects are found.</summary>
    public required SegmentationOptions Segmentation { get; init; }

    /// <summary>Micrometres per pixel; null when unknown.</summary>
    public double? PixelSizeUm { get; init; }

    /// <summary>Whether there are cells: one per nucleus.</summary>
    public bool HasCells { get; init; }

    /// <summary>Writes label images.</summary>
    public bool WriteLabels { get; init; }

    /// <summary>Writes tables of objects and cells.</summary>
    public bool WriteObjects { get; init; }

    /// <summary>The job of a field of a plate.</summary>
    public static AnalysisJob Of(RunPlan plan, FieldKey key)
    {
        ArgumentNullException.ThrowIfNull(plan);
        return new AnalysisJob
        {
            PlateId = plan.Layout.PlateId,
            Key = key,
            Organelles = [.. plan.Card.Outputs.Select(output => output.Organelle)],
            Segmentation = plan.Options.Segmentation,
            PixelSizeUm = plan.PixelSizeUm,
            HasCells = plan.HasCells,
            WriteLabels = plan.Options.WriteLabels,
            WriteObjects = plan.Options.WriteObjects,
        };
    }
}

/// <summary>What analysis made of a field's predictions. Travels between silos.</summary>
/// <param name="Organelles">In the order of the job's.</param>
/// <param name="Provenance">Which rule made each mask, JSON by organelle.</param>
/// <param name="IsEmpty">No nuclei were found where the model predicts them.</param>
/// <param name="Tables">Tables of objects and cells that were written.</param>
public sealed record AnalysedField(IReadOnlyList<AnalysedOrganelle> Organelles, string Provenance, bool IsEmpty, IReadOnlyList<FieldFile> Tables);

/// <summary>The numbers of one organelle of a field.</summary>
/// <param name="Organelle">The organelle.</param>
/// <param name="Metrics">In the order of the metric columns.</param>
/// <param name="Labels">The label image; null when none was asked for.</param>
public sealed record AnalysedOrganelle(Organelle Organelle, IReadOnlyList<MetricValue> Metrics, FieldFile? Labels);
