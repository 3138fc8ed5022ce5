namespace CellCluster.Grains.Tests.Events;

/// <summary>An outbox that grows while it is read, and a stream beside it that loses, doubles and reorders.</summary>
internal sealed class LossyStream(int seed, double lost, double doubled)
{
    private readonly Random _random = new(seed);
    private readonly List<PlateEvent> _outbox = [];
    private readonly List<PlateEvent> _late = [];
    private int _failures;

    /// <summary>Every event in order.</summary>
    public IReadOnlyList<PlateEvent> Outbox => _outbox;

    /// <summary>Reads of the ledger so far.</summary>
    public int ReadCount { get; private set; }

    /// <summary>Writes an event, and sends it to the subscriber or not, or twice, or after the next one. Its number is one above the last or more.</summary>
    public void Happen(Action<PlateEvent> post)
    {
        lock (_outbox)
        {
            long sequence = (_outbox.Count == 0 ? 0 : _outbox[^1].Sequence) + (_random.NextDouble() < 0.1 ? _random.Next(2, 5) : 1);
            var written = new PlateEvent(sequence, $"P{sequence}/f/1", "cellcluster.plate.completed.v1", $"P{sequence}", DateTimeOffset.UnixEpoch.AddSeconds(sequence), "{}");
            _outbox.Add(written);
            if (_random.NextDouble() >= lost)
            {
                (_random.NextDouble() < 0.1 ? _late.Add : post)(written);
            }
            if (_random.NextDouble() < doubled)
            {
                post(written);
            }
            if (_late.Count > 0 && _random.NextDouble() < 0.5)
            {
                post(_late[0]);
                _late.RemoveAt(0);
            }
        }
    }

    /// <summary>The next so many reads fail.</summary>
    public void FailReads(int count) => _failures = count;

    public Task<IReadOnlyList<PlateEvent>> ReadAsync(long after, int limit, CancellationToken cancellation)
    {
        lock (_outbox)
        {
            ReadCount++;
            return _failures-- > 0
                ? throw new TimeoutException("the silo did not answer")
                : Task.FromResult<IReadOnlyList<PlateEvent>>([.. _outbox.Where(written => written.Sequence > after).Take(limit)]);
        }
    }
}
