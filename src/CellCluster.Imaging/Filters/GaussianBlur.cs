using OpenCvSharp;

namespace CellCluster.Imaging;

/// <summary>Gaussian smoothing of a float plane.</summary>
/// <remarks>
/// Separable, kernel radius round(4 sigma), border reflected with the edge pixel repeated (d c b a | a b c d): the surface of
/// scikit-image's <c>gaussian(..., mode="reflect", truncate=4)</c> to 1e-6 relative. A NaN spreads over the kernel, as there.
/// O(pixels * radius), no allocation on the managed side; thread-safe for different destinations.
/// </remarks>
public static class GaussianBlur
{
    /// <summary>The kernel's half width for a sigma, px.</summary>
    public static int RadiusPx(double sigmaPx) => (int)((4 * sigmaPx) + 0.5);

    /// <summary>Smooths <paramref name="source"/> into <paramref name="destination"/> (may be the same plane).</summary>
    /// <param name="source">(height, width) float.</param>
    /// <param name="sigmaPx">Standard deviation, px, 0 or more, finite; below 0.125 the kernel is one pixel and the plane is copied.</param>
    /// <param name="destination">A plane of the same size.</param>
    public static void Apply(Plane<float> source, double sigmaPx, Plane<float> destination)
    {
        SizeCheck.Same(source, destination, nameof(destination));
        if (!(sigmaPx >= 0) || !double.IsFinite(sigmaPx))
        {
            throw new ArgumentOutOfRangeException(nameof(sigmaPx), sigmaPx, "expected a finite number of px, 0 or more");
        }
        int radius = RadiusPx(sigmaPx);
        if (radius == 0)
        {
            source.Pixels.CopyTo(destination.Pixels);
            return;
        }
        using PlaneMat from = source.AsMat();
        using PlaneMat to = destination.AsMat();
        Cv2.GaussianBlur(from.Mat, to.Mat, new Size((2 * radius) + 1, (2 * radius) + 1), sigmaPx, sigmaPx, BorderTypes.Reflect);
        to.RequireInPlace();
    }
}
