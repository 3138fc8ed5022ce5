using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>One object of a label image.</summary>
/// <param name="Id">Its id in the label image, 1..n.</param>
/// <param name="CentroidYPx">Mean row of its pixels (pixel centres at whole numbers).</param>
/// <param name="CentroidXPx">Mean column of its pixels.</param>
/// <param name="AreaPx">Number of its pixels.</param>
/// <param name="AreaUm2">Area in um^2; null where the pixel size is unknown.</param>
/// <param name="MeanIntensity">Mean of the predicted plane over its pixels.</param>
/// <param name="TotalIntensity">Sum of the predicted plane over its pixels.</param>
/// <param name="BoundingBox">Smallest rectangle of pixels that holds it.</param>
/// <param name="Solidity">Contour area over its convex hull's area, 0..1.</param>
public sealed record SegmentedObject(
    uint Id,
    double CentroidYPx,
    double CentroidXPx,
    int AreaPx,
    double? AreaUm2,
    double MeanIntensity,
    double TotalIntensity,
    PixelRect BoundingBox,
    double Solidity);

/// <summary>Candidates that were not kept, by the first filter that dropped them.</summary>
/// <param name="Faint">Do not rise above the noise.</param>
/// <param name="TooSmall">Below the smallest area.</param>
/// <param name="TooLarge">Above the largest area.</param>
/// <param name="Dented">Below the smallest solidity.</param>
public readonly record struct RejectedCounts(int Faint, int TooSmall, int TooLarge, int Dented);

/// <summary>The objects of one organelle in one field.</summary>
/// <remarks>Owns its label image: dispose it, or retain <see cref="Labels"/> before.</remarks>
public sealed class Segmentation : IDisposable
{
    internal Segmentation(Organelle organelle, Plane<uint> labels, IReadOnlyList<SegmentedObject> objects, ThresholdProvenance threshold, RejectedCounts rejected, long nonFinite)
    {
        Organelle = organelle;
        Labels = labels;
        Objects = objects;
        Threshold = threshold;
        Rejected = rejected;
        NonFinitePixelCount = nonFinite;
    }

    /// <summary>What was segmented.</summary>
    public Organelle Organelle { get; }

    /// <summary>(height, width) uint32: 0 background, 1..n in the order of each object's first pixel, row by row.</summary>
    public Plane<uint> Labels { get; }

    /// <summary>The objects, by id.</summary>
    public IReadOnlyList<SegmentedObject> Objects { get; }

    /// <summary>How the mask came about.</summary>
    public ThresholdProvenance Threshold { get; }

    /// <summary>The magnification class whose parameters were used: small, medium or large nuclei in pixels; empty where there is none.</summary>
    public string SizeClass { get; internal init; } = "";

    /// <summary>What the filters dropped.</summary>
    public RejectedCounts Rejected { get; }

    /// <summary>NaN and infinite pixels of the predicted plane: taken as background. Above 0 something is wrong with the prediction.</summary>
    public long NonFinitePixelCount { get; }

    /// <summary>Drops the label image.</summary>
    public void Dispose() => Labels.Dispose();
}
