using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>The metrics of the source for one organelle in one field.</summary>
/// <param name="Organelle">What was measured.</param>
/// <param name="ObjectCount">Objects in the label image.</param>
/// <param name="RelativeArea">Pixels of objects over pixels of the field, 0..1.</param>
/// <param name="TotalIntensity">Sum of the plane over the objects' finite pixels, in its units (predicted: normalised stain): the sum of their totals.</param>
/// <param name="MeanIntensity">Its mean over those pixels; NaN without any.</param>
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

    /// <summary>Sums up the objects of a field in their order, in float64. NaN and infinite pixels are left out, as in the objects' own numbers.</summary>
    /// <param name="organelle">What was measured.</param>
    /// <param name="pixelCount">Of the field.</param>
    /// <param name="objects">Its objects.</param>
    /// <param name="threshold">How the mask came about.</param>
    /// <param name="pixelSizeUm">Micrometres per pixel, null where unknown.</param>
    internal static FieldMetrics Of(Organelle organelle, long pixelCount, IReadOnlyList<ObjectMeasurement> objects, ThresholdProvenance threshold, double? pixelSizeUm)
    {
        long area = 0;
        long finite = 0;
        double total = 0;
        foreach (ObjectMeasurement one in objects)
        {
            area += one.AreaPx;
            finite += one.Intensity.FiniteCount;
            total += one.Intensity.FiniteCount == 0 ? 0 : one.Intensity.Total;
        }
        double meanArea = objects.Count == 0 ? double.NaN : (double)area / objects.Count;
        return new FieldMetrics(
            organelle,
            objects.Count,
            (double)area / pixelCount,
            total,
            finite == 0 ? double.NaN : total / finite,
            meanArea,
            meanArea * pixelSizeUm * pixelSizeUm,
            threshold);
    }
}
