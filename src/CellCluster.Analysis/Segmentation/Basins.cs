using System.Buffers;

namespace CellCluster.Analysis;

/// <summary>The basins of a flood: a forest whose roots are basins that stand.</summary>
internal sealed class Basins
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

    public void Add(int basin) => _areas[basin]++;

    // Two basins touch at a height: the shallow one goes up in the other. Returns the one with the higher summit.
    public int Meet(int one, int other, float height, float keptShare, int leastPx)
    {
        if (one == 0 || one == other)
        {
            return other;
        }
        int higher = _summits[other] > _summits[one] ? other : one;
        int lower = higher == other ? one : other;
        if (height > keptShare * _summits[lower] || _areas[lower] < leastPx)
        {
            _parents[lower] = higher;
            _areas[higher] += _areas[lower];
        }
        return higher;
    }

    // Ids 1..n of the roots, for all of their basins, take the place of the areas.
    public int Number()
    {
        int next = 0;
        for (int basin = 1; basin <= _count; basin++)
        {
            _areas[basin] = _parents[basin] == basin ? ++next : 0;
        }
        for (int basin = 1; basin <= _count; basin++)
        {
            _areas[basin] = _areas[RootOf(basin)];
        }
        return next;
    }

    public int IdOf(int basin) => _areas[basin];

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
