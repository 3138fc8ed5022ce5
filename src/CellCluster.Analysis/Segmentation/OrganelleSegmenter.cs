using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Turns predicted planes into objects, by organelle.</summary>
public static class OrganelleSegmenter
{
    /// <summary>Segments one predicted plane. ER and Golgi go by the path of the nuclei for now, with limits of their own.</summary>
    /// <param name="predicted">(height, width) float, any scale: the result does not change when it is multiplied by a positive number or shifted.</param>
    /// <param name="organelle">What the plane predicts.</param>
    /// <param name="options">Null for <see cref="SegmentationOptions.For"/>.</param>
    /// <param name="pixelSizeUm">Micrometres per pixel, above 0; null where unknown: limits in px count then.</param>
    /// <exception cref="ArgumentException">The options have faults; all are named.</exception>
    public static Segmentation Segment(Plane<float> predicted, Organelle organelle, SegmentationOptions? options = null, double? pixelSizeUm = null) =>
        NucleiSegmenter.Segment(predicted, organelle, options ?? SegmentationOptions.For(organelle), pixelSizeUm);
}
