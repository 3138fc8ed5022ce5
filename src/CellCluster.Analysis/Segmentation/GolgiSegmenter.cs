using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Objects of the Golgi, as the source: rolling ball (opening), clip below the 90th percentile, rescale, threshold, drop small ones.</summary>
/// <remarks>
/// Scale and offset of the plane do not matter: the ball's height is a share of the plane's range. The source keeps everything above the clip; here a threshold decides (Li's
/// level by default), and it is never below median + 9 noise of the plane without background, noise = median - 15.9 % quantile of that: so a field without Golgi has no objects.
/// Because the ball leaves nothing of smooth noise in most places, an object must also rise 6 noise above the plane's <see cref="DarkPart"/>.
/// Every object is a fragment; holes (the nucleus in a ring of Golgi) stay open. A constant plane, or one without finite pixels, has no objects.
/// Scratch is pooled; single-threaded; the same bytes for any OpenCV thread count.
/// </remarks>
public static class GolgiSegmenter
{
    private const double OneSigmaBelow = 0.158655253931457;
    private const double LeastNoise = 9; // what the ball leaves of noise has a longer tail above than below
    private const double LiTolerance = 1e-4; // of the clipped plane's range of 1

    /// <summary>Segments one plane; parameters as in <see cref="OrganelleSegmenter.Segment"/>.</summary>
    public static Segmentation Segment(Plane<float> plane, GolgiOptions options, double? pixelSizeUm)
    {
        SegmentationDoor.Check(plane, options?.Faults(), Organelle.Golgi, pixelSizeUm);
        PixelRange range = PixelStatistics.Range(plane.Pixels);
        if (MaskObjects.NoneIfFlat(Organelle.Golgi, plane, range) is { } none)
        {
            return none;
        }
        using FinitePlane wrapped = FinitePlane.Of(plane);
        Plane<float> finite = wrapped.Plane;
        long nonFinite = range.NonFiniteCount;
        DarkPart dark = DarkPart.Of(finite, range.Maximum);
        if (dark.Reason is { } nothing)
        {
            return MaskObjects.None(Organelle.Golgi, plane, LevelOutcome.NotBimodal, nothing, nonFinite);
        }
        using var clipped = Plane<float>.Rent(plane.Height, plane.Width);
        SubtractBall(finite, options!, pixelSizeUm, clipped);
        double noise = NoiseLevel(clipped);
        ClipReport clip = PercentileClip.Apply(clipped, options!.ClipPercentile, clipped);
        if (clip.IsFlat || !(clip.Maximum > noise))
        {
            return MaskObjects.None(Organelle.Golgi, plane, LevelOutcome.NotBimodal, $"nothing rises {LeastNoise:0} deviations above what the ball leaves", nonFinite);
        }
        double leastLevel = Math.Max(0, (noise - clip.Level) / (clip.Maximum - clip.Level));
        using var mask = Plane<byte>.Rent(plane.Height, plane.Width);
        (ThresholdRule rule, double level, double bimodality, string? reason) = Threshold(clipped, options, leastLevel, mask);
        if (rule == ThresholdRule.None)
        {
            return MaskObjects.None(Organelle.Golgi, plane, LevelOutcome.NotBimodal, reason!, nonFinite);
        }
        var provenance = new ThresholdProvenance(
            rule, clip.Level + (level * (clip.Maximum - clip.Level)), rule == ThresholdRule.Local ? options.LocalBlockPx : 0, bimodality, GroupContrast.Of(clipped, mask), reason);
        Plane<float> heights = clipped; // no longer needed as it is
        AboveLevel(finite, (float)dark.Level, heights);
        return MaskObjects.Of(Organelle.Golgi, mask, finite, heights, minPeakPx: 1, options.LeastAreaPx(pixelSizeUm), pixelSizeUm, provenance, nonFinite);
    }

    private static double NoiseLevel(Plane<float> subtracted)
    {
        Span<double> quantiles = stackalloc double[2];
        Quantiles.Of(subtracted.Pixels, [OneSigmaBelow, 0.5], quantiles);
        return quantiles[1] + (LeastNoise * (quantiles[1] - quantiles[0]));
    }

    private static void AboveLevel(Plane<float> plane, float level, Plane<float> heights)
    {
        ReadOnlySpan<float> from = plane.Pixels;
        Span<float> to = heights.Pixels;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[i] - level;
        }
    }

    private static void SubtractBall(Plane<float> plane, GolgiOptions options, double? pixelSizeUm, Plane<float> destination)
    {
        Span<double> quantiles = stackalloc double[2];
        Quantiles.Of(plane.Pixels, [0.5, 0.999], quantiles);
        double radius = options.RadiusPx(pixelSizeUm);
        var ball = new Ball(radius, options.BallHeight * (quantiles[1] - quantiles[0]) / radius);
        RollingBall.FastBackground(plane, ball, BallSense.Opening, Math.Min(options.BallShrink, (int)radius), destination);
        ReadOnlySpan<float> from = plane.Pixels;
        Span<float> to = destination.Pixels;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[i] - to[i];
        }
    }

    // The mask of the clipped plane; the level counts in its range of 0 to 1.
    private static (ThresholdRule Rule, double Level, double Bimodality, string? Reason) Threshold(Plane<float> clipped, GolgiOptions options, double leastLevel, Plane<byte> mask)
    {
        if (options.Threshold == ThresholdMethod.Local)
        {
            using var surface = Plane<float>.Rent(clipped.Height, clipped.Width);
            LocalThreshold.Surface(clipped, options.LocalBlockPx, surface);
            ThresholdMask.AboveSurface(clipped, surface, (float)leastLevel, mask);
            return (ThresholdRule.Local, double.NaN, 0, null);
        }
        if (OneLevel.Of(options.Threshold) is { } one && one.Method != LevelMethod.Li)
        {
            ThresholdLevel found = GlobalThreshold.Find(clipped, one.Method);
            if (!found.IsFound)
            {
                return (ThresholdRule.None, double.NaN, 0, "the histogram has not two modes");
            }
            double above = Math.Max(found.Value, leastLevel);
            ThresholdMask.Above(clipped, (float)above, mask);
            return (one.Rule, above, found.Score, found.Value < leastLevel ? "the level lies within the noise; the noise's was taken" : null);
        }
        double li = LiThreshold.Of(clipped, LiTolerance);
        double level = Math.Max(li, leastLevel);
        ThresholdMask.Above(clipped, (float)level, mask);
        return (ThresholdRule.Li, level, 0, li < leastLevel ? "Li's level lies within the noise; the noise's was taken" : null);
    }
}
