namespace CellCluster.Imaging;

/// <summary>What an illumination correction did.</summary>
/// <param name="SmallestGain">Smallest factor a pixel was multiplied by.</param>
/// <param name="LargestGain">Largest factor; 1 and 1 where the plane was left as it is.</param>
/// <param name="FlooredPixelCount">Background pixels below a thousandth of the mean background, raised to that before dividing.</param>
public readonly record struct IlluminationReport(double SmallestGain, double LargestGain, long FlooredPixelCount);

/// <summary>Divides a plane by a wide Gaussian of itself, keeping its mean: removes uneven illumination where no flat field is at hand.</summary>
/// <remarks>
/// out = in * mean(in) / mean(in / background) / background. The background is the Gaussian of the plane averaged over blocks of
/// about sigma / 8 px and interpolated back: within 1 % of the full one for sigma above 8 px and hundreds of times cheaper; smaller sigmas are done in full.
/// A plane without a positive mean background (all zero, negative, NaN) is copied unchanged: gains of 1. The plane must be whole (before it is tiled).
/// O(pixels); scratch is pooled.
/// </remarks>
public static class IlluminationFlattening
{
    private const double SigmaCells = 8;
    private const double Floor = 1e-3;

    /// <summary>Corrects <paramref name="source"/> into <paramref name="destination"/> (may be the same plane).</summary>
    /// <param name="source">(height, width) float, grey levels above the camera's offset.</param>
    /// <param name="sigmaPx">Standard deviation of the Gaussian, px, above 0, at most <see cref="GaussianBlur.LargestSigmaPx"/>: several times the largest object.</param>
    /// <param name="destination">A plane of the same size.</param>
    public static IlluminationReport Apply(Plane<float> source, double sigmaPx, Plane<float> destination)
    {
        SizeCheck.Same(source, destination, nameof(destination));
        if (!(sigmaPx > 0 && sigmaPx <= GaussianBlur.LargestSigmaPx))
        {
            throw new ArgumentOutOfRangeException(nameof(sigmaPx), sigmaPx, $"expected a number of px above 0, at most {GaussianBlur.LargestSigmaPx}");
        }
        using Plane<float> background = Background(source, sigmaPx);
        double mean = Mean(background.Pixels);
        if (!(mean > 0) || !double.IsFinite(mean))
        {
            source.Pixels.CopyTo(destination.Pixels);
            return new IlluminationReport(1, 1, 0);
        }
        return Divide(source.Pixels, background.Pixels, (float)(mean * Floor), destination.Pixels);
    }

    private static Plane<float> Background(Plane<float> source, double sigmaPx)
    {
        int block = Math.Max(1, (int)(sigmaPx / SigmaCells));
        var background = Plane<float>.Rent(source.Height, source.Width);
        if (block == 1)
        {
            GaussianBlur.Apply(source, sigmaPx, background);
            return background;
        }
        using var small = Plane<float>.Rent((source.Height + block - 1) / block, (source.Width + block - 1) / block);
        Resampling.Apply(source, small);
        // Blocks are not cut: their height and width differ where the plane is a few blocks high or wide.
        GaussianBlur.Apply(small, sigmaPx * small.Height / source.Height, sigmaPx * small.Width / source.Width, small);
        Resampling.Apply(small, background, Enlarging.Bilinear);
        return background;
    }

    private static IlluminationReport Divide(ReadOnlySpan<float> source, Span<float> background, float floor, Span<float> destination)
    {
        IlluminationSums sums = IlluminationGain.Add(source, background, floor);
        double level = sums.RatioSum > 0 ? sums.Sum / sums.RatioSum : 1;
        IlluminationGain.Multiply(source, background, level, destination);
        return new IlluminationReport(level / sums.Most, level / sums.Least, sums.Floored);
    }

    // NaN where a pixel is not finite.
    private static double Mean(ReadOnlySpan<float> pixels)
    {
        double sum = PixelStatistics.Sum(pixels, out long finite);
        return finite == pixels.Length ? sum / finite : double.NaN;
    }
}
