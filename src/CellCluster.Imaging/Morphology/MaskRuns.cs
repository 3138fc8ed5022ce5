using System.Buffers;
using System.Numerics;

namespace CellCluster.Imaging;

/// <summary>A mask as runs: per row the stretches [start, end) of foreground (or of background), and which runs belong to one component.</summary>
/// <remarks>Runs are in order row by row. A row is read 64 pixels at a time as bits; where a bit differs from the one before, a run starts or ends. Runs of
/// neighbouring rows that touch are joined by union-find, the first run of a component being its root. Memory is pooled and follows the number of runs.</remarks>
internal sealed class MaskRuns : IDisposable
{
    private int[] _starts = ArrayPool<int>.Shared.Rent(16_384);
    private int[] _ends = ArrayPool<int>.Shared.Rent(16_384);
    private int[] _components = [];
    private readonly int[] _rows;
    private readonly int _height;

    private MaskRuns(int height)
    {
        _height = height;
        _rows = ArrayPool<int>.Shared.Rent(height + 1);
    }

    /// <summary>Runs of the plane.</summary>
    public int Count { get; private set; }

    public ReadOnlySpan<int> Starts => _starts.AsSpan(0, Count);

    public ReadOnlySpan<int> Ends => _ends.AsSpan(0, Count);

    /// <summary>Component per run, 0-based, in the order of first pixels; after <see cref="Join"/>.</summary>
    public ReadOnlySpan<int> Components => _components.AsSpan(0, Count);

    /// <summary>Index of the first run of row <paramref name="y"/>; y = height gives <see cref="Count"/>.</summary>
    public int FirstOfRow(int y) => _rows[y];

    /// <summary>The runs of pixels other than 0, or with <paramref name="background"/> of pixels that are 0.</summary>
    public static MaskRuns Of(Plane<byte> mask, bool background)
    {
        var runs = new MaskRuns(mask.Height);
        for (int y = 0; y < mask.Height; y++)
        {
            runs._rows[y] = runs.Count;
            runs.AddRow(mask.Row(y), background ? ulong.MaxValue : 0);
        }
        runs._rows[mask.Height] = runs.Count;
        return runs;
    }

    /// <summary>Finds the components.</summary>
    /// <returns>How many there are.</returns>
    public int Join(Connectivity connectivity)
    {
        _components = ArrayPool<int>.Shared.Rent(Math.Max(1, Count));
        Span<int> parents = _components.AsSpan(0, Count);
        int reach = connectivity == Connectivity.EdgesAndCorners ? 1 : 0;
        for (int i = 0; i < parents.Length; i++)
        {
            parents[i] = i;
        }
        for (int y = 1; y < _height; y++)
        {
            int above = _rows[y - 1];
            int endAbove = _rows[y];
            int end = _rows[y + 1];
            int run = endAbove;
            while (above < endAbove && run < end)
            {
                if (_starts[above] < _ends[run] + reach && _starts[run] < _ends[above] + reach)
                {
                    Union(parents, above, run);
                }
                if (_ends[above] < _ends[run])
                {
                    above++;
                }
                else
                {
                    run++;
                }
            }
        }
        return Number(parents);
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_starts);
        ArrayPool<int>.Shared.Return(_ends);
        ArrayPool<int>.Shared.Return(_rows);
        if (_components.Length > 0)
        {
            ArrayPool<int>.Shared.Return(_components);
        }
    }

    // A root is the smallest index of its component, so every parent is numbered before its children.
    private static int Number(Span<int> parents)
    {
        int count = 0;
        for (int i = 0; i < parents.Length; i++)
        {
            parents[i] = parents[i] == i ? count++ : parents[parents[i]];
        }
        return count;
    }

    private static void Union(Span<int> parents, int a, int b)
    {
        a = Root(parents, a);
        b = Root(parents, b);
        if (a < b)
        {
            parents[b] = a;
        }
        else
        {
            parents[a] = b;
        }
    }

    private static int Root(Span<int> parents, int run)
    {
        while (parents[run] != run)
        {
            parents[run] = parents[parents[run]]; // halves the path
            run = parents[run];
        }
        return run;
    }

    private void AddRow(ReadOnlySpan<byte> row, ulong inverted)
    {
        int most = Count + (row.Length / 2) + 1;
        if (most > Math.Min(_starts.Length, _ends.Length))
        {
            Grow(ref _starts, most);
            Grow(ref _ends, most);
        }
        int count = Count;
        ulong before = 0; // the last bit of the previous word
        for (int x = 0; x < row.Length; x += 64)
        {
            int length = Math.Min(64, row.Length - x);
            ulong inside = ulong.MaxValue >> (64 - length);
            ulong bits = (MaskBits.NonZero(row.Slice(x, length)) ^ inverted) & inside;
            ulong changes = bits ^ ((bits << 1) | before);
            before = bits >> 63;
            while (changes != 0)
            {
                int at = BitOperations.TrailingZeroCount(changes);
                changes &= changes - 1;
                if (((bits >> at) & 1) != 0)
                {
                    _starts[count] = x + at;
                }
                else
                {
                    _ends[count++] = x + at;
                }
            }
        }
        if (before != 0) // the last word is full and its last pixel open; a shorter word has a 0 behind its last pixel that ends the run
        {
            _ends[count++] = row.Length;
        }
        Count = count;
    }

    private void Grow(ref int[] array, int least)
    {
        int[] larger = ArrayPool<int>.Shared.Rent(Math.Max(least, 2 * array.Length));
        array.AsSpan(0, Count).CopyTo(larger);
        ArrayPool<int>.Shared.Return(array);
        array = larger;
    }
}
