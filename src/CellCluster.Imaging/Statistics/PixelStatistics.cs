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
    public static double Sum(ReadOnlySpan<float> pixels, out long count) => SumAbove(pixels, float.NegativeInfinity, out count);

    /// <summary>Sum of the finite pixels above <paramref name="level"/>.</summary>
    public static double SumAbove(ReadOnlySpan<float> pixels, float level, out long count) =>
        Vector512.IsHardwareAccelerated ? SumAbove512(pixels, level, out count)
        : Vector256.IsHardwareAccelerated ? SumAbove256(pixels, level, out count)
        : SumAboveScalar(pixels, level, out count);
}
