namespace CellCluster.Analysis;

/// <summary>The numeric columns of a table of cells, in their order (docs/algorithms/measurements.md).</summary>
public static class CellColumns
{
    /// <summary>All columns; NaN where the organelle was not measured or is not there.</summary>
    public static IReadOnlyList<MeasuredColumn<CellMeasurement>> All { get; } =
    [
        new("nucleus_id", "Nucleus", "", c => c.Nucleus.Id),
        new("centroid_y_px", "Centre of the nucleus, row", "px", c => c.Nucleus.CentroidYPx),
        new("centroid_x_px", "Centre of the nucleus, column", "px", c => c.Nucleus.CentroidXPx),
        new("nucleus_area_px", "Nucleus area", "px", c => c.Nucleus.AreaPx),
        new("nucleus_area_um2", "Nucleus area", "um^2", c => c.Nucleus.AreaUm2 ?? double.NaN),
        new("nucleus_mean_intensity", "Nucleus mean intensity", "plane", c => c.Nucleus.Intensity.Mean),
        new("nucleus_total_intensity", "Nucleus total intensity", "plane, summed", c => c.Nucleus.Intensity.Total),
        new("er_area_px", "ER area", "px", c => c.Er?.AreaPx ?? double.NaN),
        new("er_area_um2", "ER area", "um^2", c => c.Er?.AreaUm2 ?? double.NaN),
        new("er_mean_intensity", "ER mean intensity", "plane", c => c.Er?.MeanIntensity ?? double.NaN),
        new("er_total_intensity", "ER total intensity", "plane, summed", c => c.Er?.TotalIntensity ?? double.NaN),
        new("er_mean_distance_px", "ER mean distance to the nucleus", "px", c => c.Er?.MeanDistancePx ?? double.NaN),
        new("golgi_fragment_count", "Golgi fragments", "", c => c.Golgi?.FragmentCount ?? double.NaN),
        new("golgi_area_px", "Golgi area", "px", c => c.Golgi?.AreaPx ?? double.NaN),
        new("golgi_area_um2", "Golgi area", "um^2", c => c.Golgi?.AreaUm2 ?? double.NaN),
        new("golgi_mean_intensity", "Golgi mean intensity", "plane", c => c.Golgi?.MeanIntensity ?? double.NaN),
        new("golgi_total_intensity", "Golgi total intensity", "plane, summed", c => c.Golgi?.TotalIntensity ?? double.NaN),
        new("golgi_largest_share", "Share of the largest Golgi fragment", "", c => c.Golgi?.LargestShare ?? double.NaN),
        new("golgi_mean_distance_px", "Golgi mean distance to the nucleus", "px", c => c.Golgi?.MeanDistancePx ?? double.NaN),
    ];
}
