using System.Buffers;
using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

/// <summary>Exact quantiles of float pixels, interpolated linearly between neighbouring ranks (NumPy's default, Hyndman and Fan type 7).</summary>
/// <remarks>
/// NaN and infinite pixels are left out. Ranks are selected in two counting passes over the float's ordered bits (high 16, then low 16), so nothing
/// of the plane's size is allocated and the result is exact. O(pixels * (1 + ranks in different bins)); thread-safe.
/// </remarks>
public static partial class Quantiles
{
    private const int HalfBits = 16;
    private const int BucketCount = 1 << HalfBits;

    // Ordered bits of finite numbers: an exponent of all ones fills whole buckets at both ends.
    private const int FirstFinite = 0x0080;
    private const int LastFinite = 0xFF7F;

    /// <summary>Writes the quantiles of <paramref name="pixels"/> at <paramref name="fractions"/> (0..1 each); NaN where no pixel is finite.</summary>
    public static void Of(ReadOnlySpan<float> pixels, ReadOnlySpan<double> fractions, Span<double> results)
    {
        if (results.Length != fractions.Length)
        {
            throw new ArgumentException($"{fractions.Length} fractions need as many results, {results.Length} given.", nameof(results));
        }
        foreach (double fraction in fractions)
        {
            if (!(fraction >= 0 && fraction <= 1))
            {
                throw new ArgumentOutOfRangeException(nameof(fractions), fraction, "expected fractions from 0 to 1");
            }
        }
        int[] high = ArrayPool<int>.Shared.Rent(BucketCount);
        int[] low = ArrayPool<int>.Shared.Rent(BucketCount);
        int finite = CountHigh(pixels, high.AsSpan(0, BucketCount), low.AsSpan(0, BucketCount));
        int counted = -1;
        for (int i = 0; i < fractions.Length; i++)
        {
            double rank = fractions[i] * (finite - 1);
            int lower = (int)Math.Floor(rank);
            results[i] = finite == 0 ? double.NaN : Interpolate(Select(pixels, high, low, ref counted, lower), pixels, high, low, ref counted, rank - lower, lower);
        }
        ArrayPool<int>.Shared.Return(low);
        ArrayPool<int>.Shared.Return(high);
    }

    /// <summary>One quantile of a plane.</summary>
    public static double Of(Plane<float> plane, double fraction)
    {
        ArgumentNullException.ThrowIfNull(plane);
        Span<double> result = stackalloc double[1];
        Of(plane.Pixels, [fraction], result);
        return result[0];
    }

    private static double Interpolate(double value, ReadOnlySpan<float> pixels, int[] high, int[] low, ref int counted, double part, int lower)
    {
        if (part == 0)
        {
            return value;
        }
        double next = Select(pixels, high, low, ref counted, lower + 1);
        return value + (part * (next - value));
    }

    // The value of a rank: the bucket of its high bits by the counts, then the bucket of its low bits among those pixels.
    private static float Select(ReadOnlySpan<float> pixels, int[] high, int[] low, ref int counted, int rank)
    {
        int bucket = 0;
        while (rank >= high[bucket])
        {
            rank -= high[bucket++];
        }
        if (counted != bucket)
        {
            CountLow(pixels, bucket, low.AsSpan(0, BucketCount));
            counted = bucket;
        }
        int rest = 0;
        while (rank >= low[rest])
        {
            rank -= low[rest++];
        }
        return FromOrdered(((uint)bucket << HalfBits) | (uint)rest);
    }

    private static int CountHigh(ReadOnlySpan<float> pixels, Span<int> counts, Span<int> scratch)
    {
        counts.Clear();
        scratch.Clear();
        if (Vector512.IsHardwareAccelerated)
        {
            CountHigh512(pixels, counts, scratch);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            CountHigh256(pixels, counts, scratch);
        }
        else
        {
            CountHighScalar(pixels, counts);
        }
        int finite = 0;
        for (int bucket = 0; bucket < BucketCount; bucket++)
        {
            counts[bucket] = bucket is >= FirstFinite and <= LastFinite ? counts[bucket] + scratch[bucket] : 0;
            finite += counts[bucket];
        }
        return finite;
    }

    private static void CountLow(ReadOnlySpan<float> pixels, int bucket, Span<int> counts)
    {
        counts.Clear();
        if (Vector512.IsHardwareAccelerated)
        {
            CountLow512(pixels, bucket, counts);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            CountLow256(pixels, bucket, counts);
        }
        else
        {
            CountLowScalar(pixels, bucket, counts);
        }
    }
}
