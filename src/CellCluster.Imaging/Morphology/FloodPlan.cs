using System.Buffers;

namespace CellCluster.Imaging;

/// <summary>How to flood a mask component by component.</summary>
/// <remarks>
/// A component whose markers have one id is filled. Others are shared and flooded each in a queue of its own, which changes nothing but the order among markers
/// of equal height. That order matters only between different ids: while markers of one id and one height come out, all they let in has their id and
/// stands as one block in every later queue. Markers of equal height and different ids in one component are contested; their order comes from a flood of the whole plane.
/// </remarks>
internal sealed class FloodPlan : IDisposable
{
    private const uint Several = uint.MaxValue;
    private readonly MaskRuns _runs;
    private readonly int _height;
    private uint[] _owners = []; // per component: 0 no marker, an id, or Several (which no single id may be)
    private Marked[] _markers = ArrayPool<Marked>.Shared.Rent(1024); // row by row
    private int _markerCount;

    private FloodPlan(MaskRuns runs, int height)
    {
        _runs = runs;
        _height = height;
    }

    /// <summary>Markers whose order only a flood of the whole plane tells.</summary>
    public int ContestedCount { get; private set; }

    public static FloodPlan Of(Plane<float> height, Plane<uint> markers, Plane<byte> mask, Connectivity connectivity)
    {
        MaskRuns runs = MaskRuns.Of(mask, background: false);
        var plan = new FloodPlan(runs, mask.Height);
        int components = runs.Join(connectivity);
        plan._owners = ArrayPool<uint>.Shared.Rent(Math.Max(1, components));
        plan._owners.AsSpan(0, components).Clear();
        plan.Collect(height, markers);
        plan.FindContests();
        return plan;
    }

    /// <summary>Floods the whole plane until every contested marker has come out, and notes when.</summary>
    public void Order(FloodState<EqualMarkers> whole)
    {
        whole.Close();
        for (int y = 0; y < _height; y++)
        {
            for (int run = _runs.FirstOfRow(y); run < _runs.FirstOfRow(y + 1); run++)
            {
                whole.OpenRun(y, _runs.Starts[run], _runs.Ends[run]);
            }
        }
        foreach (Marked marker in _markers.AsSpan(0, _markerCount))
        {
            whole.PushMarker((int)marker.At);
        }
        int left = ContestedCount;
        for (int turn = 0; left > 0; )
        {
            int entry = whole.Step();
            if (entry < _markerCount)
            {
                ref Marked marker = ref _markers[entry];
                left -= marker.Contested ? 1 : 0;
                marker.Turn = turn++;
            }
        }
    }

    /// <summary>Writes the pixels of components with at most one id, and opens the others.</summary>
    public void FillAndOpen(FloodState<StrictOrder> state, Plane<uint> labels)
    {
        for (int y = 0; y < _height; y++)
        {
            Span<uint> row = labels.Row(y);
            int written = 0;
            for (int run = _runs.FirstOfRow(y); run < _runs.FirstOfRow(y + 1); run++)
            {
                int start = _runs.Starts[run];
                int end = _runs.Ends[run];
                uint owner = _owners[_runs.Components[run]];
                row[written..start].Clear();
                row[start..end].Fill(owner == Several ? 0 : owner);
                written = end;
                if (owner == Several)
                {
                    state.OpenRun(y, start, end);
                }
            }
            row[written..].Clear();
        }
    }

    /// <summary>Floods the components with several ids, one after the other.</summary>
    public void FloodShared(FloodState<StrictOrder> state)
    {
        Span<Marked> shared = _markers.AsSpan(0, Shared());
        shared.Sort(static (a, b) => a.Component != b.Component ? a.Component.CompareTo(b.Component) : a.Turn != b.Turn ? a.Turn.CompareTo(b.Turn) : a.At.CompareTo(b.At));
        int next = 0;
        while (next < shared.Length)
        {
            int component = shared[next].Component;
            state.Restart();
            for (; next < shared.Length && shared[next].Component == component; next++)
            {
                state.Mark(shared[next].At, shared[next].Id);
            }
            state.Spread();
        }
    }

    public void Dispose()
    {
        _runs.Dispose();
        ArrayPool<uint>.Shared.Return(_owners);
        ArrayPool<Marked>.Shared.Return(_markers);
    }

    private void Collect(Plane<float> height, Plane<uint> markers)
    {
        for (int y = 0; y < _height; y++)
        {
            ReadOnlySpan<uint> row = markers.Row(y);
            for (int run = _runs.FirstOfRow(y); run < _runs.FirstOfRow(y + 1); run++)
            {
                int end = _runs.Ends[run];
                for (int x = _runs.Starts[run]; x < end; x++)
                {
                    int gap = row[x..end].IndexOfAnyExcept(0u);
                    if (gap < 0)
                    {
                        break;
                    }
                    x += gap;
                    Add(new Marked(_runs.Components[run], (uint)((y * row.Length) + x), row[x], FloodKey.Level(height[y, x])));
                }
            }
        }
    }

    private void Add(Marked marker)
    {
        if (_markerCount == _markers.Length)
        {
            Marked[] larger = ArrayPool<Marked>.Shared.Rent(2 * _markerCount);
            _markers.CopyTo(larger, 0);
            ArrayPool<Marked>.Shared.Return(_markers);
            _markers = larger;
        }
        _markers[_markerCount++] = marker;
        ref uint owner = ref _owners[marker.Component];
        owner = owner == 0 && marker.Id != Several ? marker.Id : owner == marker.Id && owner != Several ? owner : Several;
    }

    private void FindContests()
    {
        int[] order = ArrayPool<int>.Shared.Rent(Math.Max(1, _markerCount));
        int count = 0;
        for (int i = 0; i < _markerCount; i++)
        {
            if (_owners[_markers[i].Component] == Several)
            {
                order[count++] = i;
            }
        }
        Marked[] markers = _markers;
        order.AsSpan(0, count).Sort((a, b) => markers[a].Component != markers[b].Component ? markers[a].Component.CompareTo(markers[b].Component) : markers[a].Level.CompareTo(markers[b].Level));
        for (int first = 0; first < count; )
        {
            int end = first + 1;
            bool contested = false;
            while (end < count && markers[order[end]].Component == markers[order[first]].Component && markers[order[end]].Level == markers[order[first]].Level)
            {
                contested |= markers[order[end]].Id != markers[order[first]].Id;
                end++;
            }
            for (int i = first; contested && i < end; i++)
            {
                markers[order[i]].Contested = true;
                ContestedCount++;
            }
            first = end;
        }
        ArrayPool<int>.Shared.Return(order);
    }

    // Moves the markers of shared components to the front, in order.
    private int Shared()
    {
        int count = 0;
        for (int i = 0; i < _markerCount; i++)
        {
            if (_owners[_markers[i].Component] == Several)
            {
                _markers[count++] = _markers[i];
            }
        }
        return count;
    }

    /// <summary>A marker pixel.</summary>
    internal struct Marked(int component, uint at, uint id, uint level)
    {
        public readonly int Component = component;
        public readonly uint At = at;
        public readonly uint Id = id;
        public readonly uint Level = level;
        public bool Contested;
        public int Turn = int.MaxValue;
    }
}
