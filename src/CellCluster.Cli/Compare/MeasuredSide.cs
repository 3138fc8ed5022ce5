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

    /// <summary>Measures a plane over labels that were given; holds on to them.</summary>
    public static MeasuredSide Given(Plane<float> plane, Plane<uint> labels, Organelle organelle, double? pixelSizeUm)
    {
        FieldMeasurements measured = FieldMeasurement.OfLabels(organelle, labels, plane, pixelSizeUm);
        return new MeasuredSide(labels.Retain(), measured.Organelles[0], measured.Objects[0].Objects, "given");
    }

    /// <summary>Drops the label image.</summary>
    public void Dispose() => Labels.Dispose();
}
