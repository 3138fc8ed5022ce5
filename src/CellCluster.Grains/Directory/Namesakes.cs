using CellCluster.Pipeline;

namespace CellCluster.Grains;

/// <summary>Whether a silo may bear the name that it reports under.</summary>
internal enum NameRight
{
    /// <summary>Nobody else has it.</summary>
    Own,

    /// <summary>An older silo had it a moment ago: it lives if it reports once more.</summary>
    Unclear,

    /// <summary>An older silo that lives has it.</summary>
    Taken,
}

/// <summary>Who reports under which name. A silo that was killed and started again under its name at another address is not its own namesake: the dead one
/// is a member of the cluster for a while, and says nothing.</summary>
/// <param name="time">Clock.</param>
/// <param name="isActive">Whether a silo is a member of the cluster.</param>
internal sealed class Namesakes(TimeProvider time, Func<SiloAddress, bool> isActive)
{
    private static readonly TimeSpan s_silence = new BrokerTimes().ReportLimit; // after it a silo's lanes are nobody's either
    private readonly Dictionary<string, (SiloAddress Silo, long At)> _holders = new(StringComparer.Ordinal);
    private readonly Dictionary<SiloAddress, long> _comers = [];

    /// <summary>A silo reports under a name.</summary>
    /// <param name="name">The name.</param>
    /// <param name="silo">The silo.</param>
    /// <param name="other">The one that has the name, where it is not the silo's own.</param>
    public NameRight Judge(string name, SiloAddress silo, out SiloAddress other)
    {
        long now = time.GetTimestamp();
        other = silo;
        if (_holders.TryGetValue(name, out (SiloAddress Silo, long At) holder)
            && !holder.Silo.Equals(silo)
            && IsOlder(holder.Silo, silo)
            && isActive(holder.Silo)
            && time.GetElapsedTime(holder.At, now) <= s_silence)
        {
            other = holder.Silo;
            if (_comers.TryAdd(silo, now) || holder.At <= _comers[silo])
            {
                return NameRight.Unclear;
            }
            return NameRight.Taken;
        }
        _comers.Remove(silo);
        _holders[name] = (silo, now);
        return NameRight.Own;
    }

    private static bool IsOlder(SiloAddress one, SiloAddress other) => (one.Generation, one.ToString()).CompareTo((other.Generation, other.ToString())) < 0;
}
