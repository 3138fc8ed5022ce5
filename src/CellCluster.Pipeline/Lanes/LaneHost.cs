using System.Threading.Channels;

namespace CellCluster.Pipeline;

/// <summary>One device with one queue and one thread that alone touches the networks on it.</summary>
/// <remarks>
/// Whoever wants a tile predicted waits in a bounded queue, so that a full lane slows its callers instead of filling memory. The thread loads
/// a model when it first sees it, takes what waits, up to <see cref="LaneOptions.LargestBatch"/> tiles of one model and size, and predicts it in
/// one call. A request that was cancelled while it waited is skipped. Thread-safe.
/// </remarks>
public sealed class LaneHost : IAsyncDisposable
{
    private readonly Channel<Request> _queue;
    private readonly IPredictorFactory _factory;
    private readonly TimeProvider _time;
    private readonly LaneOptions _options;
    private readonly Dictionary<ModelReference, IPredictor> _loaded = []; // the thread's alone
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _busyTicks;
    private long _tiles;
    private long _pixels;
    private int _started;
    private int _queued;
    private int _inFlight;
    private int _health = (int)LaneHealth.Starting;

    /// <summary>A lane that is not started yet.</summary>
    /// <param name="name">The lane's name: the device in an embedded run, <c>silo/device</c> in a cluster.</param>
    /// <param name="device">The device, such as <c>cpu:0</c> or <c>cuda:0</c>.</param>
    /// <param name="factory">Makes predictors; called on the lane's own thread, because the state of libtorch is per thread.</param>
    /// <param name="time">Clock.</param>
    /// <param name="options">How it works; null: what suits the device.</param>
    public LaneHost(string name, string device, IPredictorFactory factory, TimeProvider time, LaneOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentException.ThrowIfNullOrEmpty(device);
        ArgumentNullException.ThrowIfNull(factory);
        ArgumentNullException.ThrowIfNull(time);
        Name = name;
        Device = device;
        _factory = factory;
        _time = time;
        _options = options ?? LaneOptions.For(DeviceKind);
        _options.Check();
        _queue = Channel.CreateBounded<Request>(new BoundedChannelOptions(_options.QueueLength) { SingleReader = true });
    }

    /// <summary>The lane's name.</summary>
    public string Name { get; }

    /// <summary>The device.</summary>
    public string Device { get; }

    /// <summary>The part of the device before the colon: <c>cpu</c> or <c>cuda</c>.</summary>
    public string DeviceKind => Device.Split(':')[0];

    /// <summary>Which arithmetic its numbers are made with.</summary>
    public PredictorProfile Profile => _factory.ProfileOf(Device);

    /// <summary>Whether it predicts.</summary>
    public LaneHealth Health => (LaneHealth)Volatile.Read(ref _health);

    /// <summary>What its device does wrong while it is quarantined; null otherwise.</summary>
    public string? Fault { get; private set; }

    /// <summary>Tiles that wait.</summary>
    public int QueuedTiles => Volatile.Read(ref _queued);

    /// <summary>Tiles that are being predicted at this moment.</summary>
    public int InFlight => Volatile.Read(ref _inFlight);

    /// <summary>What the lane has done so far.</summary>
    public LaneFigures Figures =>
        new(Name, Interlocked.Read(ref _tiles), Interlocked.Read(ref _pixels), TimeSpan.FromTicks(Interlocked.Read(ref _busyTicks)));

    /// <summary>Starts the thread and waits until it has found its device. Loads no model.</summary>
    /// <exception cref="DeviceUnavailableException">The device is not there.</exception>
    public Task StartAsync()
    {
        if (Interlocked.Exchange(ref _started, 1) == 0)
        {
            new Thread(Work) { IsBackground = true, Name = $"lane {Name}" }.Start();
        }
        return _ready.Task;
    }

    /// <summary>All that planning needs of a model on this device; loads no weights.</summary>
    /// <exception cref="ModelFileException">The file is damaged or has no card.</exception>
    public PredictorFacts Describe(string modelPath) => _factory.Describe(modelPath, Device);

    /// <summary>Loads a model ahead of its first tile.</summary>
    /// <exception cref="ModelFileException">It cannot be loaded, or its weights are others than the reference says.</exception>
    /// <exception cref="LaneStoppedException">The lane was stopped.</exception>
    /// <exception cref="LaneQuarantinedException">Its device fails.</exception>
    public async Task<PredictorFacts> LoadAsync(ModelReference model, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(model);
        var request = new Request(model, null, cancellation);
        await SendAsync(request);
        return await request.Loaded.Task;
    }

    /// <summary>Predicts one tile; waits while the queue is full.</summary>
    /// <param name="work">The tile; its pixels must stay alive until the returned task ends. A caller that may give up earlier retains them and
    /// drops them when the task ends.</param>
    /// <param name="cancellation">Gives up waiting; a tile that is being computed is finished all the same.</param>
    /// <exception cref="LaneStoppedException">The lane was stopped.</exception>
    /// <exception cref="LaneQuarantinedException">Its device fails.</exception>
    /// <exception cref="ModelFileException">The model cannot be loaded, or its weights are others than the reference says.</exception>
    public async Task<TilePrediction> PredictAsync(TileWork work, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        var request = new Request(work.Model, work, cancellation);
        await SendAsync(request);
        return await request.Answer.Task;
    }

    /// <summary>Refuses new tiles, finishes those that wait, unloads the networks.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        if (Volatile.Read(ref _started) != 0)
        {
            await _stopped.Task;
        }
        Volatile.Write(ref _health, (int)LaneHealth.Stopped);
    }

    private async Task SendAsync(Request request)
    {
        Interlocked.Increment(ref _queued);
        try
        {
            await _queue.Writer.WriteAsync(request, request.Cancellation);
        }
        catch (ChannelClosedException)
        {
            Interlocked.Decrement(ref _queued);
            throw new LaneStoppedException(Name);
        }
        catch
        {
            Interlocked.Decrement(ref _queued);
            throw;
        }
    }

    private void Work()
    {
        try
        {
            _factory.RequireDevice(Device);
        }
        catch (Exception error) // handed to whoever starts the lane
        {
            _queue.Writer.TryComplete();
            Volatile.Write(ref _health, (int)LaneHealth.Stopped);
            _ready.SetException(error);
            _ = _ready.Task.Exception; // seen even if nobody waits
            _stopped.SetResult();
            return;
        }
        Volatile.Write(ref _health, (int)LaneHealth.Healthy);
        _ready.SetResult();
        var batch = new List<Request>(_options.LargestBatch);
        while (WaitForRequest())
        {
            Take(batch);
            if (batch.Count > 0)
            {
                Interlocked.Exchange(ref _inFlight, batch.Count);
                Serve(batch);
                Interlocked.Exchange(ref _inFlight, 0);
            }
        }
        foreach (IPredictor predictor in _loaded.Values)
        {
            predictor.Dispose();
        }
        _stopped.SetResult();
    }

    // The lane's thread blocks here on purpose: it has nothing else to do, and libtorch must stay on it.
    private bool WaitForRequest() => _queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult();

    private void Take(List<Request> batch)
    {
        batch.Clear();
        while (batch.Count < _options.LargestBatch && _queue.Reader.TryPeek(out Request? next))
        {
            if (!next.Cancellation.IsCancellationRequested && batch.Count > 0 && !next.FitsWith(batch[0]))
            {
                return; // another model or size: the next call's
            }
            _queue.Reader.TryRead(out _);
            Interlocked.Decrement(ref _queued);
            if (next.Cancellation.IsCancellationRequested)
            {
                next.Fail(new OperationCanceledException(next.Cancellation));
            }
            else
            {
                batch.Add(next);
            }
        }
    }

    private void Serve(List<Request> batch)
    {
        try
        {
            IPredictor predictor = Load(batch[0].Model);
            if (batch[0].Work is null)
            {
                batch.ForEach(request => request.Loaded.SetResult(predictor.Facts));
                return;
            }
            long start = _time.GetTimestamp();
            IReadOnlyList<TilePrediction> predictions = predictor.Predict([.. batch.Select(request => request.Work!.Tile)]);
            Interlocked.Add(ref _busyTicks, _time.GetElapsedTime(start).Ticks);
            Interlocked.Add(ref _tiles, batch.Count);
            Interlocked.Add(ref _pixels, batch.Sum(request => (long)request.Work!.Tile.Pixels.PixelCount));
            for (int i = 0; i < batch.Count; i++)
            {
                batch[i].Answer.SetResult(predictions[i]);
            }
        }
        catch (Exception error) // the callers decide what a failed tile means; the lane goes on
        {
            batch.ForEach(request => request.Fail(error));
        }
    }

    private IPredictor Load(ModelReference model)
    {
        if (_loaded.TryGetValue(model, out IPredictor? predictor))
        {
            return predictor;
        }
        string found = RunFingerprints.OfFile(model.Path);
        if (found != model.WeightsHash)
        {
            throw new ModelFileException(model.Path, $"its bytes have the hash {found}, the plate was planned with {model.WeightsHash}; put the plate's model there, or start the plate anew");
        }
        return _loaded[model] = _factory.Create(model.Path, Device);
    }

    private sealed record Request(ModelReference Model, TileWork? Work, CancellationToken Cancellation)
    {
        public TaskCompletionSource<TilePrediction> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource<PredictorFacts> Loaded { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public bool FitsWith(Request other) =>
            Model == other.Model && Work is { Tile.Pixels: { } mine } && other.Work is { Tile.Pixels: { } its } && mine.Height == its.Height && mine.Width == its.Width;

        public void Fail(Exception error)
        {
            if (Work is null)
            {
                Loaded.TrySetException(error);
            }
            else
            {
                Answer.TrySetException(error);
            }
        }
    }
}
