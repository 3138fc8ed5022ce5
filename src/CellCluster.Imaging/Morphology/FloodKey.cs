using System.Runtime.CompilerServices;

namespace CellCluster.Imaging;

/// <summary>What the flood's queue orders by: height in the upper 32 bits, order of entry in the lower.</summary>
/// <remarks>Lower half: a marker has its ordinal, below 2^31; a pixel 2^31 + its ordinal. So markers come before pixels of the same height, and pixels in the
/// order they entered.</remarks>
internal static class FloodKey
{
    private const uint PixelBit = 0x8000_0000;

    public static ulong Marker(float height, int ordinal) => ((ulong)Level(height) << 32) | (uint)ordinal;

    public static ulong Pixel(float height, int ordinal) => ((ulong)Level(height) << 32) | PixelBit | (uint)ordinal;

    public static int EntryOf(ulong key) => (int)((uint)key & ~PixelBit);

    /// <summary>Floats as unsigned integers of the same order; both zeros are equal, NaN is above all.</summary>
    public static uint Level(float height)
    {
        uint bits = BitConverter.SingleToUInt32Bits(height + 0f);
        return float.IsNaN(height) ? uint.MaxValue : bits ^ ((uint)((int)bits >> 31) | PixelBit);
    }

    /// <summary>All markers of one height become equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong WithoutOrdinalOfMarker(ulong key) => key | (~(uint)((int)key >> 31) & ~PixelBit);
}

/// <summary>How keys compare.</summary>
internal interface IFloodOrder
{
    /// <summary>The number that stands for a key in comparisons.</summary>
    static abstract ulong Comparable(ulong key);
}

/// <summary>Markers of one height are equal, as in scikit-image.</summary>
internal readonly struct EqualMarkers : IFloodOrder
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Comparable(ulong key) => FloodKey.WithoutOrdinalOfMarker(key);
}

/// <summary>No two keys are equal.</summary>
internal readonly struct StrictOrder : IFloodOrder
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Comparable(ulong key) => key;
}
