using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

public static partial class PixelStatistics
{
    // Lanes are independent minima, maxima and counts; the last pixels go through the scalar form.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static PixelRange Range512(ReadOnlySpan<float> pixels)
    {
        const int Step = 16;
        Vector512<float> least = Vector512.Create(float.PositiveInfinity);
        Vector512<float> most = Vector512.Create(float.NegativeInfinity);
        Vector512<float> largest = Vector512.Create(float.MaxValue);
        Vector512<int> counts = Vector512<int>.Zero;
        ref float at = ref MemoryMarshal.GetReference(pixels);
        int i = 0;
        for (; i <= pixels.Length - Step; i += Step)
        {
            Vector512<float> values = Vector512.LoadUnsafe(ref at, (nuint)i);
            Vector512<float> isFinite = Vector512.LessThanOrEqual(Vector512.Abs(values), largest);
            least = Vector512.MinNative(least, Vector512.ConditionalSelect(isFinite, values, Vector512.Create(float.PositiveInfinity)));
            most = Vector512.MaxNative(most, Vector512.ConditionalSelect(isFinite, values, Vector512.Create(float.NegativeInfinity)));
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
        return Ranged(minimum, maximum, Vector512.Sum(counts) + rest.FiniteCount, pixels.Length);
    }

    // Partial sum i = lane i of the two float64 vectors; a pixel that does not count is taken as the origin and adds 0.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static double SumWithin512(ReadOnlySpan<float> pixels, float above, float upTo, float origin, out long count)
    {
        Vector512<float> levels = Vector512.Create(above);
        Vector512<float> largest = Vector512.Create(upTo);
        Vector512<float> origins = Vector512.Create(origin);
        Vector512<double> wideOrigin = Vector512.Create((double)origin);
        Vector512<double> sum0 = Vector512<double>.Zero;
        Vector512<double> sum1 = Vector512<double>.Zero;
        Vector512<int> counts = Vector512<int>.Zero;
        ref float at = ref MemoryMarshal.GetReference(pixels);
        int i = 0;
        for (; i <= pixels.Length - Lanes; i += Lanes)
        {
            Vector512<float> values = Vector512.LoadUnsafe(ref at, (nuint)i);
            Vector512<float> taken = Vector512.GreaterThan(values, levels) & Vector512.LessThanOrEqual(values, largest);
            counts -= taken.AsInt32();
            (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(Vector512.ConditionalSelect(taken, values, origins));
            sum0 += lower - wideOrigin;
            sum1 += upper - wideOrigin;
        }
        Span<double> sums = stackalloc double[Lanes];
        sum0.CopyTo(sums);
        sum1.CopyTo(sums[8..]);
        count = Vector512.Sum(counts);
        AddWithin(pixels[i..], above, upTo, origin, sums, ref count);
        return Total(sums);
    }
}
