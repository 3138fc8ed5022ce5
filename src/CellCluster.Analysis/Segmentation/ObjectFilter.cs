using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Drops candidates by their limits, numbers the others 1..n by first pixel, row by row, and measures them.</summary>
internal static class ObjectFilter
{
    /// <summary>Filters <paramref name="labels"/> in place.</summary>
    public static (List<SegmentedObject> Objects, RejectedCounts Rejected) Apply(
        Plane<uint> labels, Plane<float> plane, CandidateObjects candidates, NucleiOptions options, double? pixelSizeUm)
    {
        (double minArea, double maxArea) = options.AreaLimitsPx(pixelSizeUm, candidates.Size);
        ComponentSums[] sums = ComponentSums.Of(labels, candidates.Count, plane, plane);
        RegionShape[] shapes = RegionShapes.OfContours(labels);
        var kept = new List<int>();
        int faint = candidates.FaintCount;
        int small = 0;
        int large = 0;
        int dented = 0;
        for (int id = 1; id <= candidates.Count; id++)
        {
            int area = sums[id].Count;
            if (area == 0)
            {
                continue;
            }
            if (candidates.IsFaint is { } isFaint && isFaint[id])
            {
                faint++;
            }
            else if (area < minArea)
            {
                small++;
            }
            else if (area > maxArea)
            {
                large++;
            }
            else if (shapes[id].Solidity < options.MinSolidity)
            {
                dented++;
            }
            else
            {
                kept.Add(id);
            }
        }
        kept.Sort((a, b) => sums[a].First.CompareTo(sums[b].First));
        Number(labels, kept, candidates.Count);
        return (Objects(kept, sums, shapes, pixelSizeUm), new RejectedCounts(faint, small, large, dented));
    }

    private static void Number(Plane<uint> labels, List<int> kept, int count)
    {
        uint[] numbers = new uint[count + 1];
        for (int i = 0; i < kept.Count; i++)
        {
            numbers[kept[i]] = (uint)i + 1;
        }
        Span<uint> ids = labels.Pixels;
        for (int i = ids.IndexOfAnyExcept(0u); (uint)i < (uint)ids.Length; i++)
        {
            if (ids[i] == 0)
            {
                int step = ids[i..].IndexOfAnyExcept(0u);
                if (step < 0)
                {
                    break;
                }
                i += step;
            }
            ids[i] = numbers[ids[i]];
        }
    }

    private static List<SegmentedObject> Objects(List<int> kept, ComponentSums[] sums, RegionShape[] shapes, double? pixelSizeUm)
    {
        var objects = new List<SegmentedObject>(kept.Count);
        foreach (int id in kept)
        {
            ComponentSums sum = sums[id];
            objects.Add(new SegmentedObject(
                (uint)objects.Count + 1,
                (double)sum.SumY / sum.Count,
                (double)sum.SumX / sum.Count,
                sum.Count,
                sum.Count * pixelSizeUm * pixelSizeUm,
                sum.Intensity / sum.Count,
                sum.Intensity,
                shapes[id].BoundingBox,
                shapes[id].Solidity));
        }
        return objects;
    }
}
