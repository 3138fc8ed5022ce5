using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Algorithm 2 of the source: threshold, fill holes, contours, filter by area and by area over convex hull area.</summary>
/// <remarks>
/// Beyond the source: where the local rule fired, an object ends at a share of its own peak (<see cref="NucleiOptions.PeakShare"/>).
/// The area limits count pixels (holes filled); solidity is contourArea over the area of the convex hull, as in OpenCV. Touching nuclei stay one
/// object. Components that do not rise above the noise are dropped (<see cref="RejectedCounts.Faint"/>), so that a field without cells
/// has none. A constant plane, or one without finite pixels, has no objects. Scratch is pooled; single-threaded; bit-identical for any OpenCV thread count.
/// </remarks>
public static class NucleiSegmenter
{
    /// <summary>Segments one plane; parameters as in <see cref="OrganelleSegmenter.Segment"/>.</summary>
    public static Segmentation Segment(Plane<float> plane, NucleiOptions options, double? pixelSizeUm) => Segment(plane, Organelle.Nuclei, options, pixelSizeUm);

    // The organelle only names the result.
    internal static Segmentation Segment(Plane<float> predicted, Organelle organelle, NucleiOptions options, double? pixelSizeUm)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ArgumentNullException.ThrowIfNull(options);
        if (options.Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException($"segmentation options for {organelle.ToText()}: {string.Join("; ", faults)}", nameof(options));
        }
        if (pixelSizeUm is { } size && (!(size > 0) || double.IsInfinity(size)))
        {
            throw new ArgumentOutOfRangeException(nameof(pixelSizeUm), size, "expected micrometres per pixel above 0, or null");
        }
        (double minArea, double maxArea) = options.AreaLimitsPx(pixelSizeUm);
        using Plane<float> plane = Finite(predicted, out long nonFinite);
        using var mask = Plane<byte>.Rent(plane.Height, plane.Width);
        using var residual = Plane<float>.Rent(plane.Height, plane.Width);
        (ThresholdProvenance threshold, double peakLevel, bool peakInResidual) = ForegroundMask.Make(plane, options, minArea, mask, residual);
        var labels = Plane<uint>.Rent(plane.Height, plane.Width);
        if (threshold.Rule == ThresholdRule.None)
        {
            labels.Pixels.Clear();
            return new Segmentation(organelle, labels, [], threshold, default, nonFinite);
        }
        HoleFilling.Fill(mask);
        int count = ConnectedComponents.Label(mask, labels);
        int faint = 0;
        if (threshold.Rule == ThresholdRule.Local && peakInResidual && options.PeakShare > 0)
        {
            faint = CutAtShareOfPeak(ComponentSums.Of(labels, count, plane, residual), labels, residual, (float)options.PeakShare, peakLevel, mask);
            HoleFilling.Fill(mask);
            count = ConnectedComponents.Label(mask, labels);
        }
        ComponentSums[] sums = ComponentSums.Of(labels, count, plane, peakInResidual ? residual : plane);
        ContourShape[] shapes = Shapes(mask, labels, count);
        (uint[] kept, RejectedCounts rejected) = Filter(sums, shapes, options, minArea, maxArea, peakLevel);
        rejected = rejected with { Faint = rejected.Faint + faint };
        foreach (ref uint id in labels.Pixels)
        {
            id = kept[id];
        }
        return new Segmentation(organelle, labels, Objects(kept, sums, shapes, pixelSizeUm), threshold, rejected, nonFinite);
    }

    // The local rule finds whatever rises above the noise, so a bright smooth object has a wide skirt: it ends where it has fallen to a share of its
    // own peak (half: the width at half maximum of what a blur made of an edge). Faint components go here, before their fragments count.
    private static int CutAtShareOfPeak(ComponentSums[] sums, Plane<uint> labels, Plane<float> residual, float share, double peakLevel, Plane<byte> mask)
    {
        ReadOnlySpan<uint> ids = labels.Pixels;
        ReadOnlySpan<float> heights = residual.Pixels;
        Span<byte> kept = mask.Pixels;
        for (int i = 0; i < ids.Length; i++)
        {
            float peak = sums[ids[i]].Peak;
            if (ids[i] != 0 && (peak <= peakLevel || heights[i] < share * peak))
            {
                kept[i] = 0;
            }
        }
        return sums.Skip(1).Count(sum => sum.Peak <= peakLevel);
    }

    // The plane itself where all is finite, else a copy with the smallest finite pixel (background) in place of the others.
    private static Plane<float> Finite(Plane<float> predicted, out long nonFinite)
    {
        nonFinite = 0;
        float minimum = float.PositiveInfinity;
        foreach (float pixel in predicted.Pixels)
        {
            if (float.IsFinite(pixel))
            {
                minimum = Math.Min(minimum, pixel);
            }
            else
            {
                nonFinite++;
            }
        }
        if (nonFinite == 0)
        {
            return predicted.Retain();
        }
        var copy = Plane<float>.Rent(predicted.Height, predicted.Width);
        for (int i = 0; i < copy.PixelCount; i++)
        {
            float pixel = predicted.Pixels[i];
            copy.Pixels[i] = float.IsFinite(pixel) ? pixel : float.IsFinite(minimum) ? minimum : 0;
        }
        return copy;
    }

    private static ContourShape[] Shapes(Plane<byte> mask, Plane<uint> labels, int count)
    {
        var shapes = new ContourShape[count + 1];
        foreach (ContourShape shape in ExternalContours.Find(mask))
        {
            shapes[labels[shape.FirstY, shape.FirstX]] = shape;
        }
        return shapes;
    }

    private static (uint[] Kept, RejectedCounts Rejected) Filter(ComponentSums[] sums, ContourShape[] shapes, NucleiOptions options, double minArea, double maxArea, double peakLevel)
    {
        uint[] kept = new uint[sums.Length];
        uint next = 0;
        int faint = 0;
        int small = 0;
        int large = 0;
        int dented = 0;
        for (int id = 1; id < sums.Length; id++)
        {
            if (sums[id].Peak <= peakLevel)
            {
                faint++;
            }
            else if (sums[id].Count < minArea)
            {
                small++;
            }
            else if (sums[id].Count > maxArea)
            {
                large++;
            }
            else if (shapes[id].Solidity < options.MinSolidity)
            {
                dented++;
            }
            else
            {
                kept[id] = ++next;
            }
        }
        return (kept, new RejectedCounts(faint, small, large, dented));
    }

    private static List<SegmentedObject> Objects(uint[] kept, ComponentSums[] sums, ContourShape[] shapes, double? pixelSizeUm)
    {
        var objects = new List<SegmentedObject>();
        for (int id = 1; id < kept.Length; id++)
        {
            if (kept[id] != 0)
            {
                ComponentSums sum = sums[id];
                objects.Add(new SegmentedObject(
                    kept[id],
                    (double)sum.SumY / sum.Count,
                    (double)sum.SumX / sum.Count,
                    sum.Count,
                    sum.Count * pixelSizeUm * pixelSizeUm,
                    sum.Intensity / sum.Count,
                    sum.Intensity,
                    shapes[id].BoundingBox,
                    shapes[id].Solidity));
            }
        }
        return objects;
    }
}
