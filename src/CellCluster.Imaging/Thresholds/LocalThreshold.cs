using System.Buffers;
using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

/// <summary>The local threshold of the source: every pixel against the Gaussian mean of its neighbourhood, offset 0.</summary>
/// <remarks>
/// sigma = (block - 1) / 6, reflected border, truncated at 4 sigma: scikit-image's <c>threshold_local(method="gaussian")</c> to 1e-6 relative.
/// OpenCV's adaptiveThreshold is another method (other sigma, integer levels). On noise alone half of all pixels are above their surface:
/// the caller must ask for contrast first. A constant or saturated area wider than the kernel is exactly its own surface, so not above it.
/// One thread; the same bits on every processor; scratch is pooled.
/// </remarks>
public static class LocalThreshold
{
    /// <summary>Largest side of the neighbourhood, px: sigma is then <see cref="GaussianBlur.LargestSigmaPx"/>.</summary>
    public const int LargestBlockPx = 60_001;

    /// <summary>Writes the level of every pixel.</summary>
    /// <param name="source">(height, width) float.</param>
    /// <param name="blockPx">Side of the neighbourhood, px: odd, 1 to <see cref="LargestBlockPx"/>. The source takes 111 for nuclei and 181 for ER on 2136x2136.</param>
    /// <param name="surface">A plane of the same size; may be the source itself.</param>
    public static void Surface(Plane<float> source, int blockPx, Plane<float> surface) => GaussianBlur.Apply(source, SigmaPx(blockPx), surface);

    /// <summary>Writes source - surface, without a plane for the surface.</summary>
    /// <param name="source">(height, width) float.</param>
    /// <param name="blockPx">As in <see cref="Surface"/>.</param>
    /// <param name="residual">A plane of the same size; may be the source itself.</param>
    public static void Residual(Plane<float> source, int blockPx, Plane<float> residual)
    {
        SizeCheck.Same(source, residual, nameof(residual));
        double sigma = SigmaPx(blockPx);
        using var rows = new GaussianRows(source, sigma, sigma);
        float[] row = ArrayPool<float>.Shared.Rent(source.Width);
        Span<float> surface = row.AsSpan(0, source.Width);
        for (int y = 0; y < source.Height; y++)
        {
            rows.Next(surface);
            Subtract(source.Row(y), surface, residual.Row(y));
        }
        ArrayPool<float>.Shared.Return(row);
    }

    /// <summary>mask = source &gt; surface and source &gt; floor, without a plane for the surface.</summary>
    /// <param name="source">(height, width) float.</param>
    /// <param name="blockPx">As in <see cref="Surface"/>.</param>
    /// <param name="floor">A level below which nothing is foreground; negative infinity for none.</param>
    /// <param name="mask">A plane of the same size; every pixel is written.</param>
    /// <returns>Foreground pixels.</returns>
    public static long Mask(Plane<float> source, int blockPx, float floor, Plane<byte> mask)
    {
        SizeCheck.Same(source, mask, nameof(mask));
        double sigma = SigmaPx(blockPx);
        using var rows = new GaussianRows(source, sigma, sigma);
        float[] row = ArrayPool<float>.Shared.Rent(source.Width);
        Span<float> surface = row.AsSpan(0, source.Width);
        long count = 0;
        for (int y = 0; y < source.Height; y++)
        {
            rows.Next(surface);
            count += ThresholdMask.AboveSurface(source.Row(y), surface, floor, mask.Row(y));
        }
        ArrayPool<float>.Shared.Return(row);
        return count;
    }

    private static double SigmaPx(int blockPx) =>
        blockPx is < 1 or > LargestBlockPx || blockPx % 2 == 0
            ? throw new ArgumentOutOfRangeException(nameof(blockPx), blockPx, $"expected an odd number of px, 1 to {LargestBlockPx}")
            : (blockPx - 1) / 6.0;

    // One subtraction per pixel: the same bits in any vector width.
    private static void Subtract(ReadOnlySpan<float> source, ReadOnlySpan<float> surface, Span<float> destination)
    {
        int i = 0;
        for (; Vector256.IsHardwareAccelerated && i <= source.Length - Vector256<float>.Count; i += Vector256<float>.Count)
        {
            (Vector256.Create(source[i..]) - Vector256.Create(surface[i..])).CopyTo(destination[i..]);
        }
        for (; i < source.Length; i++)
        {
            destination[i] = source[i] - surface[i];
        }
    }
}
