using CellCluster.Analysis;
using CellCluster.Imaging;

namespace CellCluster.Cli;

/// <summary>One side of a pair: its objects and what they measure on its own plane. Owns the label image.</summary>
internal sealed class MeasuredSide : IDisposable
{
    private MeasuredSide(Plane<uint> labels, FieldMetrics metrics, IReadOnlyList<ObjectMeasurement> objects, string rule) =>
        (Labels, Metrics, Objects, Rule) = (labels, metrics, objects, rule);

    /// <summary>0 background, one id per object.</summary>
    public Plane<uint> Labels { get; }

    /// <summary>The field.</summary>
    public FieldMetrics Metrics { get; }

    /// <summary>By rising id.</summary>
    public IReadOnlyList<ObjectMeasurement> Objects { get; }

    /// <summary>Which rule made the mask; given for labels that were given.</summary>
    public string Rule { get; }

    /// <summary>Segments a plane and measures it.</summary>
    public static MeasuredSide Segment(Plane<float> plane, Organelle organelle, double? pixelSizeUm)
    {
        using Segmentation segmentation = OrganelleSegmenter.Segment(plane, organelle, null, pixelSizeUm);
        FieldMeasurements measured = FieldMeasurement.Of([new MeasuredPlane(organelle, plane, segmentation)], pixelSizeUm);
        return new MeasuredSide(segmentation.Labels.Retain(), measured.Organelles[0], measured.Objects[0].Objects, segmentation.Threshold.RuleText);
    }

    /// <summary>Measures a plane over labels that were given; takes them over.</summary>
    public static MeasuredSide Given(Plane<float> plane, Plane<uint> labels, Organelle organelle, double? pixelSizeUm)
    {
        IReadOnlyList<ObjectMeasurement> objects = ObjectMeasurements.Of(labels, plane, pixelSizeUm);
        int[] areas = [.. objects.Select(one => one.AreaPx).Order()];
        long area = areas.Sum(static value => (long)value);
        double total = objects.Select(one => one.Intensity.Total).Where(double.IsFinite).Sum();
        double meanArea = areas.Length == 0 ? double.NaN : (double)area / areas.Length;
        var metrics = new FieldMetrics(
            organelle,
            areas.Length,
            (double)area / labels.PixelCount,
            total,
            area == 0 ? double.NaN : total / area,
            meanArea,
            meanArea * pixelSizeUm * pixelSizeUm,
            new ThresholdProvenance(ThresholdRule.None, double.NaN, 0, 0, 0, "labels were given"))
        {
            MedianAreaPx = areas.Length == 0 ? double.NaN : (areas[(areas.Length - 1) / 2] + areas[areas.Length / 2]) / 2.0,
        };
        return new MeasuredSide(labels, metrics, objects, "given");
    }

    /// <summary>Drops the label image.</summary>
    public void Dispose() => Labels.Dispose();
}
