using System.Threading.Channels;

namespace CellCluster.Grains;

/// <summary>How a subscription keeps up.</summary>
public sealed record PlateEventOptions
{
    /// <summary>How often the ledger is asked although the stream is silent. Default 10 s: the longest delay of an event that the stream lost.</summary>
    public TimeSpan PollEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Pause after a read that failed, as while a silo is replaced. Default 2 s.</summary>
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Events read at once, 1..1000. Default 256.</summary>
    public int PageSize { get; init; } = 256;

    /// <summary>Told of reads and subscriptions that failed and are tried again; null: nobody is.</summary>
    public Action<Exception>? Trouble { get; init; }
}

/// <summary>Makes a stream that loses, doubles and reorders into one that gives each event once, in order.</summary>
/// <remarks>
/// What <see cref="Post"/> brings is given on when it is the very next; what is old is dropped; anything else means that something is missing, and
/// the ledger is read from the last sequence on. It is read at the start and when nothing came for a while, too, so nothing is missed when the stream
/// is silent. Sequences may leave numbers out: a hole that the ledger does not fill is none. One loop calls the handler, one event at a time.
/// </remarks>
/// <param name="after">The last sequence that was handled before; 0: from the beginning.</param>
/// <param name="read">Events after a sequence, at most so many, oldest first; never skips one that appears later with a lower number.</param>
/// <param name="handle">Called once for every event, in order. When it throws, the loop ends with its exception and the event counts as not handled.</param>
/// <param name="options">How to keep up.</param>
/// <param name="time">Clock.</param>
public sealed class PlateEventSequence(
    long after,
    Func<long, int, CancellationToken, Task<IReadOnlyList<PlateEvent>>> read,
    Func<PlateEvent, CancellationToken, Task> handle,
    PlateEventOptions options,
    TimeProvider time)
{
    private const int Remembered = 1024;

    // What does not fit is dropped: the hole is seen, and the ledger fills it.
    private readonly Channel<PlateEvent> _arrived = Channel.CreateBounded<PlateEvent>(
        new BoundedChannelOptions(Remembered) { SingleReader = true, FullMode = BoundedChannelFullMode.DropOldest });

    private long _last = after;

    /// <summary>The last event that was handled: what the caller keeps to go on from after a restart.</summary>
    public long Last => Interlocked.Read(ref _last);

    /// <summary>Takes an event from the stream. Never waits: a stream's delivery must not hang on the handler.</summary>
    public void Post(PlateEvent arrived) => _arrived.Writer.TryWrite(arrived);

    /// <summary>Gives events to the handler until it is cancelled.</summary>
    /// <exception cref="OperationCanceledException">It was.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        await CatchUpAsync(cancellation);
        Task<bool>? arrival = null;
        while (true)
        {
            arrival ??= _arrived.Reader.WaitToReadAsync(cancellation).AsTask();
            if (!arrival.IsCompleted && !await IsWithinAsync(arrival, cancellation))
            {
                await CatchUpAsync(cancellation);
                continue;
            }
            await arrival;
            arrival = null;
            while (_arrived.Reader.TryRead(out PlateEvent? next))
            {
                if (next.Sequence == Last + 1)
                {
                    await HandleAsync(next, cancellation);
                }
                else if (next.Sequence > Last)
                {
                    await CatchUpAsync(cancellation);
                }
            }
        }
    }

    private async Task<bool> IsWithinAsync(Task arrival, CancellationToken cancellation)
    {
        using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        Task first = await Task.WhenAny(arrival, Task.Delay(options.PollEvery, time, waiting.Token));
        await waiting.CancelAsync();
        cancellation.ThrowIfCancellationRequested();
        return first == arrival;
    }

    private async Task CatchUpAsync(CancellationToken cancellation)
    {
        while (true)
        {
            IReadOnlyList<PlateEvent> page;
            try
            {
                page = await read(Last, options.PageSize, cancellation);
            }
            catch (Exception error) when (!cancellation.IsCancellationRequested) // the silo that answered may be gone: another one will
            {
                options.Trouble?.Invoke(error);
                await Task.Delay(options.RetryAfter, time, cancellation);
                continue;
            }
            foreach (PlateEvent next in page.Where(next => next.Sequence > Last))
            {
                await HandleAsync(next, cancellation);
            }
            if (page.Count < options.PageSize)
            {
                return;
            }
        }
    }

    private async Task HandleAsync(PlateEvent next, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        await handle(next, cancellation);
        Interlocked.Exchange(ref _last, next.Sequence);
    }
}
