namespace CellCluster.Imaging;

/// <summary>The local threshold of the source: every pixel against the Gaussian mean of its neighbourhood, offset 0.</summary>
/// <remarks>
/// sigma = (block - 1) / 6, reflected border, truncated at 4 sigma: scikit-image's <c>threshold_local(method="gaussian")</c> to 1e-6 relative.
/// OpenCV's adaptiveThreshold is another method (other sigma, integer levels). On noise alone half of all pixels are above their surface:
/// the caller must ask for contrast first.
/// </remarks>
public static class LocalThreshold
{
    /// <summary>Writes the level of every pixel.</summary>
    /// <param name="source">(height, width) float.</param>
    /// <param name="blockPx">Side of the neighbourhood, px: odd, at least 1. The source takes 111 for nuclei and 181 for ER on 2136x2136.</param>
    /// <param name="surface">A plane of the same size.</param>
    public static void Surface(Plane<float> source, int blockPx, Plane<float> surface)
    {
        if (blockPx < 1 || blockPx % 2 == 0)
        {
            throw new ArgumentOutOfRangeException(nameof(blockPx), blockPx, "expected an odd number of px, 1 or more");
        }
        GaussianBlur.Apply(source, (blockPx - 1) / 6.0, surface);
    }
}
