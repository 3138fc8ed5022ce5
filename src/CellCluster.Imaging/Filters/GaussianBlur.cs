namespace CellCluster.Imaging;

/// <summary>Gaussian smoothing of a float plane.</summary>
/// <remarks>
/// Separable, kernel radius round(4 sigma), border reflected with the edge pixel repeated (d c b a | a b c d): the surface of
/// scikit-image's <c>gaussian(..., mode="reflect", truncate=4)</c> to 1e-6 relative. Where the neighbourhood is flat the result is exactly the pixel's value. A
/// NaN or an infinity makes every pixel NaN whose kernel meets it. Levels are expected within +-8.5e37, a quarter of float32's range; where larger ones
/// overflow the result is NaN or infinite, never another number. The same bits on every processor. O(pixels * radius), one thread; scratch is pooled; thread-safe for different destinations.
/// </remarks>
public static class GaussianBlur
{
    /// <summary>Largest standard deviation, px.</summary>
    public const double LargestSigmaPx = 10_000;

    /// <summary>The kernel's half width for a sigma, px.</summary>
    public static int RadiusPx(double sigmaPx) => (int)((4 * sigmaPx) + 0.5);

    /// <summary>Smooths <paramref name="source"/> into <paramref name="destination"/> (may be the same plane).</summary>
    /// <param name="source">(height, width) float.</param>
    /// <param name="sigmaPx">Standard deviation, px, 0 to <see cref="LargestSigmaPx"/>; below 0.125 the kernel is one pixel and the plane is copied.</param>
    /// <param name="destination">A plane of the same size.</param>
    public static void Apply(Plane<float> source, double sigmaPx, Plane<float> destination)
    {
        if (!(sigmaPx >= 0 && sigmaPx <= LargestSigmaPx))
        {
            throw new ArgumentOutOfRangeException(nameof(sigmaPx), sigmaPx, $"expected 0 to {LargestSigmaPx} px");
        }
        Apply(source, sigmaPx, sigmaPx, destination);
    }

    /// <summary>With a standard deviation for each axis.</summary>
    internal static void Apply(Plane<float> source, double sigmaYPx, double sigmaXPx, Plane<float> destination)
    {
        SizeCheck.Same(source, destination, nameof(destination));
        using var rows = new GaussianRows(source, sigmaYPx, sigmaXPx);
        for (int y = 0; y < source.Height; y++)
        {
            rows.Next(destination.Row(y));
        }
    }
}
