using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Everything a person decides about labelling one plate. Stored as JSON with the plate, so that a run can be resumed from the ledger alone.</summary>
public sealed record LabelOptions
{
    /// <summary>The plate's folder, absolute.</summary>
    public required string Plate { get; init; }

    /// <summary>The output folder, absolute.</summary>
    public required string Out { get; init; }

    /// <summary>The weights file, absolute.</summary>
    public required string Model { get; init; }

    /// <summary>How the plate's folder is read: pattern, tables, channel, focus plane, id. Paths absolute.</summary>
    public LayoutOptions Layout { get; init; } = new();

    /// <summary>Plates imaged together: the unit of drift; null: the plate's id.</summary>
    public string? Batch { get; init; }

    /// <summary>Exact or the source's overlapping windows of 256 px every 226 px. Default exact.</summary>
    public TilingKind Tiling { get; init; } = TilingKind.Exact;

    /// <summary>Micrometres per pixel of the plate's planes; null: the layout's.</summary>
    public double? PixelSizeUm { get; init; }

    /// <summary>Takes a plate of another modality than the model's, or of unknown modality. Default false.</summary>
    public bool AllowModality { get; init; }

    /// <summary>dic, brightfield or phase when the layout does not say; null: unknown.</summary>
    public string? Modality { get; init; }

    /// <summary>Writes float32 TIFFs of the predicted planes. Default true.</summary>
    public bool WritePredicted { get; init; } = true;

    /// <summary>Writes uint32 TIFFs of the label images. Default true.</summary>
    public bool WriteLabels { get; init; } = true;

    /// <summary>Writes tables of objects and cells. Default true.</summary>
    public bool WriteObjects { get; init; } = true;

    /// <summary>How objects are found.</summary>
    public SegmentationOptions Segmentation { get; init; } = new();

    /// <summary>Longest time for one field from its assignment to its report, minutes, above 0. Default 30: a field past it is tried again.</summary>
    public double FieldDeadlineMinutes { get; init; } = 30;

    /// <summary>Longest time for the plate, hours; null: none. Past it fields that are not settled become gaps.</summary>
    public double? PlateDeadlineHours { get; init; }

    /// <summary>The kind of device the plate is predicted on: cpu or cuda. Default cpu. The plate waits for a lane of that kind and is never put on another.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Share of the cluster's lanes. Default normal.</summary>
    public PlatePriority Priority { get; init; } = PlatePriority.Normal;
}
