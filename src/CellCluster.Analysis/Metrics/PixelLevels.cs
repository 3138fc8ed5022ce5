using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Planes on whole levels.</summary>
/// <remarks>Sixteen (levels) and 32 pixels (sums) at a time; the remainder one by one with the same arithmetic, so the bits are the same everywhere.</remarks>
internal static class PixelLevels
{
    /// <summary>Levels 0..<paramref name="lastLevel"/> from the smallest to the largest finite pixel, rounded to nearest; other pixels 0. All 0 where the
    /// plane is constant or has no finite pixel.</summary>
    public static void Quantise(Plane<float> plane, int lastLevel, Plane<ushort> levels)
    {
        (float low, float high) = Range(plane.Pixels);
        float scale = high > low ? lastLevel / (high - low) : 0;
        ReadOnlySpan<float> pixels = plane.Pixels;
        Span<ushort> target = levels.Pixels;
        ref float first = ref MemoryMarshal.GetReference(pixels);
        ref ushort to = ref MemoryMarshal.GetReference(target);
        Vector512<float> last = Vector512.Create((float)lastLevel);
        int i = 0;
        for (; scale > 0 && i <= pixels.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            Vector512<float> pixel = Vector512.LoadUnsafe(ref first, (nuint)i);
            Vector512<float> finite = Vector512.LessThanOrEqual(Vector512.Abs(pixel), Vector512.Create(float.MaxValue));
            Vector512<float> level = Vector512.Min(((pixel - Vector512.Create(low)) * scale) + Vector512.Create(0.5f), last) & finite;
            Vector512<uint> whole = Vector512.ConvertToInt32(level).AsUInt32();
            Vector256.Narrow(whole.GetLower(), whole.GetUpper()).StoreUnsafe(ref to, (nuint)i);
        }
        for (; i < pixels.Length; i++)
        {
            target[i] = scale > 0 && float.IsFinite(pixels[i]) ? (ushort)Math.Min(((pixels[i] - low) * scale) + 0.5f, lastLevel) : (ushort)0;
        }
    }

    /// <summary>Smallest and largest finite pixel; (infinity, minus infinity) where there is none.</summary>
    public static (float Minimum, float Maximum) Range(ReadOnlySpan<float> pixels)
    {
        Vector512<float> minimum = Vector512.Create(float.PositiveInfinity);
        Vector512<float> maximum = Vector512.Create(float.NegativeInfinity);
        ref float first = ref MemoryMarshal.GetReference(pixels);
        int i = 0;
        for (; i <= pixels.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            Vector512<float> pixel = Vector512.LoadUnsafe(ref first, (nuint)i);
            Vector512<float> finite = Vector512.LessThanOrEqual(Vector512.Abs(pixel), Vector512.Create(float.MaxValue));
            minimum = Vector512.Min(minimum, Vector512.ConditionalSelect(finite, pixel, minimum));
            maximum = Vector512.Max(maximum, Vector512.ConditionalSelect(finite, pixel, maximum));
        }
        float low = float.PositiveInfinity;
        float high = float.NegativeInfinity;
        for (int lane = 0; lane < Vector512<float>.Count; lane++)
        {
            low = Math.Min(low, minimum[lane]);
            high = Math.Max(high, maximum[lane]);
        }
        for (; i < pixels.Length; i++)
        {
            low = float.IsFinite(pixels[i]) ? Math.Min(low, pixels[i]) : low;
            high = float.IsFinite(pixels[i]) ? Math.Max(high, pixels[i]) : high;
        }
        return (low, high);
    }

    /// <summary>Sum of the levels, exact.</summary>
    public static long Sum(ReadOnlySpan<ushort> levels)
    {
        ref ushort first = ref MemoryMarshal.GetReference(levels);
        Vector512<uint> sums = Vector512<uint>.Zero; // a run is a row at most: 2^15 pixels of 2^16 levels over 16 lanes stay below 2^32
        int i = 0;
        for (; i <= levels.Length - Vector512<ushort>.Count; i += Vector512<ushort>.Count)
        {
            (Vector512<uint> lower, Vector512<uint> upper) = Vector512.Widen(Vector512.LoadUnsafe(ref first, (nuint)i));
            sums += lower + upper;
        }
        long sum = 0;
        for (int lane = 0; lane < Vector512<uint>.Count && i > 0; lane++)
        {
            sum += sums[lane];
        }
        for (; i < levels.Length; i++)
        {
            sum += levels[i];
        }
        return sum;
    }
}
