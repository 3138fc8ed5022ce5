using System.Collections.Concurrent;

namespace CellCluster.Grains;

/// <summary>The fields that this silo works on, so that a silo can wait for them before it leaves.</summary>
public sealed class SiloSlots
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(50);
    private readonly ConcurrentDictionary<string, Action> _giveUp = new(StringComparer.Ordinal);

    /// <summary>Fields in work, their reports included.</summary>
    public int InWorkCount => _giveUp.Count;

    /// <summary>Slots that are at work.</summary>
    public IReadOnlyList<string> Busy => [.. _giveUp.Keys];

    /// <summary>True once <see cref="DrainAsync"/> was called: no slot of this silo takes a field any more.</summary>
    public bool IsDraining { get; private set; }

    /// <summary>Takes no more fields and waits until those in work are reported. Past the limit they are given up and reported as handed back.</summary>
    /// <param name="limit">Time to finish; as much again at most, and no more than 10 s, is given to hand back.</param>
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
        foreach (Action giveUp in _giveUp.Values)
        {
            giveUp();
        }
        return await EmptyAsync(TimeSpan.FromTicks(Math.Min(limit.Ticks, TimeSpan.TicksPerSecond * 10)), time);
    }

    internal void Enter(string slot, Action giveUp) => _giveUp[slot] = giveUp;

    internal void Leave(string slot) => _giveUp.TryRemove(slot, out _);

    private async Task<bool> EmptyAsync(TimeSpan limit, TimeProvider time)
    {
        long start = time.GetTimestamp();
        while (!_giveUp.IsEmpty)
        {
            if (time.GetElapsedTime(start) > limit)
            {
                return false;
            }
            await Task.Delay(s_lookEvery, time);
        }
        return true;
    }
}
