using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CellCluster.Imaging;

/// <summary>A binary heap of <see cref="FloodKey"/>s; the smallest comes first.</summary>
/// <remarks>
/// Which of two equal keys comes first follows from the moves of the heap, and these are the ones of scikit-image's heap (sift up while smaller than the
/// parent; on a pop the last element goes to the root and sinks, the left child winning a tie). Mutable struct: pass by ref.
/// </remarks>
/// <typeparam name="TOrder">How keys compare: a constant for the compiler.</typeparam>
internal struct FloodQueue<TOrder>
    where TOrder : struct, IFloodOrder
{
    private ulong[] _keys;

    public FloodQueue(int capacity)
    {
        _keys = ArrayPool<ulong>.Shared.Rent(Math.Max(4096, capacity));
        Count = 0;
    }

    public int Count { get; private set; }

    /// <summary>The smallest key.</summary>
    public readonly ulong Top => _keys[0];

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
        ref ulong keys = ref MemoryMarshal.GetArrayDataReference(_keys);
        int at = Count++;
        Rise(ref keys, at, key);
    }

    /// <summary>Removes the smallest key.</summary>
    // The hole at the root walks down to a leaf along the smaller children, one branch-free comparison a level; the last element then rises from there. It ends
    // where it would have ended sinking from the root, because keys along that path do not fall.
    public void Drop()
    {
        ref ulong keys = ref MemoryMarshal.GetArrayDataReference(_keys);
        int count = --Count;
        ulong last = Unsafe.Add(ref keys, count);
        int at = 0;
        int child = 1;
        while (child + 1 < count)
        {
            ulong left = Unsafe.Add(ref keys, child);
            ulong right = Unsafe.Add(ref keys, child + 1);
            bool other = Smaller(right, left);
            child += Unsafe.BitCast<bool, byte>(other);
            Unsafe.Add(ref keys, at) = other ? right : left;
            at = child;
            child = (2 * at) + 1;
        }
        if (child < count)
        {
            Unsafe.Add(ref keys, at) = Unsafe.Add(ref keys, child);
            at = child;
        }
        RiseOnPath(ref keys, at, last);
    }

    // Pushed: up while smaller than the parent.
    private static void Rise(ref ulong keys, int at, ulong key)
    {
        while (at > 0)
        {
            int parent = (at - 1) >> 1;
            ulong above = Unsafe.Add(ref keys, parent);
            if (!Smaller(key, above))
            {
                break;
            }
            Unsafe.Add(ref keys, at) = above;
            at = parent;
        }
        Unsafe.Add(ref keys, at) = key;
    }

    // Sinking stops at the first child that is not smaller, so rising goes on past equal keys.
    private static void RiseOnPath(ref ulong keys, int at, ulong key)
    {
        while (at > 0)
        {
            int parent = (at - 1) >> 1;
            ulong above = Unsafe.Add(ref keys, parent);
            if (Smaller(above, key))
            {
                break;
            }
            Unsafe.Add(ref keys, at) = above;
            at = parent;
        }
        Unsafe.Add(ref keys, at) = key;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool Smaller(ulong a, ulong b) => TOrder.Comparable(a) < TOrder.Comparable(b);
}
