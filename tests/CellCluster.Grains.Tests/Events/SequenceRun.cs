using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace CellCluster.Grains.Tests.Events;

/// <summary>A sequence at work on a clock that the test moves.</summary>
internal sealed class SequenceRun : IAsyncDisposable
{
    private readonly ConcurrentQueue<long> _handled = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly FakeTimeProvider _time = new();
    private readonly Task _run;

    public SequenceRun(long after, Func<long, int, CancellationToken, Task<IReadOnlyList<PlateEvent>>> read, PlateEventOptions options)
    {
        Sequence = new PlateEventSequence(after, read, HandleAsync, options, _time);
        _run = Task.Run(() => Sequence.RunAsync(_stop.Token));
    }

    public PlateEventSequence Sequence { get; }

    public IReadOnlyCollection<long> Handled => _handled;

    /// <summary>Waits, moving the clock where that is asked for; only a hang reaches its limit.</summary>
    public async Task UntilAsync(Func<bool> isSo, TimeSpan advance = default)
    {
        for (int look = 0; !isSo(); look++)
        {
            if (_run.IsCompleted || look > 20000)
            {
                await _run.WaitAsync(TimeSpan.Zero);
                throw new InvalidOperationException("the sequence ended early");
            }
            _time.Advance(advance);
            await Task.Delay(1);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(_run);
        _stop.Dispose();
    }

    private Task HandleAsync(PlateEvent next, CancellationToken cancellation)
    {
        _handled.Enqueue(next.Sequence);
        return Task.CompletedTask;
    }
}
