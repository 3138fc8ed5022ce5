using System.Buffers;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Divides the foreground of a landscape into the surroundings of its summits: a watershed that keeps a division only where the pass is deep.</summary>
/// <remarks>
/// Pixels are taken from the highest down. One without labelled neighbours (edges and corners) founds a basin; another joins the basin of its highest
/// neighbour over an edge. Where two basins meet at height v, the one with the lower summit s becomes part of the other if v is above (1 - depth) * s or if it has
/// fewer pixels than <c>leastPx</c> by then: so shallow dips and specks do not divide. Heights are compared by their ratio, 512 levels an octave over
/// 16 octaves below the highest (pixels below that, and at or below 0, come last), ties row by row. O(foreground); scratch is pooled.
/// </remarks>
internal static class BasinFlood
{
    private const int MantissaBits = 23;
    private const int LevelBits = 9;
    private const int LevelCount = (16 << LevelBits) + 1;

    /// <summary>Writes the basins into <paramref name="labels"/>: 1..n in the order of their first pixel in the flood, 0 outside the mask.</summary>
    /// <returns>n.</returns>
    public static int Label(Plane<float> landscape, Plane<byte> mask, float depth, int leastPx, Plane<uint> labels)
    {
        using var order = Plane<uint>.Rent(mask.Height, mask.Width);
        int count = Sort(landscape.Pixels, mask.Pixels, order.Pixels);
        labels.Pixels.Clear();
        var basins = new Basins();
        var flood = new Flood(landscape, labels, basins, 1 - depth, leastPx);
        flood.Run(order.Pixels[..count]);
        int kept = basins.Number();
        foreach (uint pixel in order.Pixels[..count])
        {
            ref uint id = ref labels.Buffer[pixel];
            id = (uint)basins.IdOf((int)id);
        }
        basins.Return();
        return kept;
    }

    // Indices of the foreground, highest first, by a counting sort: the bits of a positive float rise with its logarithm, nearly evenly.
    private static int Sort(ReadOnlySpan<float> heights, ReadOnlySpan<byte> mask, Span<uint> order)
    {
        float highest = 0;
        for (int i = 0; i < mask.Length; i++)
        {
            highest = mask[i] != 0 ? Math.Max(highest, heights[i]) : highest;
        }
        int top = Level(highest);
        int[] rented = ArrayPool<int>.Shared.Rent(LevelCount + 1);
        Span<int> starts = rented.AsSpan(0, LevelCount + 1);
        starts.Clear();
        for (int i = 0; i < mask.Length; i++)
        {
            if (mask[i] != 0)
            {
                starts[Below(top, heights[i]) + 1]++;
            }
        }
        for (int level = 0; level < LevelCount; level++)
        {
            starts[level + 1] += starts[level];
        }
        int count = starts[LevelCount];
        for (int i = 0; i < mask.Length; i++)
        {
            if (mask[i] != 0)
            {
                order[starts[Below(top, heights[i])]++] = (uint)i;
            }
        }
        ArrayPool<int>.Shared.Return(rented);
        return count;
    }

    private static int Level(float height) => BitConverter.SingleToInt32Bits(height) >> (MantissaBits - LevelBits);

    private static int Below(int top, float height) => height > 0 ? Math.Min(top - Level(height), LevelCount - 1) : LevelCount - 1;

    /// <summary>The pixels of a flood and what they meet.</summary>
    private readonly ref struct Flood(Plane<float> landscape, Plane<uint> labels, Basins basins, float keptShare, int leastPx)
    {
        private readonly ReadOnlySpan<float> _heights = landscape.Pixels;
        private readonly Span<uint> _labels = labels.Pixels;
        private readonly int _width = labels.Width;
        private readonly int _height = labels.Height;

        public void Run(ReadOnlySpan<uint> order)
        {
            foreach (uint pixel in order)
            {
                int i = (int)pixel;
                int y = i / _width;
                int x = i - (y * _width);
                bool up = y > 0;
                bool down = y < _height - 1;
                bool left = x > 0;
                bool right = x < _width - 1;
                int basin = 0; // the one of the highest neighbour over an edge
                float highest = float.NegativeInfinity;
                int meeting = 0; // the one with the highest summit so far
                Edge(up, i - _width, ref basin, ref highest, ref meeting, i);
                Edge(left, i - 1, ref basin, ref highest, ref meeting, i);
                Edge(right, i + 1, ref basin, ref highest, ref meeting, i);
                Edge(down, i + _width, ref basin, ref highest, ref meeting, i);
                Meet(up & left, i - _width - 1, ref meeting, i);
                Meet(up & right, i - _width + 1, ref meeting, i);
                Meet(down & left, i + _width - 1, ref meeting, i);
                Meet(down & right, i + _width + 1, ref meeting, i);
                if (meeting == 0)
                {
                    _labels[i] = (uint)basins.Found(_heights[i]);
                    continue;
                }
                basin = basins.RootOf(basin == 0 ? meeting : basin);
                basins.Add(basin);
                _labels[i] = (uint)basin;
            }
        }

        private void Edge(bool inside, int neighbour, ref int basin, ref float highest, ref int meeting, int at)
        {
            if (inside && _labels[neighbour] != 0)
            {
                if (_heights[neighbour] > highest)
                {
                    highest = _heights[neighbour];
                    basin = (int)_labels[neighbour];
                }
                Meet(true, neighbour, ref meeting, at);
            }
        }

        private void Meet(bool inside, int neighbour, ref int meeting, int at)
        {
            if (!inside || _labels[neighbour] == 0)
            {
                return;
            }
            int other = basins.RootOf((int)_labels[neighbour]);
            if (meeting == 0 || meeting == other)
            {
                meeting = other;
                return;
            }
            int higher = basins.Summit(other) > basins.Summit(meeting) ? other : meeting;
            int lower = higher == other ? meeting : other;
            if (_heights[at] > keptShare * basins.Summit(lower) || basins.Area(lower) < leastPx)
            {
                basins.Join(lower, higher);
            }
            meeting = higher;
        }
    }

    /// <summary>The basins of a flood: a forest whose roots are basins that stand.</summary>
    private sealed class Basins
    {
        private int[] _parents = ArrayPool<int>.Shared.Rent(4096);
        private int[] _areas = ArrayPool<int>.Shared.Rent(4096);
        private float[] _summits = ArrayPool<float>.Shared.Rent(4096);
        private int _count;

        public int Found(float summit)
        {
            _count++;
            if (_count >= _parents.Length || _count >= _areas.Length || _count >= _summits.Length)
            {
                _parents = Grown(_parents);
                _areas = Grown(_areas);
                _summits = Grown(_summits);
            }
            _parents[_count] = _count;
            _areas[_count] = 1;
            _summits[_count] = summit;
            return _count;
        }

        public int RootOf(int basin)
        {
            int[] parents = _parents;
            while (parents[basin] != basin)
            {
                parents[basin] = parents[parents[basin]];
                basin = parents[basin];
            }
            return basin;
        }

        public float Summit(int basin) => _summits[basin];

        public int Area(int basin) => _areas[basin];

        public void Add(int basin) => _areas[basin]++;

        public void Join(int lower, int higher)
        {
            _parents[lower] = higher;
            _areas[higher] += _areas[lower];
        }

        // Ids 1..n of the roots take the place of the areas.
        public int Number()
        {
            int next = 0;
            for (int basin = 1; basin <= _count; basin++)
            {
                _areas[basin] = _parents[basin] == basin ? ++next : 0;
            }
            return next;
        }

        public int IdOf(int basin) => _areas[RootOf(basin)];

        public void Return()
        {
            ArrayPool<int>.Shared.Return(_parents);
            ArrayPool<int>.Shared.Return(_areas);
            ArrayPool<float>.Shared.Return(_summits);
        }

        private static T[] Grown<T>(T[] array)
        {
            T[] larger = ArrayPool<T>.Shared.Rent(array.Length * 2);
            array.CopyTo(larger.AsSpan());
            ArrayPool<T>.Shared.Return(array);
            return larger;
        }
    }
}
