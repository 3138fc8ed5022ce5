namespace CellCluster.Analysis;

/// <summary>The numeric columns of one organelle of one field, in their order (docs/algorithms/measurements.md).</summary>
public static class FieldMetricColumns
{
    /// <summary>The metrics of the source first: count, relative area, total and mean intensity.</summary>
    public static IReadOnlyList<MeasuredColumn<FieldMetrics>> All { get; } =
    [
        new("object_count", "Objects per field", "", f => f.ObjectCount),
        new("relative_area", "Relative area", "share of field", f => f.RelativeArea),
        new("total_intensity", "Total intensity", "normalised stain, summed", f => f.TotalIntensity),
        new("mean_intensity", "Mean intensity", "normalised stain", f => f.MeanIntensity),
        new("mean_area_px", "Mean object area", "px", f => f.MeanAreaPx),
        new("mean_area_um2", "Mean object area", "um^2", f => f.MeanAreaUm2 ?? double.NaN),
        new("median_area_px", "Median object area", "px", f => f.MedianAreaPx),
        new("objects_per_nucleus", "Objects per nucleus", "", f => f.ObjectsPerNucleus),
        new("detail_level", "Level of detail of the Golgi", "1/px", f => f.DetailLevel),
        new("background_strength", "Non-specific background", "share of signal", f => f.BackgroundStrength),
    ];
}
