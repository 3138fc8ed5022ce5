using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

public static partial class ThresholdMask
{
    // Four comparisons of 8 floats are packed to 32 bytes of 0 or 255 in the order of the pixels; the last ones go through the scalar form.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static long Above256(ReadOnlySpan<float> from, float level, Span<byte> to)
    {
        Vector256<float> levels = Vector256.Create(level);
        ref float at = ref MemoryMarshal.GetReference(from);
        ref byte mask = ref MemoryMarshal.GetReference(to);
        long count = 0;
        int i = 0;
        for (; i <= from.Length - 32; i += 32)
        {
            Vector256<byte> packed = Pack(Compare(ref at, i), Compare(ref at, i + 8), Compare(ref at, i + 16), Compare(ref at, i + 24));
            packed.StoreUnsafe(ref mask, (nuint)i);
            count += BitOperations.PopCount(packed.ExtractMostSignificantBits());
        }
        return count + AboveScalar(from[i..], level, to[i..]);

        Vector256<int> Compare(ref float first, int offset) => Vector256.GreaterThan(Vector256.LoadUnsafe(ref first, (nuint)offset), levels).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static long AboveSurface256(ReadOnlySpan<float> from, ReadOnlySpan<float> surface, float floor, Span<byte> to)
    {
        Vector256<float> floors = Vector256.Create(floor);
        ref float at = ref MemoryMarshal.GetReference(from);
        ref float level = ref MemoryMarshal.GetReference(surface);
        ref byte mask = ref MemoryMarshal.GetReference(to);
        long count = 0;
        int i = 0;
        for (; i <= from.Length - 32; i += 32)
        {
            Vector256<byte> packed = Pack(
                Compare(ref at, ref level, i), Compare(ref at, ref level, i + 8), Compare(ref at, ref level, i + 16), Compare(ref at, ref level, i + 24));
            packed.StoreUnsafe(ref mask, (nuint)i);
            count += BitOperations.PopCount(packed.ExtractMostSignificantBits());
        }
        return count + AboveSurfaceScalar(from[i..], surface[i..], floor, to[i..]);

        Vector256<int> Compare(ref float first, ref float levels, int offset)
        {
            Vector256<float> values = Vector256.LoadUnsafe(ref first, (nuint)offset);
            return (Vector256.GreaterThan(values, Vector256.LoadUnsafe(ref levels, (nuint)offset)) & Vector256.GreaterThan(values, floors)).AsInt32();
        }
    }

    private static Vector256<byte> Pack(Vector256<int> a, Vector256<int> b, Vector256<int> c, Vector256<int> d) =>
        Vector256.Narrow(Vector256.Narrow(a, b), Vector256.Narrow(c, d)).AsByte();
}
