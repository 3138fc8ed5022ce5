using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

internal static partial class IlluminationGain
{
    // Partial sum i of 16 = lane i mod 4 of float64 vector i / 4.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static IlluminationSums Add256(ReadOnlySpan<float> source, Span<float> background, float floor)
    {
        Vector256<float> least = Vector256.Create(float.PositiveInfinity);
        Vector256<float> most = Vector256<float>.Zero;
        Vector256<int> floored = Vector256<int>.Zero;
        Vector256<double> sum0 = Vector256<double>.Zero;
        Vector256<double> ratio0 = Vector256<double>.Zero;
        Vector256<double> sum1 = Vector256<double>.Zero;
        Vector256<double> ratio1 = Vector256<double>.Zero;
        Vector256<double> sum2 = Vector256<double>.Zero;
        Vector256<double> ratio2 = Vector256<double>.Zero;
        Vector256<double> sum3 = Vector256<double>.Zero;
        Vector256<double> ratio3 = Vector256<double>.Zero;
        ref float pixels = ref MemoryMarshal.GetReference(source);
        ref float levels = ref MemoryMarshal.GetReference(background);
        int i = 0;
        for (; i <= source.Length - Lanes; i += Lanes)
        {
            (Vector256<float> values, Vector256<float> ratio) = Take(ref pixels, ref levels, (nuint)i);
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(values);
            sum0 += lower;
            sum1 += upper;
            (lower, upper) = Vector256.Widen(ratio);
            ratio0 += lower;
            ratio1 += upper;
            (values, ratio) = Take(ref pixels, ref levels, (nuint)i + 8);
            (lower, upper) = Vector256.Widen(values);
            sum2 += lower;
            sum3 += upper;
            (lower, upper) = Vector256.Widen(ratio);
            ratio2 += lower;
            ratio3 += upper;
        }
        Span<double> sums = stackalloc double[Lanes];
        Span<double> ratios = stackalloc double[Lanes];
        sum0.CopyTo(sums);
        ratio0.CopyTo(ratios);
        sum1.CopyTo(sums[4..]);
        ratio1.CopyTo(ratios[4..]);
        sum2.CopyTo(sums[8..]);
        ratio2.CopyTo(ratios[8..]);
        sum3.CopyTo(sums[12..]);
        ratio3.CopyTo(ratios[12..]);
        float smallest = float.PositiveInfinity;
        float largest = 0;
        for (int lane = 0; lane < 8; lane++)
        {
            smallest = Math.Min(smallest, least[lane]);
            largest = Math.Max(largest, most[lane]);
        }
        return AddRest(source[i..], background[i..], floor, sums, ratios, new IlluminationSums(0, 0, smallest, largest, Vector256.Sum(floored)));

        (Vector256<float> Values, Vector256<float> Ratio) Take(ref float at, ref float levelAt, nuint offset)
        {
            Vector256<float> values = Vector256.LoadUnsafe(ref at, offset);
            Vector256<float> level = Vector256.LoadUnsafe(ref levelAt, offset);
            Vector256<float> high = Vector256.GreaterThanOrEqual(level, Vector256.Create(floor));
            level = Vector256.ConditionalSelect(high, level, Vector256.Create(floor));
            level.StoreUnsafe(ref levelAt, offset);
            floored += Vector256<int>.One + high.AsInt32();
            least = Vector256.MinNative(least, level);
            most = Vector256.MaxNative(most, level);
            return (values, values / level);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply256(ReadOnlySpan<float> source, ReadOnlySpan<float> background, double level, Span<float> destination)
    {
        Vector256<double> levels = Vector256.Create(level);
        ref float pixels = ref MemoryMarshal.GetReference(source);
        ref float below = ref MemoryMarshal.GetReference(background);
        ref float to = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        for (; i <= source.Length - 8; i += 8)
        {
            (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(Vector256.LoadUnsafe(ref pixels, (nuint)i));
            (Vector256<double> lowerBelow, Vector256<double> upperBelow) = Vector256.Widen(Vector256.LoadUnsafe(ref below, (nuint)i));
            Vector256.Narrow(lower * (levels / lowerBelow), upper * (levels / upperBelow)).StoreUnsafe(ref to, (nuint)i);
        }
        MultiplyScalar(source[i..], background[i..], level, destination[i..]);
    }
}
