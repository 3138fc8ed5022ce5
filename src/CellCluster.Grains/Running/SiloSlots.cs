using System.Collections.Concurrent;

namespace CellCluster.Grains;

/// <summary>The fields that this silo works on, so that a silo can say which slots are busy and wait for them before it leaves.</summary>
public sealed class SiloSlots
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_handBack = TimeSpan.FromSeconds(10);
    private readonly ConcurrentDictionary<Stay, Action> _stays = new();

    /// <summary>Fields in work, those whose end is still being reported included.</summary>
    public int InWorkCount => _stays.Count;

    /// <summary>Slots that are at work on a field, sorted.</summary>
    public IReadOnlyList<string> Busy => [.. _stays.Keys.Where(stay => !stay.IsReporting).Select(stay => stay.Slot).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    /// <summary>True once <see cref="DrainAsync"/> was called: no slot of this silo takes a field any more, and no plate stays on it.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Takes no more fields and waits until those in work are reported. Past the limit they are given up and reported as handed back, for which
    /// as much again is given, and no more than 10 s.</summary>
    /// <param name="limit">Time to finish.</param>
    /// <param name="time">Clock.</param>
    /// <returns>True when every field was reported.</returns>
    public async Task<bool> DrainAsync(TimeSpan limit, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(time);
        IsDraining = true;
        if (await EmptyAsync(limit, time))
        {
            return true;
        }
        foreach (Action giveUp in _stays.Values)
        {
            giveUp();
        }
        return await EmptyAsync(limit < s_handBack ? limit : s_handBack, time);
    }

    internal Stay Enter(string slot, Action giveUp)
    {
        var stay = new Stay(slot, this);
        _stays[stay] = giveUp;
        return stay;
    }

    private async Task<bool> EmptyAsync(TimeSpan limit, TimeProvider time)
    {
        long start = time.GetTimestamp();
        while (!_stays.IsEmpty)
        {
            if (time.GetElapsedTime(start) > limit)
            {
                return false;
            }
            await Task.Delay(s_lookEvery, time);
        }
        return true;
    }

    /// <summary>One field's time in a slot, from its assignment until its end is reported.</summary>
    internal sealed class Stay(string slot, SiloSlots owner) : IDisposable
    {
        public string Slot { get; } = slot;

        /// <summary>True when the slot is free again and only the report is under way.</summary>
        public bool IsReporting { get; set; }

        public void Dispose() => owner._stays.TryRemove(this, out _);
    }
}
