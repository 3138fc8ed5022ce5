using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

public static partial class PixelStatistics
{
    // Lanes are independent minima, maxima and counts; the last pixels go through the scalar form.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static PixelRange Range256(ReadOnlySpan<float> pixels)
    {
        const int Step = 8;
        Vector256<float> least = Vector256.Create(float.PositiveInfinity);
        Vector256<float> most = Vector256.Create(float.NegativeInfinity);
        Vector256<float> largest = Vector256.Create(float.MaxValue);
        Vector256<int> counts = Vector256<int>.Zero;
        ref float at = ref MemoryMarshal.GetReference(pixels);
        int i = 0;
        for (; i <= pixels.Length - Step; i += Step)
        {
            Vector256<float> values = Vector256.LoadUnsafe(ref at, (nuint)i);
            Vector256<float> isFinite = Vector256.LessThanOrEqual(Vector256.Abs(values), largest);
            least = Vector256.MinNative(least, Vector256.ConditionalSelect(isFinite, values, Vector256.Create(float.PositiveInfinity)));
            most = Vector256.MaxNative(most, Vector256.ConditionalSelect(isFinite, values, Vector256.Create(float.NegativeInfinity)));
            counts -= isFinite.AsInt32();
        }
        PixelRange rest = RangeScalar(pixels[i..]);
        float minimum = PixelRange.Lesser(float.PositiveInfinity, rest.Minimum);
        float maximum = PixelRange.Greater(float.NegativeInfinity, rest.Maximum);
        for (int lane = 0; lane < Step; lane++)
        {
            minimum = PixelRange.Lesser(minimum, least[lane]);
            maximum = PixelRange.Greater(maximum, most[lane]);
        }
        return Ranged(minimum, maximum, Vector256.Sum(counts) + rest.FiniteCount, pixels.Length);
    }

    // Partial sum i = lane i mod 4 of float64 vector i / 4; a pixel that does not count is taken as the origin and adds 0.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double SumWithin256(ReadOnlySpan<float> pixels, float above, float upTo, float origin, out long count)
    {
        Vector256<float> levels = Vector256.Create(above);
        Vector256<float> largest = Vector256.Create(upTo);
        Vector256<float> origins = Vector256.Create(origin);
        Vector256<double> wideOrigin = Vector256.Create((double)origin);
        Vector256<double> sum0 = Vector256<double>.Zero;
        Vector256<double> sum1 = Vector256<double>.Zero;
        Vector256<double> sum2 = Vector256<double>.Zero;
        Vector256<double> sum3 = Vector256<double>.Zero;
        Vector256<int> counts = Vector256<int>.Zero;
        ref float at = ref MemoryMarshal.GetReference(pixels);
        int i = 0;
        for (; i <= pixels.Length - Lanes; i += Lanes)
        {
            Vector256<float> first = Vector256.LoadUnsafe(ref at, (nuint)i);
            Vector256<float> second = Vector256.LoadUnsafe(ref at, (nuint)i + 8);
            Vector256<float> firstTaken = Vector256.GreaterThan(first, levels) & Vector256.LessThanOrEqual(first, largest);
            Vector256<float> secondTaken = Vector256.GreaterThan(second, levels) & Vector256.LessThanOrEqual(second, largest);
            counts -= firstTaken.AsInt32() + secondTaken.AsInt32();
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.ConditionalSelect(firstTaken, first, origins));
            sum0 += lower - wideOrigin;
            sum1 += upper - wideOrigin;
            (lower, upper) = Vector256.Widen(Vector256.ConditionalSelect(secondTaken, second, origins));
            sum2 += lower - wideOrigin;
            sum3 += upper - wideOrigin;
        }
        Span<double> sums = stackalloc double[Lanes];
        sum0.CopyTo(sums);
        sum1.CopyTo(sums[4..]);
        sum2.CopyTo(sums[8..]);
        sum3.CopyTo(sums[12..]);
        count = Vector256.Sum(counts);
        AddWithin(pixels[i..], above, upTo, origin, sums, ref count);
        return Total(sums);
    }
}
