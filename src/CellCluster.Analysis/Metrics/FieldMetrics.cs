using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>The metrics of the source for one organelle in one field.</summary>
/// <param name="Organelle">What was measured.</param>
/// <param name="ObjectCount">Objects in the label image.</param>
/// <param name="RelativeArea">Pixels of objects over pixels of the field, 0..1.</param>
/// <param name="TotalIntensity">Sum of the predicted plane over the objects, in units of the plane: normalised stain.</param>
/// <param name="MeanIntensity">Its mean over the objects' pixels; NaN without objects.</param>
/// <param name="MeanAreaPx">Mean object area, px; NaN without objects.</param>
/// <param name="MeanAreaUm2">Mean object area, um^2; null where the pixel size is unknown, NaN without objects.</param>
/// <param name="Threshold">How the mask came about.</param>
public sealed record FieldMetrics(
    Organelle Organelle,
    int ObjectCount,
    double RelativeArea,
    double TotalIntensity,
    double MeanIntensity,
    double MeanAreaPx,
    double? MeanAreaUm2,
    ThresholdProvenance Threshold)
{
    /// <summary>Median object area, px; NaN without objects.</summary>
    public double MedianAreaPx { get; init; } = double.NaN;

    /// <summary>Objects per nucleus of the field; NaN for nuclei themselves, without a nuclei plane and without nuclei. For Golgi: fragments per cell.</summary>
    public double ObjectsPerNucleus { get; init; } = double.NaN;

    /// <summary>Level of detail of the Golgi (5.1 of the source), 1/px: root mean square slope of its objects over their root mean square height above the
    /// background beside them. NaN for other organelles and without objects or background.</summary>
    public double DetailLevel { get; init; } = double.NaN;

    /// <summary>Strength of the non-specific background: signal beside the objects over signal in them, 0 none .. 1 as bright as the objects;
    /// NaN where it was not measured or there are no objects.</summary>
    public double BackgroundStrength { get; init; } = double.NaN;

    /// <summary>Sums up a segmentation. Sums are float64 over the objects in order of id, so they are the same for the same label image.</summary>
    /// <param name="segmentation">Objects with their intensities.</param>
    /// <param name="pixelSizeUm">Micrometres per pixel, null where unknown.</param>
    public static FieldMetrics Of(Segmentation segmentation, double? pixelSizeUm = null)
    {
        ArgumentNullException.ThrowIfNull(segmentation);
        long area = 0;
        double total = 0;
        foreach (SegmentedObject one in segmentation.Objects)
        {
            area += one.AreaPx;
            total += one.TotalIntensity;
        }
        int count = segmentation.Objects.Count;
        double mean = area == 0 ? double.NaN : total / area;
        double meanArea = count == 0 ? double.NaN : (double)area / count;
        return new FieldMetrics(
            segmentation.Organelle,
            count,
            (double)area / segmentation.Labels.PixelCount,
            total,
            mean,
            meanArea,
            meanArea * pixelSizeUm * pixelSizeUm,
            segmentation.Threshold);
    }
}
