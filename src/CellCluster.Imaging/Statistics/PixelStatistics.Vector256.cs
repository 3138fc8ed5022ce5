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

    // Partial sum i = lane i mod 4 of float64 vector i / 4; a pixel that does not count adds 0.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double SumAbove256(ReadOnlySpan<float> pixels, float level, out long count)
    {
        Vector256<float> levels = Vector256.Create(level);
        Vector256<float> largest = Vector256.Create(float.MaxValue);
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
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(first & firstTaken);
            sum0 += lower;
            sum1 += upper;
            (lower, upper) = Vector256.Widen(second & secondTaken);
            sum2 += lower;
            sum3 += upper;
        }
        Span<double> sums = stackalloc double[Lanes];
        sum0.CopyTo(sums);
        sum1.CopyTo(sums[4..]);
        sum2.CopyTo(sums[8..]);
        sum3.CopyTo(sums[12..]);
        count = Vector256.Sum(counts);
        AddAbove(pixels[i..], level, sums, ref count);
        return Total(sums);
    }
}
