using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace CellCluster.Imaging;

/// <summary>One flood: the queue, the ids so far, which pixels are still free, and the pixels in the order they entered.</summary>
internal sealed class FloodState : IDisposable
{
    private const byte Free = 1;
    private const byte NoLeft = 2;
    private const byte NoRight = 4;
    private const byte NoUp = 8;
    private const byte NoDown = 16;

    private readonly Plane<float> _height;
    private readonly Plane<uint> _labels;
    private readonly Plane<byte> _state; // per pixel: may be flooded, and which neighbours do not exist
    private readonly Plane<uint> _entered; // flat index of the pixel that entered as the n-th
    private readonly bool _corners;
    private FloodQueue _queue;
    private int _count;

    public FloodState(Plane<float> height, Plane<uint> labels, Connectivity connectivity)
    {
        _height = height;
        _labels = labels;
        _state = Plane<byte>.Rent(height.Height, height.Width);
        _entered = Plane<uint>.Rent(height.Height, height.Width);
        _corners = connectivity == Connectivity.EdgesAndCorners;
        _queue = new FloodQueue(0);
    }

    /// <summary>Copies the markers inside the mask into the labels and opens all other pixels of the mask.</summary>
    public void Open(Plane<uint> markers, Plane<byte>? mask)
    {
        for (int y = 0; y < _labels.Height; y++)
        {
            ReadOnlySpan<uint> from = markers.Row(y);
            Span<uint> to = _labels.Row(y);
            Span<byte> state = _state.Row(y);
            OpenRun(y, 0, to.Length);
            for (int x = 0; x < to.Length; x++)
            {
                bool inside = mask is null || mask.Row(y)[x] != 0;
                uint id = inside ? from[x] : 0;
                to[x] = id;
                state[x] = inside && id == 0 ? state[x] : (byte)(state[x] & ~Free);
            }
        }
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

    /// <summary>Pushes every labelled pixel as a marker, row by row.</summary>
    public void PushLabelled()
    {
        ReadOnlySpan<uint> ids = _labels.Pixels;
        for (int i = 0; i < ids.Length; i++)
        {
            if (ids[i] != 0)
            {
                Push((uint)i);
            }
        }
    }

    /// <summary>Pushes the markers, in their order.</summary>
    public void PushAll(ReadOnlySpan<FloodPlan.Marked> markers)
    {
        foreach (FloodPlan.Marked marker in markers)
        {
            Push(marker.At);
        }
    }

    /// <summary>Counts entries from 0 again; the queue must be empty.</summary>
    public void Restart() => _count = 0;

    /// <summary>Labels a pixel and pushes it; pixels of equal height come out in the order of this.</summary>
    public void Mark(uint at, uint id)
    {
        _labels.Pixels[(int)at] = id;
        _state.Pixels[(int)at] &= unchecked((byte)~Free);
        _entered.Buffer[_count] = at;
        _queue.Push(FloodQueue.Pixel(_height.Buffer[at], _count)); // as a pixel: markers of equal height come out as they went in
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
        int entry = FloodQueue.EntryOf(_queue.Pop());
        int at = (int)_entered.Buffer[entry];
        int width = _labels.Width;
        ref uint id = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_labels.Buffer), at);
        ref byte state = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_state.Buffer), at);
        byte edges = state;
        if ((edges & NoUp) == 0)
        {
            Enter(ref state, at, -width, ref id);
        }
        if ((edges & NoLeft) == 0)
        {
            Enter(ref state, at, -1, ref id);
        }
        if ((edges & NoRight) == 0)
        {
            Enter(ref state, at, 1, ref id);
        }
        if ((edges & NoDown) == 0)
        {
            Enter(ref state, at, width, ref id);
        }
        if (_corners)
        {
            EnterCorners(edges, ref state, at, width, ref id);
        }
        return entry;
    }

    public void Dispose()
    {
        _queue.Return();
        _state.Dispose();
        _entered.Dispose();
    }

    private void Push(uint at)
    {
        _entered.Buffer[_count] = at;
        _queue.Push(FloodQueue.Marker(_height.Buffer[at], _count));
        _count++;
    }

    private void EnterCorners(byte edges, ref byte state, int at, int width, ref uint id)
    {
        if ((edges & (NoUp | NoLeft)) == 0)
        {
            Enter(ref state, at, -width - 1, ref id);
        }
        if ((edges & (NoUp | NoRight)) == 0)
        {
            Enter(ref state, at, -width + 1, ref id);
        }
        if ((edges & (NoDown | NoLeft)) == 0)
        {
            Enter(ref state, at, width - 1, ref id);
        }
        if ((edges & (NoDown | NoRight)) == 0)
        {
            Enter(ref state, at, width + 1, ref id);
        }
    }

    // state and id are those of pixel at; the neighbour at the offset is inside the plane.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Enter(ref byte state, int at, int offset, ref uint id)
    {
        ref byte neighbour = ref Unsafe.Add(ref state, offset);
        if ((neighbour & Free) != 0)
        {
            neighbour ^= Free;
            Unsafe.Add(ref id, offset) = id;
            _entered.Buffer[_count] = (uint)(at + offset);
            _queue.Push(FloodQueue.Pixel(_height.Buffer[at + offset], _count));
            _count++;
        }
    }
}
