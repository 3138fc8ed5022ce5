using System.Buffers;

namespace CellCluster.Imaging;

/// <summary>Convex hulls of objects from the leftmost and rightmost pixel of each of their rows: no other pixel can be a corner.</summary>
internal static class ConvexHulls
{
    /// <summary>Sets hull area and hull pixels of every shape that has contours. O(border points times their logarithm): an object of far pieces costs no more than they do.</summary>
    public static void Measure(ObjectContours contours, Span<RegionShape> shapes)
    {
        int tallest = 0;
        foreach (ref RegionShape shape in shapes)
        {
            tallest = Math.Max(tallest, shape.BoundingBox.Height);
        }
        int count = contours.Contours.Count;
        int[] order = ArrayPool<int>.Shared.Rent(Math.Max(1, count));
        uint[] ids = ArrayPool<uint>.Shared.Rent(Math.Max(1, count));
        try
        {
            for (int i = 0; i < count; i++)
            {
                (order[i], ids[i]) = (i, contours.Contours[i].Id);
            }
            ids.AsSpan(0, count).Sort(order.AsSpan(0, count)); // an object's pieces side by side, in any order
            using var rows = new ObjectRows(tallest);
            using var left = new ConvexChain((2 * tallest) + 1);
            using var right = new ConvexChain((2 * tallest) + 1);
            for (int i = 0; i < count; i++)
            {
                ref RegionShape shape = ref shapes[(int)ids[i]];
                rows.Add(contours.Points(contours.Contours[order[i]]), shape.BoundingBox.Y);
                if (i + 1 == count || ids[i + 1] != ids[i])
                {
                    rows.Order();
                    shape = shape with { HullAreaPx = Area(rows, left, right), HullPixelCount = Pixels(rows, left, right) };
                    rows.Clear();
                }
            }
        }
        finally
        {
            ArrayPool<int>.Shared.Return(order);
            ArrayPool<uint>.Shared.Return(ids);
        }
    }

    // The hull through the pixels' centres.
    private static double Area(ObjectRows rows, ConvexChain left, ConvexChain right)
    {
        left.Clear();
        right.Clear();
        foreach (int y in rows.Ys)
        {
            left.Add(y, rows.Left(y));
            right.Add(y, -(long)rows.Right(y));
        }
        return (left.DoubledIntegral() + right.DoubledIntegral()) / -2.0;
    }

    // Pixels whose centres lie in the hull of all edge midpoints, or on it. Coordinates are doubled: pixel (y, x) is at (2y, 2x), its edges' midpoints at
    // (2y, 2x - 1), (2y, 2x + 1), (2y - 1, 2x), (2y + 1, 2x).
    private static long Pixels(ObjectRows rows, ConvexChain left, ConvexChain right)
    {
        left.Clear();
        right.Clear();
        ReadOnlySpan<int> ys = rows.Ys;
        for (int i = 0; i < ys.Length; i++)
        {
            int y = ys[i];
            long leftmost = 2L * rows.Left(y);
            long rightmost = 2L * rows.Right(y);
            if (i == 0 || ys[i - 1] != y - 1)
            {
                Add((2 * y) - 1, leftmost, rightmost);
            }
            Add(2 * y, leftmost - 1, rightmost + 1);
            bool next = i + 1 < ys.Length && ys[i + 1] == y + 1; // shares the midpoints between
            Add((2 * y) + 1, next ? Math.Min(leftmost, 2L * rows.Left(y + 1)) : leftmost, next ? Math.Max(rightmost, 2L * rows.Right(y + 1)) : rightmost);
        }
        // In every row the hull holds a whole edge-to-edge diamond's width, so last >= first - 1 never fails and the sums may be taken apart.
        long height = ys[^1] - (long)ys[0] + 1;
        return height - right.SumOfHalfCeilings(ys[0], ys[^1]) - left.SumOfHalfCeilings(ys[0], ys[^1]);

        void Add(int doubledY, long first, long last)
        {
            left.Add(doubledY, first);
            right.Add(doubledY, -last);
        }
    }
}
