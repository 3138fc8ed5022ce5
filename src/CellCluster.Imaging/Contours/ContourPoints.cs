using System.Buffers;

namespace CellCluster.Imaging;

/// <summary>A growing list of pixels in pooled memory.</summary>
internal sealed class ContourPoints : IDisposable
{
    private PixelPoint[] _points = ArrayPool<PixelPoint>.Shared.Rent(16_384);

    public int Count { get; private set; }

    public void Add(int y, int x)
    {
        if (Count == _points.Length)
        {
            PixelPoint[] larger = ArrayPool<PixelPoint>.Shared.Rent(2 * Count);
            _points.CopyTo(larger, 0);
            ArrayPool<PixelPoint>.Shared.Return(_points);
            _points = larger;
        }
        _points[Count++] = new PixelPoint(y, x);
    }

    public void Truncate(int count) => Count = count;

    public ReadOnlySpan<PixelPoint> Slice(int start, int count) => _points.AsSpan(start, count);

    public void Dispose()
    {
        ArrayPool<PixelPoint>.Shared.Return(_points);
        _points = [];
        Count = 0;
    }
}
