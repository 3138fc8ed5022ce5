namespace CellCluster.Grains;

/// <summary>Silos that cannot work on a plate, each with its reason: they get no field of it until no other silo is left.</summary>
internal sealed class UnfitSilos
{
    private readonly SortedDictionary<string, string> _reasons = new(StringComparer.Ordinal);
    private DateTimeOffset _latest;

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names => [.. _reasons.Keys];

    /// <summary>True when the silo is one of them.</summary>
    public bool Has(string silo) => _reasons.ContainsKey(silo);

    /// <summary>A line each, for a person.</summary>
    public IReadOnlyList<string> Lines => [.. _reasons.Select(pair => $"silo {pair.Key}: {pair.Value}")];

    /// <summary>True when there is one.</summary>
    public bool Any => _reasons.Count > 0;

    /// <summary>Adds a silo, or its newer reason.</summary>
    public void Add(string silo, string reason, DateTimeOffset now)
    {
        _reasons[silo] = reason;
        _latest = now;
    }

    /// <summary>True when the latest one was found unfit longer ago than the limit: its fault may have been put right.</summary>
    public bool AreStale(DateTimeOffset now, TimeSpan limit) => Any && now - _latest > limit;

    /// <summary>Asks all of them again.</summary>
    public void Clear() => _reasons.Clear();
}
