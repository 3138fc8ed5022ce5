namespace CellCluster.Imaging;

/// <summary>What a clip did.</summary>
/// <param name="Level">The percentile: what became 0. NaN where no pixel was finite.</param>
/// <param name="Maximum">The largest finite pixel: what became 1.</param>
/// <param name="ClippedPixelCount">Pixels below the level.</param>
/// <param name="NonFinitePixelCount">NaN and infinite pixels, which became 0.</param>
public readonly record struct ClipReport(double Level, double Maximum, long ClippedPixelCount, long NonFinitePixelCount)
{
    /// <summary>True where nothing lies above the level (a constant plane, or one whose brightest level covers more than the rest of the percentile): all became 0.</summary>
    public bool IsFlat => !(Maximum > Level);
}

/// <summary>Clips a plane below a percentile of itself and stretches the rest to [0, 1]: the source's second step for Golgi, at 90.</summary>
/// <remarks>
/// out = (max(in, level) - level) / (maximum - level); level is NumPy's percentile (linear interpolation) of the finite pixels, exact. A plane with nothing above
/// its level becomes 0 everywhere. O(pixels), no allocation of the plane's size.
/// </remarks>
public static class PercentileClip
{
    /// <summary>Clips <paramref name="source"/> into <paramref name="destination"/> (may be the same plane).</summary>
    /// <param name="source">(height, width) float, any scale.</param>
    /// <param name="percentile">0..100, both included. The source takes 90.</param>
    /// <param name="destination">A plane of the same size; afterwards within [0, 1].</param>
    public static ClipReport Apply(Plane<float> source, double percentile, Plane<float> destination)
    {
        SizeCheck.Same(source, destination, nameof(destination));
        if (!(percentile >= 0 && percentile <= 100))
        {
            throw new ArgumentOutOfRangeException(nameof(percentile), percentile, "expected a percentile from 0 to 100");
        }
        Span<double> quantiles = stackalloc double[2];
        Quantiles.Of(source.Pixels, [percentile / 100, 1], quantiles);
        double level = quantiles[0];
        double maximum = quantiles[1];
        double stretch = maximum > level ? 1 / (maximum - level) : 0;
        long clipped = 0;
        long nonFinite = 0;
        ReadOnlySpan<float> from = source.Pixels;
        Span<float> to = destination.Pixels;
        for (int i = 0; i < from.Length; i++)
        {
            float pixel = from[i];
            bool finite = float.IsFinite(pixel);
            clipped += finite & pixel < level ? 1 : 0;
            nonFinite += finite ? 0 : 1;
            to[i] = finite & pixel > level ? (float)Math.Min(1, (pixel - level) * stretch) : 0;
        }
        return new ClipReport(level, maximum, clipped, nonFinite);
    }
}
