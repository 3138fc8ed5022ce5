using System.Threading.Channels;
using CellCluster.Imaging;

namespace CellCluster.Pipeline;

/// <summary>One device with one queue and one thread that alone touches the network on it.</summary>
/// <remarks>
/// Whoever wants a tile predicted waits in a bounded channel, so that a full lane slows its callers instead of filling memory. The thread
/// takes what waits, up to <c>largestBatch</c> tiles of one size, and predicts it in one call. A request that was cancelled while it waited
/// is skipped. A failing prediction fails its own callers and leaves the lane at work. Thread-safe.
/// </remarks>
public sealed class LaneHost : IAsyncDisposable
{
    private readonly Channel<Request> _queue;
    private readonly int _largestBatch;
    private readonly Func<IPredictor> _open;
    private readonly TimeProvider _time;
    private readonly TaskCompletionSource<IPredictor> _predictor = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _busyTicks;
    private long _tiles;
    private long _pixels;
    private int _started;

    /// <summary>A lane that is not started yet.</summary>
    /// <param name="name">The lane's name, such as <c>cpu:0</c>.</param>
    /// <param name="open">Loads the network; called on the lane's own thread, because the state of libtorch is per thread.</param>
    /// <param name="time">Clock for the busy share.</param>
    /// <param name="queueLength">Requests that may wait, at least 1. Default 8.</param>
    /// <param name="largestBatch">Tiles predicted in one call, at least 1. Default 1: on a CPU a larger batch is not faster.</param>
    public LaneHost(string name, Func<IPredictor> open, TimeProvider time, int queueLength = 8, int largestBatch = 1)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(open);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(queueLength);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(largestBatch);
        Name = name;
        _open = open;
        _time = time;
        _largestBatch = largestBatch;
        _queue = Channel.CreateBounded<Request>(new BoundedChannelOptions(queueLength) { SingleReader = true });
    }

    /// <summary>The lane's name.</summary>
    public string Name { get; }

    /// <summary>What the lane has done so far.</summary>
    public LaneFigures Figures =>
        new(Name, Interlocked.Read(ref _tiles), Interlocked.Read(ref _pixels), TimeSpan.FromTicks(Interlocked.Read(ref _busyTicks)));

    /// <summary>Starts the thread and waits until the network is loaded on the device.</summary>
    /// <exception cref="ModelFileException">The model cannot be loaded.</exception>
    /// <exception cref="DeviceUnavailableException">The device is not there.</exception>
    public Task<IPredictor> StartAsync()
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            new Thread(Work) { IsBackground = true, Name = $"lane {Name}" }.Start();
        }
        return _predictor.Task;
    }

    /// <summary>Predicts one tile; waits while the queue is full.</summary>
    /// <param name="tile">The tile; its pixels must stay alive until the returned task ends. A caller that may give up earlier retains them and
    /// drops them when the task ends.</param>
    /// <param name="cancellation">Gives up waiting; a tile that is being computed is finished all the same.</param>
    /// <exception cref="LaneStoppedException">The lane was stopped.</exception>
    public async Task<TilePrediction> PredictAsync(TileInput tile, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(tile);
        var request = new Request(tile, cancellation);
        try
        {
            await _queue.Writer.WriteAsync(request, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw new LaneStoppedException(Name);
        }
        return await request.Answer.Task;
    }

    /// <summary>Refuses new tiles, finishes those that wait, unloads the network.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        if (Volatile.Read(ref _started) != 0)
        {
            await _stopped.Task;
        }
    }

    private void Work()
    {
        IPredictor predictor;
        try
        {
            predictor = _open();
        }
        catch (Exception error) // handed to whoever starts the lane
        {
            _queue.Writer.TryComplete();
            _predictor.SetException(error);
            _ = _predictor.Task.Exception; // seen even if nobody waits
            _stopped.SetResult();
            return;
        }
        _predictor.SetResult(predictor);
        var batch = new List<Request>(_largestBatch);
        while (WaitForRequest())
        {
            Take(batch);
            if (batch.Count > 0)
            {
                Predict(predictor, batch);
            }
        }
        predictor.Dispose();
        _stopped.SetResult();
    }

    // The lane's thread blocks here on purpose: it has nothing else to do, and libtorch must stay on it.
    private bool WaitForRequest() => _queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void Take(List<Request> batch)
    {
        batch.Clear();
        while (batch.Count < _largestBatch && _queue.Reader.TryPeek(out Request? next))
        {
            Plane<float> pixels = next.Tile.Pixels;
            if (!next.Cancellation.IsCancellationRequested && batch.Count > 0
                && (pixels.Height != batch[0].Tile.Pixels.Height || pixels.Width != batch[0].Tile.Pixels.Width))
            {
                return; // another size: the next call's
            }
            _queue.Reader.TryRead(out _);
            if (next.Cancellation.IsCancellationRequested)
            {
                next.Answer.TrySetCanceled(next.Cancellation);
            }
            else
            {
                batch.Add(next);
            }
        }
    }

    private void Predict(IPredictor predictor, List<Request> batch)
    {
        long start = _time.GetTimestamp();
        try
        {
            IReadOnlyList<TilePrediction> predictions = predictor.Predict([.. batch.Select(request => request.Tile)]);
            for (int i = 0; i < batch.Count; i++)
            {
                batch[i].Answer.SetResult(predictions[i]);
            }
        }
        catch (Exception error) // the callers decide what a failed tile means; the lane goes on
        {
            foreach (Request request in batch)
            {
                request.Answer.TrySetException(error);
            }
        }
        Interlocked.Add(ref _busyTicks, _time.GetElapsedTime(start).Ticks);
        Interlocked.Add(ref _tiles, batch.Count);
        Interlocked.Add(ref _pixels, batch.Sum(request => (long)request.Tile.Pixels.PixelCount));
    }

    private sealed record Request(TileInput Tile, CancellationToken Cancellation)
    {
        public TaskCompletionSource<TilePrediction> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>What a lane has done since it started.</summary>
/// <param name="Name">The lane.</param>
/// <param name="Tiles">Tiles predicted.</param>
/// <param name="Pixels">Pixels computed, halos included.</param>
/// <param name="Busy">Time spent in the network.</param>
public sealed record LaneFigures(string Name, long Tiles, long Pixels, TimeSpan Busy);

/// <summary>A tile came to a lane that was stopped: no fault of the field's.</summary>
public sealed class LaneStoppedException(string lane)
    : Exception($"lane {lane} is stopped and takes no tiles; the field goes to another lane")
{
    /// <summary>The lane.</summary>
    public string Lane { get; } = lane;
}
