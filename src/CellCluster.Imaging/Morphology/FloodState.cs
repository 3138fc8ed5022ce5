using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace CellCluster.Imaging;

/// <summary>One flood: the queue, the ids so far, which pixels are still free, and the pixels in the order they entered.</summary>
/// <typeparam name="TOrder">Whether markers of one height are equal.</typeparam>
internal sealed class FloodState<TOrder> : IDisposable
    where TOrder : struct, IFloodOrder
{
    private const byte Free = 1;
    private const byte NoLeft = 2;
    private const byte NoRight = 4;
    private const byte NoUp = 8;
    private const byte NoDown = 16;

    private readonly Plane<float> _height;
    private readonly Plane<uint>? _labels; // null: only the order is asked for
    private readonly Plane<byte> _state; // per pixel: may be flooded, and which neighbours do not exist
    private readonly Plane<uint> _entered; // flat index of the pixel that entered as the n-th
    private readonly bool _corners;
    private FloodQueue<TOrder> _queue;
    private int _count;

    public FloodState(Plane<float> height, Plane<uint>? labels, Connectivity connectivity)
    {
        _height = height;
        _labels = labels;
        _state = Plane<byte>.Rent(height.Height, height.Width);
        _entered = Plane<uint>.Rent(height.Height, height.Width);
        _corners = connectivity == Connectivity.EdgesAndCorners;
        _queue = new FloodQueue<TOrder>(0);
    }

    /// <summary>Pushes the markers inside the mask, row by row, copies them into the labels, and opens all other pixels of the mask.</summary>
    public void Open(Plane<uint> markers, Plane<byte>? mask)
    {
        for (int y = 0; y < _height.Height; y++)
        {
            ReadOnlySpan<uint> from = markers.Row(y);
            ReadOnlySpan<byte> allowed = mask is null ? default : mask.Row(y);
            Span<uint> to = _labels!.Row(y);
            Span<byte> state = _state.Row(y);
            OpenRun(y, 0, state.Length);
            for (int x = 0; x < state.Length; x++)
            {
                uint id = allowed.IsEmpty || allowed[x] != 0 ? from[x] : 0;
                to[x] = id;
                state[x] &= !allowed.IsEmpty && allowed[x] == 0 ? unchecked((byte)~Free) : byte.MaxValue;
                if (id != 0)
                {
                    PushMarker((y * state.Length) + x);
                }
            }
        }
    }

    /// <summary>Pushes a marker; ordinals count up from 0.</summary>
    public void PushMarker(int at)
    {
        _state.Buffer[at] &= unchecked((byte)~Free);
        _entered.Buffer[_count] = (uint)at;
        _queue.Push(FloodKey.Marker(_height.Buffer[at], _count));
        _count++;
    }

    /// <summary>No pixel may be flooded.</summary>
    public void Close() => _state.Pixels.Clear();

    /// <summary>Pixels [x, end) of row y may be flooded.</summary>
    public void OpenRun(int y, int x, int end)
    {
        Span<byte> row = _state.Row(y);
        row[x..end].Fill((byte)(Free | (y == 0 ? NoUp : 0) | (y == _state.Height - 1 ? NoDown : 0)));
        row[0] |= x == 0 ? NoLeft : (byte)0;
        row[^1] |= end == row.Length ? NoRight : (byte)0;
    }

    /// <summary>Counts entries from 0 again; the queue must be empty.</summary>
    public void Restart() => _count = 0;

    /// <summary>Labels a pixel and pushes it; pixels of equal height come out in the order of this.</summary>
    public void Mark(uint at, uint id)
    {
        _labels!.Pixels[(int)at] = id;
        _state.Pixels[(int)at] &= unchecked((byte)~Free);
        _entered.Buffer[_count] = at;
        _queue.Push(FloodKey.Pixel(_height.Buffer[at], _count)); // as a pixel: markers of equal height come out as they went in
        _count++;
    }

    /// <summary>Floods until nothing is left.</summary>
    public void Spread()
    {
        while (_queue.Count > 0)
        {
            Step();
        }
    }

    /// <summary>Pops one pixel and lets its free neighbours enter; each is labelled as it enters: later water cannot come to it at a lower height.</summary>
    /// <returns>The order of entry of the popped pixel: markers 0, 1, … as they were pushed.</returns>
    public int Step()
    {
        int entry = FloodKey.EntryOf(_queue.Top);
        int at = (int)_entered.Buffer[entry];
        int width = _height.Width;
        Prefetch(at, width);
        _queue.Drop();
        ref byte state = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_state.Buffer), at);
        byte edges = state;
        if ((edges & NoUp) == 0)
        {
            Enter(ref state, at, -width);
        }
        if ((edges & NoLeft) == 0)
        {
            Enter(ref state, at, -1);
        }
        if ((edges & NoRight) == 0)
        {
            Enter(ref state, at, 1);
        }
        if ((edges & NoDown) == 0)
        {
            Enter(ref state, at, width);
        }
        if (_corners)
        {
            EnterCorners(edges, ref state, at, width);
        }
        return entry;
    }

    public void Dispose()
    {
        _queue.Return();
        _state.Dispose();
        _entered.Dispose();
    }

    // Water jumps all over the plane: memory is asked for before the queue is put in order, not after. A prefetch only hints: an address outside the
    // arrays, or one that the collector has moved meanwhile, does no harm.
    private unsafe void Prefetch(int at, int width)
    {
        if (Sse.IsSupported)
        {
            byte* state = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_state.Buffer)) + at;
            float* height = (float*)Unsafe.AsPointer(ref MemoryMarshal.GetArrayDataReference(_height.Buffer)) + at;
            Sse.Prefetch0(state - width);
            Sse.Prefetch0(state);
            Sse.Prefetch0(state + width);
            Sse.Prefetch0(height - width);
            Sse.Prefetch0(height);
            Sse.Prefetch0(height + width);
        }
    }

    private void EnterCorners(byte edges, ref byte state, int at, int width)
    {
        if ((edges & (NoUp | NoLeft)) == 0)
        {
            Enter(ref state, at, -width - 1);
        }
        if ((edges & (NoUp | NoRight)) == 0)
        {
            Enter(ref state, at, -width + 1);
        }
        if ((edges & (NoDown | NoLeft)) == 0)
        {
            Enter(ref state, at, width - 1);
        }
        if ((edges & (NoDown | NoRight)) == 0)
        {
            Enter(ref state, at, width + 1);
        }
    }

    // state is the one of pixel at; the neighbour at the offset is inside the plane.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter(ref byte state, int at, int offset)
    {
        ref byte neighbour = ref Unsafe.Add(ref state, offset);
        if ((neighbour & Free) != 0)
        {
            neighbour ^= Free;
            if (_labels is { } labels)
            {
                ref uint id = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(labels.Buffer), at);
                Unsafe.Add(ref id, offset) = id;
            }
            _entered.Buffer[_count] = (uint)(at + offset);
            _queue.Push(FloodKey.Pixel(_height.Buffer[at + offset], _count));
            _count++;
        }
    }
}
