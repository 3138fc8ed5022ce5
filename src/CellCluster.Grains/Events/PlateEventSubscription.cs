using Orleans.Streams;

namespace CellCluster.Grains;

/// <summary>Hears every event of the cluster's plates once, in order, from a sequence on: for clients of the cluster.</summary>
/// <remarks>
/// The stream makes it quick, the ledger makes it whole (<see cref="PlateEventSequence"/>). The caller keeps <see cref="Last"/> where it survives a
/// restart, after the event's effect; an event whose effect was made but whose sequence was not kept comes again, with the same id.
/// Do not use it inside a grain: a grain that waits for an event of its own stream waits for ever.
/// </remarks>
public sealed class PlateEventSubscription : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly IAsyncStream<PlateEvent> _stream;
    private readonly PlateEventSequence _sequence;
    private readonly PlateEventOptions _options;
    private readonly TimeProvider _time;
    private Task _listening = Task.CompletedTask;

    private PlateEventSubscription(
        IClusterClient client, long after, Func<PlateEvent, CancellationToken, Task> handle, PlateEventOptions options, TimeProvider time)
    {
        IPlateEventsGrain ledger = client.GetGrain<IPlateEventsGrain>(0);
        _sequence = new PlateEventSequence(after, (last, limit, cancellation) => ledger.ReadAsync(last, limit).WaitAsync(cancellation), handle, options, time);
        _stream = client.GetStreamProvider(PlateEventStream.Provider).GetStream<PlateEvent>(PlateEventStream.Id);
        (_options, _time) = (options, time);
    }

    /// <summary>The last event that was handled.</summary>
    public long Last => _sequence.Last;

    /// <summary>Ends when the subscription was disposed, or with the exception that the handler threw.</summary>
    public Task Completion { get; private set; } = Task.CompletedTask;

    /// <summary>Starts to listen.</summary>
    /// <param name="client">The cluster's client.</param>
    /// <param name="after">The last sequence that was handled before; 0: from the beginning.</param>
    /// <param name="handle">Called for every event, one at a time.</param>
    /// <param name="options">How to keep up.</param>
    /// <param name="time">Clock.</param>
    public static PlateEventSubscription Start(
        IClusterClient client, long after, Func<PlateEvent, CancellationToken, Task> handle, PlateEventOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(client);
        ArgumentNullException.ThrowIfNull(handle);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentOutOfRangeException.ThrowIfNegative(after);
        var subscription = new PlateEventSubscription(client, after, handle, options, time);
        subscription._listening = Task.Run(subscription.ListenAsync);
        subscription.Completion = Task.Run(subscription.RunAsync);
        return subscription;
    }

    /// <summary>Stops listening; an event that is being handled is finished.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await Task.WhenAny(Completion); // its exception is for whoever looks at Completion
        await _listening;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            await _sequence.RunAsync(_stop.Token);
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            // Disposed: the end that was asked for.
        }
    }

    // Who listens to a stream is kept in memory by one of the silos: when that one is gone, the subscription is made anew.
    private async Task ListenAsync()
    {
        StreamSubscriptionHandle<PlateEvent>? handle = null;
        try
        {
            while (true)
            {
                try
                {
                    handle = await IsKnownAsync(handle) ? handle : await _stream.SubscribeAsync(OnEventAsync);
                }
                catch (Exception error) when (!(error is OperationCanceledException && _stop.IsCancellationRequested)) // the ledger is asked meanwhile: events come late, none is lost
                {
                    _options.Trouble?.Invoke(error);
                }
                await Task.Delay(_options.PollEvery, _time, _stop.Token);
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            await LeaveAsync(handle);
        }
    }

    private async Task<bool> IsKnownAsync(StreamSubscriptionHandle<PlateEvent>? handle) =>
        handle is not null && (await _stream.GetAllSubscriptionHandles()).Any(known => known.HandleId == handle.HandleId);

    private Task OnEventAsync(PlateEvent arrived, StreamSequenceToken? token)
    {
        _sequence.Post(arrived);
        return Task.CompletedTask;
    }

    private async Task LeaveAsync(StreamSubscriptionHandle<PlateEvent>? handle)
    {
        try
        {
            await (handle?.UnsubscribeAsync() ?? Task.CompletedTask).WaitAsync(_options.RetryAfter, _time);
        }
        catch (Exception error) // the cluster is gone: it forgets a listener that does not answer
        {
            _options.Trouble?.Invoke(error);
        }
    }
}
