using CellCluster.Analysis;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>In which unit the stain is measured.</summary>
internal enum StainUnit
{
    /// <summary>Normalised where predicted planes are float and stains are whole grey levels, else as they are.</summary>
    Auto,

    /// <summary>As the files have it.</summary>
    Raw,

    /// <summary>As networks are trained on it: 0 at the 5th, 1 at the 99.9th percentile of all stains together.</summary>
    Normalised,
}

/// <summary>Everything a person decides about a comparison.</summary>
internal sealed record CompareOptions
{
    /// <summary>Folder of predicted planes, absolute.</summary>
    public required string Predicted { get; init; }

    /// <summary>Folder of stains, absolute.</summary>
    public required string Stained { get; init; }

    /// <summary>Output folder, absolute.</summary>
    public required string Out { get; init; }

    /// <summary>What both show.</summary>
    public required Organelle Organelle { get; init; }

    /// <summary>Folder of label images to take instead of segmenting the predicted planes; null to segment.</summary>
    public string? PredictedLabels { get; init; }

    /// <summary>The same for the stains.</summary>
    public string? StainedLabels { get; init; }

    /// <summary>Channel of files that have several, from 1.</summary>
    public int? Channel { get; init; }

    /// <summary>Micrometres per pixel; null: what the files say.</summary>
    public double? PixelSizeUm { get; init; }

    /// <summary>Where well and field are in the names; names that do not match are left out. Null: words like B03 and f07.</summary>
    public NameTemplate? Pattern { get; init; }

    /// <summary>Unit of the stain.</summary>
    public StainUnit Stain { get; init; }

    /// <summary>How intervals are made.</summary>
    public BootstrapOptions Bootstrap { get; init; } = new();

    /// <summary>Pairs that are worked on side by side.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Replaces results in the output folder.</summary>
    public bool Force { get; init; }
}
