using System.Collections.Concurrent;

namespace CellCluster.Grains;

/// <summary>The fields that this silo works on, so that a silo can say which slots are busy and wait for them before it leaves.</summary>
/// <remarks>It outlives the image grains: Orleans ends activations whose place in the grain directory was on a silo that left or died, while their work
/// goes on. The next activation of the slot, on this silo again, finds it here.</remarks>
public sealed class SiloSlots
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan s_handBack = TimeSpan.FromSeconds(10);
    private readonly Lock _entering = new();
    private readonly ConcurrentDictionary<Stay, byte> _stays = new();

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
        lock (_entering)
        {
            IsDraining = true; // whoever asks for a slot from here on is refused, so an empty silo stays empty
        }
        if (await EmptyAsync(limit, time))
        {
            return true;
        }
        foreach (Stay stay in _stays.Keys)
        {
            stay.GiveUp();
        }
        return await EmptyAsync(limit < s_handBack ? limit : s_handBack, time);
    }

    /// <summary>Takes a slot for a field.</summary>
    /// <returns>Null when another field is worked on there, or the silo drains.</returns>
    internal Stay? TryEnter(string slot, FieldAssignment assignment)
    {
        lock (_entering)
        {
            if (IsDraining || At(slot) is not null)
            {
                return null;
            }
            var stay = new Stay(slot, assignment, this);
            _stays[stay] = 0;
            return stay;
        }
    }

    /// <summary>What is worked on in a slot; null when it is free.</summary>
    internal Stay? At(string slot) => _stays.Keys.FirstOrDefault(stay => stay.Slot == slot && !stay.IsReporting);

    /// <summary>What is worked on in a slot, and what of it is still being reported.</summary>
    internal IEnumerable<FieldAssignment> Of(string slot) => _stays.Keys.Where(stay => stay.Slot == slot).Select(stay => stay.Assignment);

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
    internal sealed class Stay(string slot, FieldAssignment assignment, SiloSlots owner) : IDisposable
    {
        private readonly CancellationTokenSource _giveUp = new(); // not disposed of: it may be given up at any time, and it has no timer

        public string Slot { get; } = slot;

        public FieldAssignment Assignment { get; } = assignment;

        /// <summary>Ends when the field is given up.</summary>
        public CancellationToken GivenUp => _giveUp.Token;

        /// <summary>True when the slot is free again and only the report is under way.</summary>
        public bool IsReporting { get; set; }

        public void GiveUp() => _giveUp.Cancel();

        public void Dispose() => owner._stays.TryRemove(this, out _);
    }
}
