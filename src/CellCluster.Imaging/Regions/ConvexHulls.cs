using System.Buffers;

namespace CellCluster.Imaging;

/// <summary>Convex hulls of objects from the leftmost and rightmost pixel of each of their rows: no other pixel can be a corner.</summary>
internal static class ConvexHulls
{
    /// <summary>Sets hull area and hull pixels of every shape that has contours.</summary>
    public static void Measure(ObjectContours contours, Span<RegionShape> shapes)
    {
        int[] starts = ArrayPool<int>.Shared.Rent(shapes.Length + 1); // where an object's rows begin
        int rows = 0;
        int tallest = 0;
        for (int id = 0; id < shapes.Length; id++)
        {
            starts[id] = rows;
            rows += shapes[id].BoundingBox.Height;
            tallest = Math.Max(tallest, shapes[id].BoundingBox.Height);
        }
        int[] lefts = ArrayPool<int>.Shared.Rent(Math.Max(1, rows));
        int[] rights = ArrayPool<int>.Shared.Rent(Math.Max(1, rows));
        lefts.AsSpan(0, rows).Fill(int.MaxValue);
        rights.AsSpan(0, rows).Fill(int.MinValue);
        foreach (ObjectContour contour in contours.Contours)
        {
            int start = starts[contour.Id] - shapes[(int)contour.Id].BoundingBox.Y;
            foreach (PixelPoint point in contours.Points(contour))
            {
                lefts[start + point.Y] = Math.Min(lefts[start + point.Y], point.X);
                rights[start + point.Y] = Math.Max(rights[start + point.Y], point.X);
            }
        }
        using var left = new ConvexChain((2 * tallest) + 1);
        using var right = new ConvexChain((2 * tallest) + 1);
        for (int id = 1; id < shapes.Length; id++)
        {
            if (shapes[id].PixelCount > 0)
            {
                int height = shapes[id].BoundingBox.Height;
                ReadOnlySpan<int> ls = lefts.AsSpan(starts[id], height);
                ReadOnlySpan<int> rs = rights.AsSpan(starts[id], height);
                shapes[id] = shapes[id] with { HullAreaPx = Area(ls, rs, left, right), HullPixelCount = Pixels(ls, rs, left, right) };
            }
        }
        ArrayPool<int>.Shared.Return(starts);
        ArrayPool<int>.Shared.Return(lefts);
        ArrayPool<int>.Shared.Return(rights);
    }

    // The hull through the pixels' centres.
    private static double Area(ReadOnlySpan<int> lefts, ReadOnlySpan<int> rights, ConvexChain left, ConvexChain right)
    {
        left.Clear();
        right.Clear();
        for (int y = 0; y < lefts.Length; y++)
        {
            if (lefts[y] <= rights[y])
            {
                left.Add(y, lefts[y]);
                right.Add(y, -(long)rights[y]);
            }
        }
        return (left.DoubledIntegral() + right.DoubledIntegral()) / -2.0;
    }

    // Pixels whose centres lie in the hull of all edge midpoints, or on it. Coordinates are doubled: pixel (y, x) is at (2y, 2x), its edges' midpoints at
    // (2y, 2x - 1), (2y, 2x + 1), (2y - 1, 2x), (2y + 1, 2x).
    private static long Pixels(ReadOnlySpan<int> lefts, ReadOnlySpan<int> rights, ConvexChain left, ConvexChain right)
    {
        left.Clear();
        right.Clear();
        for (int doubledY = -1; doubledY < 2 * lefts.Length; doubledY++)
        {
            long leftmost = long.MaxValue;
            long rightmost = long.MinValue;
            if ((doubledY & 1) == 0)
            {
                Take(doubledY / 2, 1, lefts, rights);
            }
            else
            {
                Take((doubledY - 1) / 2, 0, lefts, rights);
                Take((doubledY + 1) / 2, 0, lefts, rights);
            }
            if (leftmost <= rightmost)
            {
                left.Add(doubledY, leftmost);
                right.Add(doubledY, -rightmost);
            }

            void Take(int y, int margin, ReadOnlySpan<int> ls, ReadOnlySpan<int> rs)
            {
                if ((uint)y < (uint)ls.Length && ls[y] <= rs[y])
                {
                    leftmost = Math.Min(leftmost, (2L * ls[y]) - margin);
                    rightmost = Math.Max(rightmost, (2L * rs[y]) + margin);
                }
            }
        }
        long count = 0;
        for (int y = 0; y < lefts.Length; y++)
        {
            long first = left.HalfCeilingAt(2 * y);
            long last = -right.HalfCeilingAt(2 * y);
            count += Math.Max(0, last - first + 1);
        }
        return count;
    }
}
