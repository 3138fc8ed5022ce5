using CellCluster.Plates;

namespace CellCluster.Grains;

/// <summary>Fields that wait for a slot. Suspects, whose last attempt ended with the process, come last and one at a time with nothing else in
/// work: else a field that kills the process would count against its neighbours.</summary>
internal sealed class FieldQueue
{
    private readonly SortedSet<FieldKey> _plain = [];
    private readonly SortedSet<FieldKey> _suspects = [];

    /// <summary>True when nothing waits.</summary>
    public bool IsEmpty => _plain.Count == 0 && _suspects.Count == 0;

    /// <summary>Adds a field.</summary>
    public void Add(FieldKey key, bool isSuspect) => (isSuspect ? _suspects : _plain).Add(key);


    /// <summary>The next field, if one may start while <paramref name="inWork"/> others are in work.</summary>
    public bool TryTake(int inWork, out FieldKey key)
    {
        if (_plain.Count > 0)
        {
            key = _plain.Min;
            return _plain.Remove(key);
        }
        if (_suspects.Count > 0 && inWork == 0)
        {
            key = _suspects.Min;
            return _suspects.Remove(key);
        }
        key = default;
        return false;
    }
}
