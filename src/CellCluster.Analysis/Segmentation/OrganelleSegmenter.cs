using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Turns predicted planes into objects, by organelle.</summary>
public static class OrganelleSegmenter
{
    /// <summary>Segments one plane by its organelle's algorithm.</summary>
    /// <param name="plane">(height, width) float, any scale: the result does not change when it is multiplied by a positive number or shifted.</param>
    /// <param name="organelle">What the plane shows.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <param name="pixelSizeUm">Micrometres per pixel, above 0; null where unknown: limits in px count then.</param>
    /// <exception cref="ArgumentException">The options have faults, of whichever organelle; all are named.</exception>
    public static Segmentation Segment(Plane<float> plane, Organelle organelle, SegmentationOptions? options = null, double? pixelSizeUm = null)
    {
        options ??= new SegmentationOptions();
        if (options.Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException($"segmentation options: {string.Join("; ", faults)}", nameof(options));
        }
        return organelle switch
        {
            Organelle.Nuclei => NucleiSegmenter.Segment(plane, options.Nuclei, pixelSizeUm),
            Organelle.Er => ErSegmenter.Segment(plane, options.Er, pixelSizeUm),
            Organelle.Golgi => GolgiSegmenter.Segment(plane, options.Golgi, pixelSizeUm),
            _ => throw new ArgumentOutOfRangeException(nameof(organelle), organelle, "expected nuclei, er or golgi"),
        };
    }
}
