using System.Buffers;

namespace CellCluster.Imaging;

/// <summary>The leftmost and rightmost pixel of each row of one object, for rows that hold any; used again for the next object. Rows count from the object's first.</summary>
internal sealed class ObjectRows : IDisposable
{
    private readonly int[] _lefts;
    private readonly int[] _rights;
    private readonly int[] _ys;
    private int _count;

    public ObjectRows(int tallest)
    {
        _lefts = ArrayPool<int>.Shared.Rent(Math.Max(1, tallest));
        _rights = ArrayPool<int>.Shared.Rent(Math.Max(1, tallest));
        _ys = ArrayPool<int>.Shared.Rent(Math.Max(1, tallest));
        _lefts.AsSpan(0, tallest).Fill(int.MaxValue);
    }

    /// <summary>Rows that hold a pixel, ascending after <see cref="Order"/>.</summary>
    public ReadOnlySpan<int> Ys => _ys.AsSpan(0, _count);

    public int Left(int y) => _lefts[y];

    public int Right(int y) => _rights[y];

    public void Add(ReadOnlySpan<PixelPoint> points, int firstY)
    {
        foreach (PixelPoint point in points)
        {
            int y = point.Y - firstY;
            if (_lefts[y] == int.MaxValue)
            {
                (_lefts[y], _rights[y]) = (point.X, point.X);
                _ys[_count++] = y;
            }
            else
            {
                _lefts[y] = Math.Min(_lefts[y], point.X);
                _rights[y] = Math.Max(_rights[y], point.X);
            }
        }
    }

    public void Order() => _ys.AsSpan(0, _count).Sort();

    public void Clear()
    {
        foreach (int y in Ys)
        {
            _lefts[y] = int.MaxValue;
        }
        _count = 0;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_lefts);
        ArrayPool<int>.Shared.Return(_rights);
        ArrayPool<int>.Shared.Return(_ys);
    }
}
