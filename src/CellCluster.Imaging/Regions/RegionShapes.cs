using System.Buffers;

namespace CellCluster.Imaging;

/// <summary>The shapes of all objects of a label image.</summary>
/// <remarks>Objects are told apart by id alone, so touching ones are measured as if each were alone. O(pixels + border points times their logarithm) in few passes; scratch is pooled, the result is one
/// record per id. Moments are exact integers until the last step. Single-threaded.</remarks>
public static class RegionShapes
{
    /// <summary>Measures every object.</summary>
    /// <param name="labels">(height, width) uint32, 0 = background; ids near 1..n (see <see cref="LabelIds.Largest"/>).</param>
    /// <returns>One shape per id, indexed by id; element 0 is empty.</returns>
    public static RegionShape[] Of(Plane<uint> labels) => Measure(labels, withBorders: true);

    /// <summary>As <see cref="Of"/> in about half the time: moments, contour and hull; perimeters and Euler number stay 0.</summary>
    public static RegionShape[] OfContours(Plane<uint> labels) => Measure(labels, withBorders: false);

    private static RegionShape[] Measure(Plane<uint> labels, bool withBorders)
    {
        ArgumentNullException.ThrowIfNull(labels);
        int count = (int)LabelIds.Largest(labels) + 1;
        using ObjectContours contours = ObjectContours.Of(labels);
        RegionMoments[] moments = ArrayPool<RegionMoments>.Shared.Rent(count);
        RegionBorder[] borders = ArrayPool<RegionBorder>.Shared.Rent(count);
        double[] areas = ArrayPool<double>.Shared.Rent(count);
        try
        {
            moments.AsSpan(0, count).Clear();
            borders.AsSpan(0, count).Clear();
            areas.AsSpan(0, count).Clear();
            RegionMoments.Add(labels, moments);
            if (withBorders)
            {
                RegionBorder.Add(labels, borders);
            }
            foreach (ObjectContour contour in contours.Contours)
            {
                areas[contour.Id] += contour.AreaPx;
            }
            var shapes = new RegionShape[count];
            for (int id = 1; id < count; id++)
            {
                if (moments[id].Count > 0)
                {
                    shapes[id] = moments[id].Describe((uint)id) with
                    {
                        PerimeterPx = borders[id].Perimeter,
                        CroftonPerimeterPx = borders[id].Crofton,
                        EulerNumber = borders[id].EulerNumber,
                        ContourAreaPx = areas[id],
                    };
                }
            }
            ConvexHulls.Measure(contours, shapes);
            return shapes;
        }
        finally
        {
            ArrayPool<RegionMoments>.Shared.Return(moments);
            ArrayPool<RegionBorder>.Shared.Return(borders);
            ArrayPool<double>.Shared.Return(areas);
        }
    }
}
