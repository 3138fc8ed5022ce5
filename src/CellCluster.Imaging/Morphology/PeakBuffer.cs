using System.Buffers;

namespace CellCluster.Imaging;

/// <summary>A growing list of candidates in pooled memory: on plateaus there may be as many as pixels.</summary>
internal sealed class PeakBuffer : IDisposable
{
    private PeakOfObject[] _peaks = ArrayPool<PeakOfObject>.Shared.Rent(1024);
    private int _count;

    public Span<PeakOfObject> Peaks => _peaks.AsSpan(0, _count);

    public void Add(PeakOfObject peak)
    {
        if (_count == _peaks.Length)
        {
            PeakOfObject[] larger = ArrayPool<PeakOfObject>.Shared.Rent(2 * _count);
            _peaks.CopyTo(larger, 0);
            ArrayPool<PeakOfObject>.Shared.Return(_peaks);
            _peaks = larger;
        }
        _peaks[_count++] = peak;
    }

    public void RemoveAll(Predicate<PeakOfObject> match)
    {
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            if (!match(_peaks[i]))
            {
                _peaks[kept++] = _peaks[i];
            }
        }
        _count = kept;
    }

    public void Dispose()
    {
        ArrayPool<PeakOfObject>.Shared.Return(_peaks);
        _peaks = [];
        _count = 0;
    }
}
