using OpenCvSharp;

namespace CellCluster.Imaging;

/// <summary>The median of the square around every pixel.</summary>
/// <remarks>
/// Border pixels are repeated outwards (a a | a b c): the same pixels as <c>scipy.ndimage.median_filter(size=n, mode="nearest")</c>. 3x3 and 5x5 on byte, ushort and
/// float planes; any odd size up to 255 on byte planes. A NaN makes every pixel NaN whose square meets it; infinities are numbers like others. Source and
/// destination may be the same plane. Exact, so the same bytes for any number of OpenCV's threads; nothing of the plane's size stays allocated.
/// </remarks>
public static class MedianFilter
{
    private const int LargestOfAllTypes = 5;

    // OpenCV counts a square's pixels in 16 bits.
    private const int LargestOfBytes = 255;

    /// <summary>Filters a byte plane; <paramref name="sizePx"/> is odd, 1 to 255.</summary>
    public static void Apply(Plane<byte> source, int sizePx, Plane<byte> destination)
    {
        Check(source, sizePx, LargestOfBytes, destination);
        using PlaneMat from = source.AsMat();
        using PlaneMat to = destination.AsMat();
        Filter(from, sizePx, to);
    }

    /// <summary>Filters a ushort plane; <paramref name="sizePx"/> is 1, 3 or 5.</summary>
    public static void Apply(Plane<ushort> source, int sizePx, Plane<ushort> destination)
    {
        Check(source, sizePx, LargestOfAllTypes, destination);
        using PlaneMat from = source.AsMat();
        using PlaneMat to = destination.AsMat();
        Filter(from, sizePx, to);
    }

    /// <summary>Filters a float plane; <paramref name="sizePx"/> is 1, 3 or 5.</summary>
    public static void Apply(Plane<float> source, int sizePx, Plane<float> destination)
    {
        Check(source, sizePx, LargestOfAllTypes, destination);
        if (PixelStatistics.Range(source.Pixels).NonFiniteCount == 0)
        {
            Run(source, sizePx, destination);
            return;
        }
        // What OpenCV makes of a NaN depends on the order of its comparisons: its squares are overwritten, from the source as it was.
        using Plane<float> kept = Plane<float>.Rent(source.Height, source.Width);
        source.Pixels.CopyTo(kept.Pixels);
        Run(kept, sizePx, destination);
        Spread(kept, sizePx / 2, destination);
    }

    private static void Run(Plane<float> source, int sizePx, Plane<float> destination)
    {
        using PlaneMat from = source.AsMat();
        using PlaneMat to = destination.AsMat();
        Filter(from, sizePx, to);
    }

    private static void Filter(PlaneMat from, int sizePx, PlaneMat to)
    {
        if (sizePx == 1)
        {
            from.Mat.CopyTo(to.Mat);
        }
        else
        {
            Cv2.MedianBlur(from.Mat, to.Mat, sizePx);
        }
        to.RequireInPlace();
    }

    private static void Spread(Plane<float> source, int radius, Plane<float> destination)
    {
        for (int y = 0; y < source.Height; y++)
        {
            for (int x = 0; x < source.Width; x++)
            {
                if (!float.IsNaN(source[y, x]))
                {
                    continue;
                }
                int left = Math.Max(0, x - radius);
                int right = Math.Min(source.Width - 1, x + radius);
                for (int row = Math.Max(0, y - radius); row <= Math.Min(source.Height - 1, y + radius); row++)
                {
                    destination.Row(row)[left..(right + 1)].Fill(float.NaN);
                }
            }
        }
    }

    private static void Check(Plane source, int sizePx, int largest, Plane destination)
    {
        SizeCheck.Same(source, destination, nameof(destination));
        if (sizePx < 1 || sizePx % 2 == 0 || sizePx > largest)
        {
            throw new ArgumentOutOfRangeException(nameof(sizePx), sizePx, $"expected an odd number of px from 1 to {largest} on a plane of {source.PixelType}");
        }
    }
}
