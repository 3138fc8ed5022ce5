namespace CellCluster.Imaging;

public static partial class PixelStatistics
{
    internal const int Lanes = 16;

    internal static PixelRange RangeScalar(ReadOnlySpan<float> pixels)
    {
        float minimum = float.PositiveInfinity;
        float maximum = float.NegativeInfinity;
        long finite = 0;
        foreach (float pixel in pixels)
        {
            if (float.IsFinite(pixel))
            {
                minimum = pixel < minimum ? pixel : minimum;
                maximum = pixel > maximum ? pixel : maximum;
                finite++;
            }
        }
        return Ranged(minimum, maximum, finite, pixels.Length);
    }

    internal static double SumWithinScalar(ReadOnlySpan<float> pixels, float above, float upTo, float origin, out long count)
    {
        Span<double> sums = stackalloc double[Lanes];
        sums.Clear();
        count = 0;
        AddWithin(pixels, above, upTo, origin, sums, ref count);
        return Total(sums);
    }

    // Adds pixel i to partial sum i mod 16.
    private static void AddWithin(ReadOnlySpan<float> pixels, float above, float upTo, float origin, Span<double> sums, ref long count)
    {
        for (int i = 0; i < pixels.Length; i++)
        {
            if (pixels[i] > above && pixels[i] <= upTo)
            {
                sums[i % Lanes] += (double)pixels[i] - origin;
                count++;
            }
        }
    }

    internal static double Total(Span<double> sums)
    {
        for (int half = Lanes / 2; half > 0; half /= 2)
        {
            for (int i = 0; i < half; i++)
            {
                sums[i] += sums[i + half];
            }
        }
        return sums[0];
    }

    // Adding 0 makes -0 to 0, whichever of the two was met first.
    private static PixelRange Ranged(float minimum, float maximum, long finite, long count) =>
        finite == 0 ? new PixelRange(float.NaN, float.NaN, 0, count) : new PixelRange(minimum + 0f, maximum + 0f, finite, count - finite);
}
