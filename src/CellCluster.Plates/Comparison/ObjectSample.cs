namespace CellCluster.Plates;

/// <summary>Keeps every k-th of a stream of matched objects, k a power of two that grows so that memory stays bounded.</summary>
/// <remarks>Which objects are kept depends on their order alone: the same comparison gives the same numbers.</remarks>
public sealed class ObjectSample
{
    private readonly List<(int Cluster, ComparedObject Object)> _kept = [];
    private int _step = 1;

    /// <summary>Most objects that are kept.</summary>
    public const int Most = 50_000;

    /// <summary>Objects that were added.</summary>
    public int AddedCount { get; private set; }

    /// <summary>Objects that were kept, in their order.</summary>
    public IReadOnlyList<(int Cluster, ComparedObject Object)> Kept => _kept;

    /// <summary>Adds the objects of a field.</summary>
    public void Add(int cluster, IReadOnlyList<ComparedObject> objects)
    {
        ArgumentNullException.ThrowIfNull(objects);
        foreach (ComparedObject one in objects)
        {
            if (AddedCount++ % _step == 0)
            {
                _kept.Add((cluster, one));
                Halve();
            }
        }
    }

    private void Halve()
    {
        if (_kept.Count <= Most)
        {
            return;
        }
        int place = 0;
        _kept.RemoveAll(_ => (place++ & 1) == 1);
        _step *= 2;
    }
}
