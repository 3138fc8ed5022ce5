using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Objects of the Golgi; by the path of the nuclei for now.</summary>
public static class GolgiSegmenter
{
    /// <summary>Segments one plane; parameters as in <see cref="OrganelleSegmenter.Segment"/>.</summary>
    public static Segmentation Segment(Plane<float> plane, GolgiOptions options, double? pixelSizeUm)
    {
        ArgumentNullException.ThrowIfNull(options);
        return NucleiSegmenter.Segment(plane, Organelle.Golgi, options.AsNuclei(), pixelSizeUm);
    }
}
