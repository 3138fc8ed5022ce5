using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>One numeric column of the tables.</summary>
/// <param name="Name">In tables, ledgers and messages.</param>
/// <param name="Title">For a person.</param>
/// <param name="Unit">Empty for plain numbers.</param>
public sealed record MetricColumn(string Name, string Title, string Unit);

/// <summary>The numeric columns of <c>metrics.csv</c> (docs/formats/metrics.md), in their order. A number of another name is refused.</summary>
public static class MetricColumns
{
    /// <summary>Number of objects.</summary>
    public const string ObjectCount = "object_count";

    /// <summary>Share of the field that objects cover, 0..1.</summary>
    public const string RelativeArea = "relative_area";

    /// <summary>Sum of the predicted plane over the objects, normalised stain.</summary>
    public const string TotalIntensity = "total_intensity";

    /// <summary>Its mean over the objects' pixels.</summary>
    public const string MeanIntensity = "mean_intensity";

    /// <summary>Focus of the raw plane: variance over mean.</summary>
    public const string Focus = "focus";

    /// <summary>Smallest raw pixel.</summary>
    public const string RawMinimum = "raw_minimum";

    /// <summary>Largest raw pixel.</summary>
    public const string RawMaximum = "raw_maximum";

    /// <summary>Mean raw pixel.</summary>
    public const string RawMean = "raw_mean";

    /// <summary>Share of raw pixels at the largest value, 0..1.</summary>
    public const string SaturatedShare = "saturated_share";

    /// <summary>Raw pixels that are NaN or infinite.</summary>
    public const string NonFinitePixelCount = "non_finite_pixel_count";

    /// <summary>Variance over the median of the focus of tiles.</summary>
    public const string LocalFocus = "local_focus";

    /// <summary>Slope of log power over log spatial frequency.</summary>
    public const string PowerSlope = "power_slope";

    /// <summary>Range of a quadratic surface fitted to the raw plane, over its mean.</summary>
    public const string Gradient = "illumination_gradient";

    /// <summary>Share of tiles that show more than noise, 0..1.</summary>
    public const string StructuredShare = "structured_share";

    /// <summary>Largest disagreement of neighbouring tiles, normalised stain; only with an inexact tiling.</summary>
    public const string SeamMaximum = "seam_maximum";

    /// <summary>Root mean square disagreement of neighbouring tiles.</summary>
    public const string SeamRms = "seam_rms";

    /// <summary>What is measured of an organelle of a field: the columns that wells and plates are summed up by.</summary>
    public static IReadOnlyList<MetricColumn> Measured { get; } = [.. FieldMetricColumns.All.Select(column => new MetricColumn(column.Name, column.Title, column.Unit))];

    /// <summary>The four metrics of the source, the first of <see cref="Measured"/>: what the report draws.</summary>
    public static IReadOnlyList<MetricColumn> Main { get; } = [.. Measured.Take(4)];

    /// <summary>Columns of one organelle of a field.</summary>
    public static IReadOnlyList<MetricColumn> Organelle { get; } =
    [
        .. Measured,
        new(SeamMaximum, "Largest seam difference", "normalised stain"),
        new(SeamRms, "RMS seam difference", "normalised stain"),
    ];

    /// <summary>Columns about the raw plane of a field.</summary>
    public static IReadOnlyList<MetricColumn> Raw { get; } =
    [
        new(Focus, "Focus (variance over mean)", "grey levels"),
        new(RawMinimum, "Smallest pixel", "grey levels"),
        new(RawMaximum, "Largest pixel", "grey levels"),
        new(RawMean, "Mean pixel", "grey levels"),
        new(SaturatedShare, "Saturated pixels", "share of field"),
        new(NonFinitePixelCount, "Non-finite pixels", "px"),
        new(LocalFocus, "Local focus", "grey levels"),
        new(PowerSlope, "Power log-log slope", ""),
        new(Gradient, "Illumination gradient", "share of mean"),
        new(StructuredShare, "Tiles that show something", "share of tiles"),
    ];
}
