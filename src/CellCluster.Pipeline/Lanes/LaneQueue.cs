namespace CellCluster.Pipeline;

/// <summary>The bounded queue of a lane: so many tiles have a place, further callers wait for one. Both are served in weighted turns.</summary>
/// <remarks>Not thread-safe.</remarks>
/// <param name="length">Places, at least 1.</param>
internal sealed class LaneQueue<T>(int length)
    where T : class, IInLine
{
    private readonly FairLines<T> _placed = new();
    private readonly FairLines<T> _outside = new();

    /// <summary>Tiles that have a place.</summary>
    public int PlacedCount => _placed.Count;

    /// <summary>Tiles with a place and callers that wait for one.</summary>
    public int Count => _placed.Count + _outside.Count;

    /// <summary>Gives a tile a place, or lets it wait for one.</summary>
    public void Add(T item) => (_placed.Count < length ? _placed : _outside).Add(item); // outside is empty while there is a place: see Refill

    /// <summary>The tile whose turn it is.</summary>
    public T? Take()
    {
        T? item = _placed.Take();
        Refill();
        return item;
    }

    /// <summary>A tile that can be predicted together with one that was taken.</summary>
    public T? TakeAlong(Predicate<T> fits)
    {
        T? item = _placed.TakeAlong(fits);
        Refill();
        return item;
    }

    /// <summary>Takes a tile out whose caller gave up; false when it was taken already.</summary>
    public bool Remove(T item)
    {
        bool removed = _placed.Remove(item) || _outside.Remove(item);
        Refill();
        return removed;
    }

    /// <summary>Takes out the callers that wait for a place.</summary>
    public IReadOnlyList<T> ClearOutside() => _outside.Clear();

    /// <summary>Takes everything out.</summary>
    public IReadOnlyList<T> Clear() => [.. _placed.Clear(), .. _outside.Clear()];

    private void Refill()
    {
        while (_placed.Count < length && _outside.Take() is { } next)
        {
            _placed.Add(next);
        }
    }
}
