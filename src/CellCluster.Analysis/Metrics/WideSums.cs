using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Analysis;

/// <summary>Sums of float pixels in float64.</summary>
/// <remarks>
/// Lane i of 8 takes pixels i, i + 8, i + 16, ...; the lanes are added at the end in one fixed order, then the remainder one by one. A Vector512 that the
/// machine has not is made of smaller ones with the same arithmetic, so the bits are the same everywhere; <see cref="SumScalar"/> is the specification.
/// </remarks>
internal static class WideSums
{
    private const int Lanes = 8;

    /// <summary>Sum of all pixels.</summary>
    public static double Sum(ReadOnlySpan<float> pixels)
    {
        Vector512<double> lanes = Vector512<double>.Zero;
        ref float first = ref MemoryMarshal.GetReference(pixels);
        int i = 0;
        for (; i <= pixels.Length - Lanes; i += Lanes)
        {
            lanes += Widen(Vector256.LoadUnsafe(ref first, (nuint)i));
        }
        double sum = Fold(lanes);
        for (; i < pixels.Length; i++)
        {
            sum += pixels[i];
        }
        return sum;
    }

    /// <summary>The same sum without vectors.</summary>
    public static double SumScalar(ReadOnlySpan<float> pixels)
    {
        Span<double> lanes = stackalloc double[Lanes];
        lanes.Clear();
        int whole = pixels.Length / Lanes * Lanes;
        for (int i = 0; i < whole; i++)
        {
            lanes[i % Lanes] += pixels[i];
        }
        double sum = Fold(lanes);
        for (int i = whole; i < pixels.Length; i++)
        {
            sum += pixels[i];
        }
        return sum;
    }

    /// <summary>True when no pixel is NaN or infinite.</summary>
    public static bool AllFinite(ReadOnlySpan<float> pixels)
    {
        ref float first = ref MemoryMarshal.GetReference(pixels);
        Vector512<float> zero = Vector512<float>.Zero; // 0 * pixel is 0 for finite pixels and NaN for the others, and NaN stays in a sum
        int i = 0;
        for (; i <= pixels.Length - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            zero += Vector512.LoadUnsafe(ref first, (nuint)i) * Vector512<float>.Zero;
        }
        bool finite = Vector512.EqualsAll(zero, Vector512<float>.Zero);
        for (; finite && i < pixels.Length; i++)
        {
            finite = float.IsFinite(pixels[i]);
        }
        return finite;
    }

    /// <summary>Eight floats as float64.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static Vector512<double> Widen(Vector256<float> pixels)
    {
        (Vector256<double> lower, Vector256<double> upper) = Vector256.Widen(pixels);
        return Vector512.Create(lower, upper);
    }

    /// <summary>The lanes in one fixed order.</summary>
    internal static double Fold(Vector512<double> lanes)
    {
        Span<double> values = stackalloc double[Lanes];
        lanes.CopyTo(values);
        return Fold(values);
    }

    private static double Fold(ReadOnlySpan<double> lanes) =>
        ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}
