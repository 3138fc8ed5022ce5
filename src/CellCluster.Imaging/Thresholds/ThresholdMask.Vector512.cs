using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

public static partial class ThresholdMask
{
    // Four comparisons of 16 floats are packed to 64 bytes of 0 or 255 in the order of the pixels; the last ones go through the scalar form.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static long Above512(ReadOnlySpan<float> from, float level, Span<byte> to)
    {
        Vector512<float> levels = Vector512.Create(level);
        ref float at = ref MemoryMarshal.GetReference(from);
        ref byte mask = ref MemoryMarshal.GetReference(to);
        long count = 0;
        int i = 0;
        for (; i <= from.Length - 64; i += 64)
        {
            Vector512<byte> packed = Pack(Compare(ref at, i), Compare(ref at, i + 16), Compare(ref at, i + 32), Compare(ref at, i + 48));
            packed.StoreUnsafe(ref mask, (nuint)i);
            count += BitOperations.PopCount(packed.ExtractMostSignificantBits());
        }
        return count + AboveScalar(from[i..], level, to[i..]);

        Vector512<int> Compare(ref float first, int offset) => Vector512.GreaterThan(Vector512.LoadUnsafe(ref first, (nuint)offset), levels).AsInt32();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static long AboveSurface512(ReadOnlySpan<float> from, ReadOnlySpan<float> surface, float floor, Span<byte> to)
    {
        Vector512<float> floors = Vector512.Create(floor);
        ref float at = ref MemoryMarshal.GetReference(from);
        ref float level = ref MemoryMarshal.GetReference(surface);
        ref byte mask = ref MemoryMarshal.GetReference(to);
        long count = 0;
        int i = 0;
        for (; i <= from.Length - 64; i += 64)
        {
            Vector512<byte> packed = Pack(
                Compare(ref at, ref level, i), Compare(ref at, ref level, i + 16), Compare(ref at, ref level, i + 32), Compare(ref at, ref level, i + 48));
            packed.StoreUnsafe(ref mask, (nuint)i);
            count += BitOperations.PopCount(packed.ExtractMostSignificantBits());
        }
        return count + AboveSurfaceScalar(from[i..], surface[i..], floor, to[i..]);

        Vector512<int> Compare(ref float first, ref float levels, int offset)
        {
            Vector512<float> values = Vector512.LoadUnsafe(ref first, (nuint)offset);
            return (Vector512.GreaterThan(values, Vector512.LoadUnsafe(ref levels, (nuint)offset)) & Vector512.GreaterThan(values, floors)).AsInt32();
        }
    }

    private static Vector512<byte> Pack(Vector512<int> a, Vector512<int> b, Vector512<int> c, Vector512<int> d) =>
        Vector512.Narrow(Vector512.Narrow(a, b), Vector512.Narrow(c, d)).AsByte();
}
