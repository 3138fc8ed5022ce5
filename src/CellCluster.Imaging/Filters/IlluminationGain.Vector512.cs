using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

internal static partial class IlluminationGain
{
    // Partial sum i of 16 = lane i mod 8 of float64 vector i / 8.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static IlluminationSums Add512(ReadOnlySpan<float> source, Span<float> background, float floor)
    {
        Vector512<float> least = Vector512.Create(float.PositiveInfinity);
        Vector512<float> most = Vector512<float>.Zero;
        Vector512<int> floored = Vector512<int>.Zero;
        Vector512<double> sum0 = Vector512<double>.Zero;
        Vector512<double> ratio0 = Vector512<double>.Zero;
        Vector512<double> sum1 = Vector512<double>.Zero;
        Vector512<double> ratio1 = Vector512<double>.Zero;
        ref float pixels = ref MemoryMarshal.GetReference(source);
        ref float levels = ref MemoryMarshal.GetReference(background);
        int i = 0;
        for (; i <= source.Length - Lanes; i += Lanes)
        {
            (Vector512<float> values, Vector512<float> ratio) = Take(ref pixels, ref levels, (nuint)i);
            (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(values);
            sum0 += lower;
            sum1 += upper;
            (lower, upper) = Vector512.Widen(ratio);
            ratio0 += lower;
            ratio1 += upper;
        }
        Span<double> sums = stackalloc double[Lanes];
        Span<double> ratios = stackalloc double[Lanes];
        sum0.CopyTo(sums);
        ratio0.CopyTo(ratios);
        sum1.CopyTo(sums[8..]);
        ratio1.CopyTo(ratios[8..]);
        float smallest = float.PositiveInfinity;
        float largest = 0;
        for (int lane = 0; lane < 16; lane++)
        {
            smallest = Math.Min(smallest, least[lane]);
            largest = Math.Max(largest, most[lane]);
        }
        return AddRest(source[i..], background[i..], floor, sums, ratios, new IlluminationSums(0, 0, smallest, largest, Vector512.Sum(floored)));

        (Vector512<float> Values, Vector512<float> Ratio) Take(ref float at, ref float levelAt, nuint offset)
        {
            Vector512<float> values = Vector512.LoadUnsafe(ref at, offset);
            Vector512<float> level = Vector512.LoadUnsafe(ref levelAt, offset);
            Vector512<float> high = Vector512.GreaterThanOrEqual(level, Vector512.Create(floor));
            level = Vector512.ConditionalSelect(high, level, Vector512.Create(floor));
            level.StoreUnsafe(ref levelAt, offset);
            floored += Vector512<int>.One + high.AsInt32();
            least = Vector512.MinNative(least, level);
            most = Vector512.MaxNative(most, level);
            return (values, values / level);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply512(ReadOnlySpan<float> source, ReadOnlySpan<float> background, double level, Span<float> destination)
    {
        Vector512<double> levels = Vector512.Create(level);
        ref float pixels = ref MemoryMarshal.GetReference(source);
        ref float below = ref MemoryMarshal.GetReference(background);
        ref float to = ref MemoryMarshal.GetReference(destination);
        int i = 0;
        for (; i <= source.Length - 16; i += 16)
        {
            (Vector512<double> lower, Vector512<double> upper) = Vector512.Widen(Vector512.LoadUnsafe(ref pixels, (nuint)i));
            (Vector512<double> lowerBelow, Vector512<double> upperBelow) = Vector512.Widen(Vector512.LoadUnsafe(ref below, (nuint)i));
            Vector512.Narrow(lower * (levels / lowerBelow), upper * (levels / upperBelow)).StoreUnsafe(ref to, (nuint)i);
        }
        MultiplyScalar(source[i..], background[i..], level, destination[i..]);
    }
}
