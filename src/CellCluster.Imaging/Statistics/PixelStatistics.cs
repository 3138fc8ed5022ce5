using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

/// <summary>Range and sums of the finite pixels of a plane.</summary>
/// <remarks>
/// Sums are float64 in one fixed order on every machine: partial sum i takes pixels i, i + 16, i + 32, …; partial sums are then added pairwise. So they are the
/// same bits whichever vector width computes them. One pass, no allocation, thread-safe.
/// </remarks>
public static partial class PixelStatistics
{
    /// <summary>Smallest and largest finite pixel.</summary>
    public static PixelRange Range(ReadOnlySpan<float> pixels) =>
        Vector512.IsHardwareAccelerated ? Range512(pixels)
        : Vector256.IsHardwareAccelerated ? Range256(pixels)
        : RangeScalar(pixels);

    /// <summary>Sum of the finite pixels.</summary>
    public static double Sum(ReadOnlySpan<float> pixels, out long count) => SumWithin(pixels, float.NegativeInfinity, float.MaxValue, 0, out count);

    /// <summary>Sum of the finite pixels above <paramref name="level"/>.</summary>
    public static double SumAbove(ReadOnlySpan<float> pixels, float level, out long count) => SumWithin(pixels, level, float.MaxValue, 0, out count);

    /// <summary>Sum of pixel - <paramref name="origin"/> over the finite pixels above <paramref name="above"/> and not above <paramref name="upTo"/>: with the smallest
    /// pixel as origin, a group of such pixels sums to exactly 0 whatever lies beside it.</summary>
    internal static double SumWithin(ReadOnlySpan<float> pixels, float above, float upTo, float origin, out long count) =>
        Vector512.IsHardwareAccelerated ? SumWithin512(pixels, above, upTo, origin, out count)
        : Vector256.IsHardwareAccelerated ? SumWithin256(pixels, above, upTo, origin, out count)
        : SumWithinScalar(pixels, above, upTo, origin, out count);
}
