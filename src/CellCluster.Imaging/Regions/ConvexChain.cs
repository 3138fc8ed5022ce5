using System.Buffers;

namespace CellCluster.Imaging;

/// <summary>The lower convex hull of points (y, x) added with rising y: the largest convex function of y that no point lies below.</summary>
internal sealed class ConvexChain(int capacity) : IDisposable
{
    private readonly int[] _ys = ArrayPool<int>.Shared.Rent(capacity + 2);
    private readonly long[] _xs = ArrayPool<long>.Shared.Rent(capacity + 2);
    private int _count;
    private int _at; // the segment last asked for

    public void Clear() => (_count, _at) = (0, 0);

    public void Add(int y, long x)
    {
        while (_count >= 2)
        {
            long cross = ((_ys[_count - 1] - _ys[_count - 2]) * (x - _xs[_count - 2])) - ((y - _ys[_count - 2]) * (_xs[_count - 1] - _xs[_count - 2]));
            if (cross > 0)
            {
                break;
            }
            _count--; // on or above the line from its predecessor to the new point
        }
        _ys[_count] = y;
        _xs[_count++] = x;
    }

    /// <summary>Twice the integral over y.</summary>
    public long DoubledIntegral()
    {
        long sum = 0;
        for (int i = 1; i < _count; i++)
        {
            sum += (_ys[i] - _ys[i - 1]) * (_xs[i] + _xs[i - 1]);
        }
        return sum;
    }

    /// <summary>The smallest integer not below half of the chain's value at y, which lies within the chain; to be asked for with rising y.</summary>
    public long HalfCeilingAt(int y)
    {
        while (_at + 2 < _count && _ys[_at + 1] < y)
        {
            _at++;
        }
        long run = _ys[_at + 1] - _ys[_at];
        long numerator = (_xs[_at] * run) + ((_xs[_at + 1] - _xs[_at]) * (y - _ys[_at]));
        return -FloorDivide(-numerator, 2 * run);
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_ys);
        ArrayPool<long>.Shared.Return(_xs);
    }

    private static long FloorDivide(long numerator, long positive)
    {
        long quotient = numerator / positive;
        return quotient * positive > numerator ? quotient - 1 : quotient;
    }
}
