using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Objects of the endoplasmic reticulum; by the path of the nuclei for now.</summary>
public static class ErSegmenter
{
    /// <summary>Segments one plane; parameters as in <see cref="OrganelleSegmenter.Segment"/>.</summary>
    public static Segmentation Segment(Plane<float> plane, ErOptions options, double? pixelSizeUm)
    {
        ArgumentNullException.ThrowIfNull(options);
        return NucleiSegmenter.Segment(plane, Organelle.Er, options.AsNuclei(), pixelSizeUm);
    }
}
