using System.Buffers;

namespace CellCluster.Imaging;

/// <summary>The lower convex hull of points (y, x) added with rising y: the largest convex function of y that no point lies below.</summary>
internal sealed class ConvexChain(int capacity) : IDisposable
{
    private readonly int[] _ys = ArrayPool<int>.Shared.Rent(capacity + 2);
    private readonly long[] _xs = ArrayPool<long>.Shared.Rent(capacity + 2);
    private int _count;

    public void Clear() => _count = 0;

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

    /// <summary>The sum over y = first..last of the smallest integer not below half of the chain's value at 2y, all of them within the chain.</summary>
    public long SumOfHalfCeilings(int first, int last)
    {
        long sum = 0;
        int y = first;
        for (int i = 0; i + 1 < _count && y <= last; i++)
        {
            int end = Math.Min(last, (int)Math.Floor(_ys[i + 1] / 2.0)); // the last whole row on this segment
            if (end < y)
            {
                continue;
            }
            // ceil(v / 2 run) = -floor(-v / 2 run), v = x0 run + rise (2y - y0).
            long run = _ys[i + 1] - _ys[i];
            long rise = _xs[i + 1] - _xs[i];
            long value = (_xs[i] * run) + (rise * ((2L * y) - _ys[i]));
            sum -= SumOfFloors(end - y + 1, -2 * rise, -value, 2 * run);
            y = end + 1;
        }
        return sum;
    }

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_ys);
        ArrayPool<long>.Shared.Return(_xs);
    }

    // The sum over i = 0..count-1 of floor((slope i + offset) / divisor). Few terms one by one; many by turning the triangle of whole points under the line over,
    // as Euclid's algorithm does.
    private static long SumOfFloors(long count, long slope, long offset, long divisor)
    {
        const int FewTerms = 32;
        long sum = 0;
        if (count <= FewTerms)
        {
            for (long i = 0; i < count; i++, offset += slope)
            {
                sum += FloorDivide(offset, divisor);
            }
            return sum;
        }
        long wholeSlope = FloorDivide(slope, divisor);
        long wholeOffset = FloorDivide(offset, divisor);
        slope -= wholeSlope * divisor;
        offset -= wholeOffset * divisor;
        sum = (wholeSlope * (count * (count - 1) / 2)) + (wholeOffset * count);
        long top = (slope * count) + offset;
        return top < divisor ? sum : sum + SumOfFloors(top / divisor, divisor, top % divisor, slope);
    }

    private static long FloorDivide(long numerator, long positive)
    {
        long quotient = numerator / positive;
        return quotient * positive > numerator ? quotient - 1 : quotient;
    }
}
