using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Objects of a mask whose pixels are final: every component that is large enough and stands out.</summary>
/// <remarks>For organelles that are neither convex nor limited in size; holes are no part of an object, and one object may lie in another's hole.</remarks>
internal static class MaskObjects
{
    /// <summary>Labels the mask and measures what is kept.</summary>
    /// <param name="organelle">For the result.</param>
    /// <param name="mask">Any value but 0 is foreground.</param>
    /// <param name="plane">Intensities, same size, finite.</param>
    /// <param name="heights">What stands out is above 0; same size.</param>
    /// <param name="minPeakPx">Least number of a component's pixels that stand out, at least 1.</param>
    /// <param name="minAreaPx">Least number of pixels.</param>
    /// <param name="pixelSizeUm">Null where unknown.</param>
    /// <param name="threshold">For the result.</param>
    /// <param name="nonFinite">For the result.</param>
    public static Segmentation Of(
        Organelle organelle, Plane<byte> mask, Plane<float> plane, Plane<float> heights, int minPeakPx, double minAreaPx, double? pixelSizeUm, ThresholdProvenance threshold, long nonFinite)
    {
        var labels = Plane<uint>.Rent(mask.Height, mask.Width);
        int count = ConnectedComponents.Label(mask, labels);
        var sums = new Sums[count + 1];
        Add(labels, plane, heights, sums);
        uint[] kept = Keep(sums, minPeakPx, minAreaPx, out RejectedCounts rejected);
        RegionShape[] shapes = RegionShapes.OfContours(labels);
        foreach (ref uint id in labels.Pixels)
        {
            id = kept[id];
        }
        var objects = new List<SegmentedObject>();
        for (int id = 1; id <= count; id++)
        {
            if (kept[id] != 0)
            {
                Sums sum = sums[id];
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
        return new Segmentation(organelle, labels, objects, threshold, rejected, nonFinite);
    }

    /// <summary>No objects: the reason is in the provenance.</summary>
    public static Segmentation None(Organelle organelle, Plane<float> plane, LevelOutcome outcome, string reason, long nonFinite, double bimodality = 0)
    {
        var labels = Plane<uint>.Rent(plane.Height, plane.Width);
        labels.Pixels.Clear();
        return new Segmentation(organelle, labels, [], ThresholdProvenance.None(outcome, bimodality, reason), default, nonFinite);
    }

    /// <summary>The same for planes that cannot have any; null where they can.</summary>
    public static Segmentation? NoneIfFlat(Organelle organelle, Plane<float> plane, PixelRange range) =>
        range.FiniteCount == 0 ? None(organelle, plane, LevelOutcome.Empty, "no pixel is a finite number", range.NonFiniteCount)
        : !(range.Maximum > range.Minimum) ? None(organelle, plane, LevelOutcome.NotBimodal, "the plane is constant", range.NonFiniteCount)
        : null;

    private static void Add(Plane<uint> labels, Plane<float> plane, Plane<float> heights, Sums[] sums)
    {
        for (int y = 0; y < labels.Height; y++)
        {
            ReadOnlySpan<uint> ids = labels.Row(y);
            ReadOnlySpan<float> pixels = plane.Row(y);
            ReadOnlySpan<float> levels = heights.Row(y);
            for (int x = 0; x < ids.Length; x++)
            {
                if (ids[x] != 0)
                {
                    sums[ids[x]].Add(y, x, pixels[x], levels[x] > 0);
                }
            }
        }
    }

    private static uint[] Keep(Sums[] sums, int minPeakPx, double minAreaPx, out RejectedCounts rejected)
    {
        uint[] kept = new uint[sums.Length];
        uint next = 0;
        int faint = 0;
        int small = 0;
        for (int id = 1; id < sums.Length; id++)
        {
            if (sums[id].PeakCount < minPeakPx)
            {
                faint++;
            }
            else if (sums[id].Count < minAreaPx)
            {
                small++;
            }
            else
            {
                kept[id] = ++next;
            }
        }
        rejected = new RejectedCounts(faint, small, TooLarge: 0, Dented: 0);
        return kept;
    }

    private struct Sums
    {
        public int Count { get; private set; }

        public long SumY { get; private set; }

        public long SumX { get; private set; }

        public double Intensity { get; private set; }

        public int PeakCount { get; private set; }

        public void Add(int y, int x, float pixel, bool standsOut)
        {
            Count++;
            SumY += y;
            SumX += x;
            Intensity += pixel;
            PeakCount += standsOut ? 1 : 0;
        }
    }
}
