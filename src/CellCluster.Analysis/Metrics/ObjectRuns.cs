using System.Buffers;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Pixels of one row that belong to one object: columns <paramref name="X"/>..<paramref name="X"/> + <paramref name="Length"/> - 1.</summary>
internal readonly record struct ObjectRun(int Y, int X, int Length)
{
    /// <summary>The column after the last.</summary>
    public int End => X + Length;
}

/// <summary>The pixels of every object of a label image as runs, row by row, so that work is proportional to the objects and not to the plane.</summary>
/// <remarks>One pass that skips background by vector, then a counting sort by id. Memory is pooled: dispose it.</remarks>
internal sealed class ObjectRuns : IDisposable
{
    private const int LargestId = 1 << 26;
    private readonly ObjectRun[] _runs;
    private readonly int[] _starts;

    private ObjectRuns(Plane<uint> labels, ObjectRun[] runs, int[] starts, uint[] ids) => (Labels, _runs, _starts, Ids) = (labels, runs, starts, ids);

    /// <summary>The label image.</summary>
    public Plane<uint> Labels { get; }

    /// <summary>The ids that have pixels, rising.</summary>
    public uint[] Ids { get; }

    /// <summary>Number of objects.</summary>
    public int Count => Ids.Length;

    /// <summary>The runs of object <paramref name="index"/> of <see cref="Ids"/>, row by row.</summary>
    public ReadOnlySpan<ObjectRun> this[int index] => _runs.AsSpan(_starts[index], _starts[index + 1] - _starts[index]);

    /// <summary>Finds the runs.</summary>
    /// <exception cref="ArgumentException">An id is above 67,108,864.</exception>
    public static ObjectRuns Of(Plane<uint> labels)
    {
        var pool = ArrayPool<ObjectRun>.Shared;
        var idPool = ArrayPool<uint>.Shared;
        ObjectRun[] found = pool.Rent(4096);
        uint[] foundIds = idPool.Rent(4096);
        int count = 0;
        uint largest = 0;
        for (int y = 0; y < labels.Height; y++)
        {
            ReadOnlySpan<uint> row = labels.Row(y);
            for (int x = Next(row, 0, 0); x < row.Length;)
            {
                uint id = row[x];
                int end = Next(row, x + 1, id);
                if (count == found.Length || count == foundIds.Length)
                {
                    found = Grow(pool, found, count);
                    foundIds = Grow(idPool, foundIds, count);
                }
                found[count] = new ObjectRun(y, x, end - x);
                foundIds[count++] = id;
                largest = Math.Max(largest, id);
                x = end < row.Length && row[end] == 0 ? Next(row, end, 0) : end;
            }
        }
        if (largest > LargestId)
        {
            idPool.Return(foundIds);
            pool.Return(found);
            throw new ArgumentException($"label image: id {largest} is above {LargestId}; number the objects 1..n.", nameof(labels));
        }
        ObjectRuns sorted = Sort(labels, found.AsSpan(0, count), foundIds.AsSpan(0, count), (int)largest);
        idPool.Return(foundIds);
        pool.Return(found);
        return sorted;
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => ArrayPool<ObjectRun>.Shared.Return(_runs);

    private static int Next(ReadOnlySpan<uint> row, int from, uint not)
    {
        int step = row[from..].IndexOfAnyExcept(not);
        return step < 0 ? row.Length : from + step;
    }

    private static T[] Grow<T>(ArrayPool<T> pool, T[] array, int count)
    {
        T[] larger = pool.Rent(count * 2);
        array.AsSpan(0, count).CopyTo(larger);
        pool.Return(array);
        return larger;
    }

    private static ObjectRuns Sort(Plane<uint> labels, ReadOnlySpan<ObjectRun> found, ReadOnlySpan<uint> ids, int largest)
    {
        int[] next = ArrayPool<int>.Shared.Rent(largest + 1);
        next.AsSpan(0, largest + 1).Clear();
        foreach (uint id in ids)
        {
            next[id]++;
        }
        int objects = 0;
        for (int id = 1; id <= largest; id++)
        {
            objects += next[id] > 0 ? 1 : 0;
        }
        uint[] present = new uint[objects];
        int[] starts = new int[objects + 1];
        int index = 0;
        int start = 0;
        for (int id = 1; id <= largest; id++)
        {
            if (next[id] > 0)
            {
                present[index] = (uint)id;
                starts[index++] = start;
                (next[id], start) = (start, start + next[id]);
            }
        }
        starts[objects] = start;
        ObjectRun[] runs = ArrayPool<ObjectRun>.Shared.Rent(Math.Max(1, found.Length));
        for (int i = 0; i < found.Length; i++)
        {
            runs[next[ids[i]]++] = found[i];
        }
        ArrayPool<int>.Shared.Return(next);
        return new ObjectRuns(labels, runs, starts, present);
    }
}
