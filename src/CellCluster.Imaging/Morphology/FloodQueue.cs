using System.Buffers;
using System.Runtime.CompilerServices;

namespace CellCluster.Imaging;

/// <summary>A binary heap of 64-bit keys: height in the upper half, order of entry in the lower; the smallest comes first.</summary>
/// <remarks>
/// Lower half: a marker has its ordinal, below 2^31; a pixel 2^31 + its ordinal. So markers come before pixels of the same height, pixels in the order they
/// entered. Two markers of the same height are equal: which comes first follows from the moves of the heap, and these are the ones of scikit-image's heap
/// (sift up while smaller than the parent; on a pop the last element goes to the root and sinks, the left child winning a tie). Mutable struct: pass by ref.
/// </remarks>
internal struct FloodQueue
{
    private const uint PixelBit = 0x8000_0000;
    private ulong[] _keys;

    public FloodQueue(int markerCount)
    {
        _keys = ArrayPool<ulong>.Shared.Rent(Math.Max(4096, markerCount));
        Count = 0;
    }

    public int Count { get; private set; }

    public static ulong Marker(float height, int ordinal) => ((ulong)Ordered(height) << 32) | (uint)ordinal;

    public static ulong Pixel(float height, int ordinal) => ((ulong)Ordered(height) << 32) | PixelBit | (uint)ordinal;

    public static int EntryOf(ulong key) => (int)((uint)key & ~PixelBit);

    public void Return() => ArrayPool<ulong>.Shared.Return(_keys);

    public void Push(ulong key)
    {
        if (Count == _keys.Length)
        {
            ulong[] larger = ArrayPool<ulong>.Shared.Rent(2 * Count);
            _keys.AsSpan(0, Count).CopyTo(larger);
            ArrayPool<ulong>.Shared.Return(_keys);
            _keys = larger;
        }
        Span<ulong> keys = _keys;
        int child = Count++;
        while (child > 0)
        {
            int parent = (child - 1) >> 1;
            ulong above = keys[parent];
            if (!Smaller(key, above))
            {
                break;
            }
            keys[child] = above;
            child = parent;
        }
        keys[child] = key;
    }

    public ulong Pop()
    {
        Span<ulong> keys = _keys;
        ulong top = keys[0];
        int count = --Count;
        ulong sinking = keys[count];
        int at = 0;
        int child = 1;
        while (child < count)
        {
            ulong smallest = keys[child];
            if (child + 1 < count)
            {
                ulong right = keys[child + 1];
                bool other = Smaller(right, smallest);
                smallest = other ? right : smallest;
                child += other ? 1 : 0;
            }
            if (!Smaller(smallest, sinking))
            {
                break;
            }
            keys[at] = smallest;
            at = child;
            child = (2 * at) + 1;
        }
        keys[at] = sinking;
        return top;
    }

    // Floats as unsigned integers of the same order; both zeros are equal, NaN is above all.
    private static uint Ordered(float height)
    {
        uint bits = BitConverter.SingleToUInt32Bits(height + 0f);
        return float.IsNaN(height) ? uint.MaxValue : bits ^ ((uint)((int)bits >> 31) | PixelBit);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Smaller(ulong a, ulong b) => Comparable(a) < Comparable(b);

    // All markers of one height compare equal.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Comparable(ulong key) => key | (~(uint)((int)key >> 31) & ~PixelBit);
}
