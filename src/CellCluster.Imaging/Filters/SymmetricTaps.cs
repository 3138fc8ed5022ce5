using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

/// <summary>One pass of a filter whose weights are symmetric and sum to 1, over contiguous scratch.</summary>
/// <remarks>
/// out[i] = c + sum over k from radius down to 1 of w[k] * ((s[i - k] + s[i + k]) - 2c), c = s[i], where neighbour k lies k * step elements away: step 1 is a
/// row, step = row length is a column of a strip. Written about the centre, a flat neighbourhood gives exactly its own value (a saturated or constant
/// area never rises above its own surface) and float32 is enough: the rounding is relative to differences, not to levels. The order of the sum is the same in
/// all three forms and each product is fused, so all give the same bits. Levels beyond a quarter of float32's
/// range overflow here to NaN or infinity. No remainder: callers pad to <see cref="BlockLength"/>.
/// </remarks>
internal static unsafe partial class SymmetricTaps
{
    /// <summary>Outputs come in blocks of this many elements.</summary>
    public const int BlockLength = 64;

    /// <summary>Filters <paramref name="count"/> elements.</summary>
    /// <param name="centre">The source element under the first output; <paramref name="radius"/> * <paramref name="step"/> elements before it and after the last one are read.</param>
    /// <param name="step">Elements from one neighbour to the next.</param>
    /// <param name="weights">weights[k] of neighbour k; [0] is not read.</param>
    /// <param name="radius">Neighbours per side.</param>
    /// <param name="destination">Not overlapping the source.</param>
    /// <param name="count">A multiple of <see cref="BlockLength"/>.</param>
    public static void Apply(float* centre, nint step, float* weights, int radius, float* destination, int count)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Apply512(centre, step, weights, radius, destination, count);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Apply256(centre, step, weights, radius, destination, count);
        }
        else
        {
            ApplyScalar(centre, step, weights, radius, destination, count);
        }
    }
}
