using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Algorithm 2 of the source: threshold, fill holes, contours, filter by area and by area over convex hull area; beyond it touching nuclei are told apart.</summary>
/// <remarks>
/// <see cref="ThresholdMethod.Auto"/> goes by <see cref="OwnLevelNuclei"/> and falls back to the local rule; the other methods make a mask that
/// <see cref="NucleiDivision"/> divides. Every rule is relative to the plane, which is why the source's normalisation is not a step.
/// The area limits count pixels (holes filled); solidity is contourArea over the area of the convex hull, as in OpenCV. Components that do not rise above the
/// noise are dropped (<see cref="RejectedCounts.Faint"/>), so that a field without cells has none. A constant plane, or one without finite pixels, has no
/// objects. Scratch is pooled; single-threaded; bit-identical for any OpenCV thread count.
/// </remarks>
public static class NucleiSegmenter
{
    /// <summary>Segments one plane; parameters as in <see cref="OrganelleSegmenter.Segment"/>.</summary>
    public static Segmentation Segment(Plane<float> plane, NucleiOptions options, double? pixelSizeUm)
    {
        ArgumentNullException.ThrowIfNull(plane);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException($"segmentation options for nuclei: {string.Join("; ", faults)}", nameof(options));
        }
        if (pixelSizeUm is { } px && (!(px > 0) || double.IsInfinity(px)))
        {
            throw new ArgumentOutOfRangeException(nameof(pixelSizeUm), px, "expected micrometres per pixel above 0, or null");
        }
        using FinitePlane finite = FinitePlane.Of(plane);
        var labels = Plane<uint>.Rent(plane.Height, plane.Width);
        CandidateObjects candidates = Find(finite, options, labels, pixelSizeUm);
        if (candidates.Threshold.Rule == ThresholdRule.None)
        {
            labels.Pixels.Clear();
            return new Segmentation(Organelle.Nuclei, labels, [], candidates.Threshold, default, finite.NonFiniteCount);
        }
        (List<SegmentedObject> objects, RejectedCounts rejected) = ObjectFilter.Apply(labels, finite.Plane, candidates, options, pixelSizeUm);
        return new Segmentation(Organelle.Nuclei, labels, objects, candidates.Threshold, rejected, finite.NonFiniteCount) { SizeClass = candidates.Size.Name };
    }

    private static CandidateObjects Find(FinitePlane finite, NucleiOptions options, Plane<uint> labels, double? pixelSizeUm)
    {
        if (finite.FiniteCount == 0)
        {
            return CandidateObjects.None(ThresholdProvenance.None(LevelOutcome.Empty, 0, "no pixel is a finite number"));
        }
        if (finite.IsConstant)
        {
            return CandidateObjects.None(ThresholdProvenance.None(LevelOutcome.NotBimodal, 0, "the plane is constant"));
        }
        if (options.Threshold != ThresholdMethod.Auto)
        {
            return MaskedNuclei.Find(finite.Plane, null, options, labels, pixelSizeUm);
        }
        using HeightPlanes heights = HeightPlanes.Of(finite.Plane, options.LocalBlockPx);
        CandidateObjects found = OwnLevelNuclei.Find(heights, options, labels);
        if (found.Threshold.Rule != ThresholdRule.None)
        {
            return found;
        }
        CandidateObjects local = MaskedNuclei.Find(finite.Plane, heights, options with { Threshold = ThresholdMethod.Local }, labels, pixelSizeUm);
        return local with { Threshold = local.Threshold with { Bimodality = found.Threshold.Bimodality, FallbackReason = found.Threshold.FallbackReason } };
    }
}
