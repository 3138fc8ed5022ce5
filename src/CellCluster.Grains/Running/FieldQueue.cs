using CellCluster.Plates;

namespace CellCluster.Grains;

/// <summary>Fields that wait for a slot. Suspects, whose last attempt ended with the process, come last and one at a time with nothing else in
/// work: else a field that kills the process would count against its neighbours. A field that failed on a lane prefers another one.</summary>
internal sealed class FieldQueue
{
    private readonly SortedSet<FieldKey> _plain = [];
    private readonly SortedSet<FieldKey> _suspects = [];
    private readonly Dictionary<FieldKey, HashSet<string>> _failedOn = []; // lanes

    /// <summary>True when nothing waits.</summary>
    public bool IsEmpty => _plain.Count == 0 && _suspects.Count == 0;

    /// <summary>Fields that wait.</summary>
    public int Count => _plain.Count + _suspects.Count;

    /// <summary>Adds a field.</summary>
    public void Add(FieldKey key, bool isSuspect) => (isSuspect ? _suspects : _plain).Add(key);

    /// <summary>True when it was waiting: it was settled in another way.</summary>
    public bool Remove(FieldKey key) => _plain.Remove(key) | _suspects.Remove(key);

    /// <summary>Remembers that a lane failed at a field.</summary>
    /// <returns>True when no lane had failed at it before: the lane may be to blame. A second failure, here or elsewhere, is the field's.</returns>
    public bool IsFirstFailure(FieldKey key, string lane)
    {
        if (_failedOn.TryGetValue(key, out HashSet<string>? lanes))
        {
            lanes.Add(lane);
            return false;
        }
        _failedOn[key] = new HashSet<string>(StringComparer.Ordinal) { lane };
        return true;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _plain.Clear();
        _suspects.Clear();
        _failedOn.Clear();
    }

    /// <summary>How many fields may start while <paramref name="inWork"/> are in work.</summary>
    public int StartableCount(int inWork) => _plain.Count > 0 ? _plain.Count : _suspects.Count > 0 && inWork == 0 ? 1 : 0;

    /// <summary>The next field, if one may start while <paramref name="inWork"/> others are in work.</summary>
    /// <param name="inWork">Fields in work.</param>
    /// <param name="lane">The lane it would run on: fields that it failed at are taken when no other is left.</param>
    /// <param name="key">The field.</param>
    public bool TryTake(int inWork, string lane, out FieldKey key)
    {
        if (_plain.Count > 0)
        {
            key = _plain.Min;
            if (_failedOn.Count > 0)
            {
                foreach (FieldKey waiting in _plain)
                {
                    if (!(_failedOn.TryGetValue(waiting, out HashSet<string>? lanes) && lanes.Contains(lane)))
                    {
                        key = waiting;
                        break;
                    }
                }
            }
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
