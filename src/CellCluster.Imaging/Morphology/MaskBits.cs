using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

/// <summary>Mask pixels as bits: bit i is 1 where pixel i is not 0.</summary>
internal static class MaskBits
{
    /// <summary>The bits of 1 to 64 pixels; those behind the last are 0.</summary>
    public static ulong NonZero(ReadOnlySpan<byte> pixels)
    {
        if (pixels.Length < 64)
        {
            return NonZeroScalar(pixels);
        }
        return Vector512.IsHardwareAccelerated ? NonZero512(pixels) : Vector256.IsHardwareAccelerated ? NonZero256(pixels) : NonZeroScalar(pixels);
    }

    /// <summary>Exactly 64 pixels: lane i = pixel i, its comparison with 0 is bit i.</summary>
    internal static ulong NonZero512(ReadOnlySpan<byte> pixels) => ~Vector512.Equals(Vector512.Create(pixels), Vector512<byte>.Zero).ExtractMostSignificantBits();

    /// <summary>Exactly 64 pixels, in two halves.</summary>
    internal static ulong NonZero256(ReadOnlySpan<byte> pixels)
    {
        uint low = Vector256.Equals(Vector256.Create(pixels), Vector256<byte>.Zero).ExtractMostSignificantBits();
        uint high = Vector256.Equals(Vector256.Create(pixels[32..]), Vector256<byte>.Zero).ExtractMostSignificantBits();
        return ~(low | ((ulong)high << 32));
    }

    internal static ulong NonZeroScalar(ReadOnlySpan<byte> pixels)
    {
        ulong bits = 0;
        for (int i = 0; i < pixels.Length; i++)
        {
            bits |= (pixels[i] != 0 ? 1UL : 0) << i;
        }
        return bits;
    }
}
