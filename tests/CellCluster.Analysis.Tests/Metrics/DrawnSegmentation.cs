using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Metrics;

/// <summary>Segmentations by construction: labels that were drawn.</summary>
internal static class DrawnSegmentation
{
    private static readonly ThresholdProvenance s_none = new(ThresholdRule.None, double.NaN, 0, 0, 0, "drawn");

    /// <summary>Disks of the given places and radii, ids 1..n in the order given.</summary>
    public static Plane<uint> Disks(int height, int width, params ReadOnlySpan<(int Y, int X, int Radius)> disks)
    {
        var labels = new Plane<uint>(height, width);
        for (int i = 0; i < disks.Length; i++)
        {
            for (int p = 0; p < labels.PixelCount; p++)
            {
                int dy = (p / width) - disks[i].Y;
                int dx = (p % width) - disks[i].X;
                if ((dy * dy) + (dx * dx) <= disks[i].Radius * disks[i].Radius)
                {
                    labels.Pixels[p] = (uint)(i + 1);
                }
            }
        }
        return labels;
    }

    /// <summary>A segmentation of those labels; takes the labels over.</summary>
    public static MeasuredPlane Of(Organelle organelle, Plane<uint> labels, Plane<float> plane) => new(
        organelle,
        plane,
        new Analysis.Segmentation(
            organelle,
            labels,
            [.. ObjectMeasurements.Of(labels, plane).Select(o => new SegmentedObject(
                o.Id, o.CentroidYPx, o.CentroidXPx, o.AreaPx, null, o.Intensity.Mean, o.Intensity.Total, o.BoundingBox, o.Solidity))],
            s_none,
            default,
            0));

    /// <summary>A plane with one level on the labels and another beside them.</summary>
    public static Plane<float> Levels(Plane<uint> labels, float inside, float beside)
    {
        var plane = new Plane<float>(labels.Height, labels.Width);
        return plane.Each((i, _) => labels.Pixels[i] != 0 ? inside : beside);
    }
}
