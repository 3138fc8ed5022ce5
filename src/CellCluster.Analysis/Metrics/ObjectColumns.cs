namespace CellCluster.Analysis;

/// <summary>The numeric columns of a table of objects, in their order (docs/algorithms/measurements.md).</summary>
public static class ObjectColumns
{
    private const string Stain = "plane";

    /// <summary>Columns of <see cref="ObjectMeasurement"/>, for every organelle.</summary>
    public static IReadOnlyList<MeasuredColumn<ObjectMeasurement>> All { get; } =
    [
        new("centroid_y_px", "Centre, row", "px", o => o.CentroidYPx),
        new("centroid_x_px", "Centre, column", "px", o => o.CentroidXPx),
        new("box_y_px", "First row", "px", o => o.BoundingBox.Y),
        new("box_x_px", "First column", "px", o => o.BoundingBox.X),
        new("box_height_px", "Rows", "px", o => o.BoundingBox.Height),
        new("box_width_px", "Columns", "px", o => o.BoundingBox.Width),
        new("touches_border", "Touches the border of the field", "", o => o.TouchesBorder ? 1 : 0),
        new("area_px", "Area", "px", o => o.AreaPx),
        new("area_um2", "Area", "um^2", o => o.AreaUm2 ?? double.NaN),
        new("perimeter_px", "Perimeter", "px", o => o.PerimeterPx),
        new("form_factor", "Form factor", "", o => o.FormFactor),
        new("solidity", "Solidity", "", o => o.Solidity),
        new("eccentricity", "Eccentricity", "", o => o.Eccentricity),
        new("major_axis_px", "Longer axis", "px", o => o.MajorAxisPx),
        new("minor_axis_px", "Shorter axis", "px", o => o.MinorAxisPx),
        new("mean_intensity", "Mean intensity", Stain, o => o.Intensity.Mean),
        new("total_intensity", "Total intensity", "plane, summed", o => o.Intensity.Total),
        new("minimum_intensity", "Smallest intensity", Stain, o => o.Intensity.Minimum),
        new("maximum_intensity", "Largest intensity", Stain, o => o.Intensity.Maximum),
        new("deviation_intensity", "Standard deviation of intensity", Stain, o => o.Intensity.Deviation),
        new("lower_quartile_intensity", "Lower quartile of intensity", Stain, o => o.Intensity.LowerQuartile),
        new("median_intensity", "Median intensity", Stain, o => o.Intensity.Median),
        new("upper_quartile_intensity", "Upper quartile of intensity", Stain, o => o.Intensity.UpperQuartile),
        new("edge_mean_intensity", "Mean intensity of the border", Stain, o => o.Intensity.EdgeMean),
        new("texture_contrast", "Texture: contrast", "levels^2", o => o.Texture.Contrast),
        new("texture_correlation", "Texture: correlation", "", o => o.Texture.Correlation),
        new("texture_entropy", "Texture: entropy", "bit", o => o.Texture.Entropy),
        new("texture_asm", "Texture: angular second moment", "", o => o.Texture.AngularSecondMoment),
        new("texture_homogeneity", "Texture: homogeneity", "", o => o.Texture.Homogeneity),
        .. MeasurementOptions.GranularityRadiiPx.Select((radius, index) => new MeasuredColumn<ObjectMeasurement>(
            $"granularity_{radius}px", $"Granularity at {radius} px", "", o => index < o.Granularity.Count ? o.Granularity[index] : double.NaN)),
    ];

    /// <summary>Columns of <see cref="ParentLink"/>, after <see cref="All"/>, for ER and Golgi where nuclei were measured too.</summary>
    public static IReadOnlyList<MeasuredColumn<ParentLink>> Parent { get; } =
    [
        new("nucleus_id", "Nearest nucleus", "", p => p.NucleusId),
        new("nucleus_distance_px", "Smallest distance to its nucleus", "px", p => p.DistancePx),
        new("nucleus_mean_distance_px", "Mean distance of its pixels to the nearest nucleus", "px", p => p.MeanDistancePx),
        new("nucleus_centroid_distance_px", "Distance of the centres", "px", p => p.CentroidDistancePx),
    ];
}
