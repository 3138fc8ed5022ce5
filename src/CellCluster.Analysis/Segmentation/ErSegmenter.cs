using CellCluster.Imaging;
using OpenCvSharp;

namespace CellCluster.Analysis;

/// <summary>Objects of the endoplasmic reticulum: Algorithm 3 of the source.</summary>
/// <remarks>
/// Mean threshold, zero outside it (the plane counted from its least pixel, so that scale and offset do not matter), local threshold of what is left, fill holes,
/// opening 3x3, Gaussian 3x3 of the mask cut at one half, fill what that closed, components, drop small ones.
/// Beyond the source: half of all noise lies above its mean, and half of that above its neighbourhood, so the first level is the mean or 2 noise above the background, whichever is higher, and five pixels of a component must also be 6 noise above the background and
/// 6 noise above their local surface; noise and background are those of the plane's <see cref="DarkPart"/>. A constant plane, or one without
/// finite pixels, has no objects. Scratch is pooled; single-threaded; the same bytes for any OpenCV thread count.
/// </remarks>
public static class ErSegmenter
{
    private const int LeastPeakPx = 5; // so that one noisy pixel does not save a component

    /// <summary>Segments one plane; parameters as in <see cref="OrganelleSegmenter.Segment"/>.</summary>
    public static Segmentation Segment(Plane<float> plane, ErOptions options, double? pixelSizeUm)
    {
        SegmentationDoor.Check(plane, options?.Faults(), Organelle.Er, pixelSizeUm);
        PixelRange range = PixelStatistics.Range(plane.Pixels);
        if (MaskObjects.NoneIfFlat(Organelle.Er, plane, range) is { } none)
        {
            return none;
        }
        using FinitePlane wrapped = FinitePlane.Of(plane);
        Plane<float> finite = wrapped.Plane;
        long nonFinite = range.NonFiniteCount;
        DarkPart dark = DarkPart.Of(finite, range.Maximum);
        if (dark.Reason is { } nothing)
        {
            return MaskObjects.None(Organelle.Er, plane, LevelOutcome.NotBimodal, nothing, nonFinite);
        }
        double floor = Math.Max(MeanThreshold.Of(finite), dark.Floor);
        using var mask = Plane<byte>.Rent(plane.Height, plane.Width);
        using var heights = Plane<float>.Rent(plane.Height, plane.Width);
        ThresholdProvenance provenance;
        if (OneLevel.Of(options!.Threshold) is { } one)
        {
            ThresholdLevel level = GlobalThreshold.Find(finite, one.Method);
            if (!level.IsFound)
            {
                return MaskObjects.None(Organelle.Er, plane, LevelOutcome.NotBimodal, "the histogram has not two modes", nonFinite);
            }
            ThresholdMask.Above(finite, level.Value, mask);
            Heights(finite, dark.Level, heights);
            provenance = new ThresholdProvenance(one.Rule, level.Value, 0, level.Score, GroupContrast.Of(finite, mask), null);
        }
        else
        {
            using Plane<float> inside = Inside(finite, (float)floor, range.Minimum);
            LocalThreshold.Surface(inside, options.LocalBlockPx, heights);
            MaskAndHeights(inside, finite, dark.Level, dark.Rise, heights, mask);
            double depth = Bimodality.At(Histogram.Of(finite), (float)floor).ValleyDepth;
            provenance = new ThresholdProvenance(ThresholdRule.MeanAndLocal, floor, options.LocalBlockPx, depth, GroupContrast.Of(finite, mask), null);
        }
        Clean(mask);
        return MaskObjects.Of(Organelle.Er, mask, finite, heights, LeastPeakPx, options.LeastAreaPx(pixelSizeUm), pixelSizeUm, provenance, nonFinite);
    }

    // The plane above its least pixel where it is above the floor, 0 elsewhere.
    private static Plane<float> Inside(Plane<float> plane, float floor, float least)
    {
        var inside = Plane<float>.Rent(plane.Height, plane.Width);
        ReadOnlySpan<float> from = plane.Pixels;
        Span<float> to = inside.Pixels;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = from[i] > floor ? from[i] - least : 0;
        }
        return inside;
    }

    // mask = inside > surface. heights holds the surface; afterwards the lesser of plane - level and inside - surface - rise.
    private static void MaskAndHeights(Plane<float> inside, Plane<float> plane, double level, double rise, Plane<float> heights, Plane<byte> mask)
    {
        ReadOnlySpan<float> zeroed = inside.Pixels;
        ReadOnlySpan<float> pixels = plane.Pixels;
        Span<float> both = heights.Pixels;
        Span<byte> foreground = mask.Pixels;
        float leastLevel = (float)level;
        float leastRise = (float)rise;
        for (int i = 0; i < both.Length; i++)
        {
            float above = zeroed[i] - both[i];
            float high = pixels[i] - leastLevel;
            foreground[i] = above > 0 ? ThresholdMask.Foreground : (byte)0;
            both[i] = above - leastRise < high ? above - leastRise : high;
        }
    }

    private static void Heights(Plane<float> plane, double level, Plane<float> heights)
    {
        ReadOnlySpan<float> pixels = plane.Pixels;
        Span<float> to = heights.Pixels;
        float least = (float)level;
        for (int i = 0; i < to.Length; i++)
        {
            to[i] = pixels[i] - least;
        }
    }

    private static void Clean(Plane<byte> mask)
    {
        HoleFilling.Fill(mask);
        using var opened = Plane<byte>.Rent(mask.Height, mask.Width);
        Opening.Apply3x3(mask, opened);
        // 1 2 1 over 4 in both axes; half and more is foreground, so straight edges stay where they are and corners are rounded.
        using PlaneMat from = opened.AsMat();
        using PlaneMat to = mask.AsMat();
        Cv2.GaussianBlur(from.Mat, to.Mat, new Size(3, 3), 0);
        Cv2.Threshold(to.Mat, to.Mat, ThresholdMask.Foreground / 2, ThresholdMask.Foreground, ThresholdTypes.Binary);
        to.RequireInPlace();
        HoleFilling.Fill(mask); // smoothing closes gaps of one pixel, and outer contours (the source's regions) have no holes
    }
}
