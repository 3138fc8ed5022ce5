namespace CellCluster.Pipeline;

/// <summary>One device with one queue and one thread that alone touches the networks on it.</summary>
/// <remarks>
/// Whoever wants a tile predicted waits in a bounded queue. The thread serves the plates in turns weighted by their priority, loads a model
/// when it first sees it, and predicts up to <see cref="LaneOptions.LargestBatch"/> waiting tiles of one model and size in one call, of any fields
/// and plates. A failing prediction fails its own caller; a device that fails again and again or hangs is quarantined: its callers hear so at
/// once and take their tiles elsewhere, until a probe finds that it is back. Thread-safe. The thread: LaneHost.Thread.cs; failures:
/// LaneHost.Quarantine.cs.
/// </remarks>
public sealed partial class LaneHost : IAsyncDisposable
{
    private readonly Lock _startGate = new();
    private readonly object _gate = new(); // guards the fields below; the thread waits on it
    private readonly LaneQueue<LaneRequest> _queue;
    private readonly Queue<LoadRequest> _loads = [];
    private readonly IPredictorFactory _factory;
    private readonly TimeProvider _time;
    private readonly LaneOptions _options;
    private readonly Lazy<PredictorProfile> _profile;
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ITimer _batchTimer;
    private readonly ITimer _deadlineTimer;
    private readonly ITimer _probeTimer;
    private LaneHealth _health = LaneHealth.Starting;
    private string? _fault;
    private bool _isStopping;
    private bool _isStarted;
    private long _tiles;
    private long _pixels;
    private long _busyTicks;

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
        _queue = new LaneQueue<LaneRequest>(_options.QueueLength);
        _models = new LaneModels(factory, device, _options.LoadedModels);
        _profile = new Lazy<PredictorProfile>(() => factory.ProfileOf(device));
        _batchTimer = Timer(() => _isBatchWaitOver = true);
        _deadlineTimer = Timer(FindHanging);
        _probeTimer = Timer(() => _isProbeDue = true);
    }

    /// <summary>The lane's name.</summary>
    public string Name { get; }

    /// <summary>The device.</summary>
    public string Device { get; }

    /// <summary>The part of the device before the colon: <c>cpu</c> or <c>cuda</c>.</summary>
    public string DeviceKind => Device.Split(':')[0];

    /// <summary>Which arithmetic its numbers are made with.</summary>
    public PredictorProfile Profile => _profile.Value;

    /// <summary>Whether it predicts.</summary>
    public LaneHealth Health => Locked(() => _health);

    /// <summary>Raised on a pool thread when the lane was quarantined or is back; by then <see cref="Health"/> may have changed again.</summary>
    public event Action<LaneHost>? HealthChanged;

    /// <summary>What its device does wrong while it is quarantined; null otherwise.</summary>
    public string? Fault => Locked(() => _fault);

    /// <summary>Tiles that wait, with a place in the queue or for one.</summary>
    public int QueuedTiles => Locked(() => _queue.Count);

    /// <summary>Tiles that are being predicted at this moment.</summary>
    public int InFlight => Locked(() => _current?.Count ?? 0);

    /// <summary>What the lane has done so far.</summary>
    public LaneFigures Figures =>
        new(Name, Interlocked.Read(ref _tiles), Interlocked.Read(ref _pixels), TimeSpan.FromTicks(Interlocked.Read(ref _busyTicks)));

    /// <summary>Starts the thread and waits until it has found its device and has it for itself. Loads no model.</summary>
    /// <exception cref="DeviceUnavailableException">The device is not there, or another process uses it.</exception>
    public Task StartAsync()
    {
        lock (_startGate)
        {
            if (!_isStarted)
            {
                _isStarted = true;
                new Thread(Work) { IsBackground = true, Name = $"lane {Name}" }.Start();
            }
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
        var request = new LoadRequest(model);
        lock (_gate)
        {
            RequireOpen();
            _loads.Enqueue(request);
            Monitor.PulseAll(_gate);
        }
        return await request.Answer.WaitAsync(cancellation);
    }

    /// <summary>Predicts one tile; waits for its turn.</summary>
    /// <param name="work">The tile; the lane keeps its pixels alive as long as it needs them.</param>
    /// <param name="cancellation">Gives up waiting; a tile that is being computed is finished all the same, and its planes are the caller's.</param>
    /// <exception cref="LaneStoppedException">The lane was stopped.</exception>
    /// <exception cref="LaneQuarantinedException">Its device fails.</exception>
    /// <exception cref="ModelFileException">The model cannot be loaded, or its weights are others than the reference says.</exception>
    public async Task<TilePrediction> PredictAsync(TileWork work, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(work);
        cancellation.ThrowIfCancellationRequested();
        LaneRequest request;
        lock (_gate)
        {
            RequireOpen();
            request = new LaneRequest(work);
            _queue.Add(request);
            Monitor.PulseAll(_gate);
        }
        await using CancellationTokenRegistration giveUp = cancellation.UnsafeRegister(_ => GiveUp(request, cancellation), null);
        return await request.Answer;
    }

    /// <summary>Refuses new tiles, finishes those that have a place, unloads the networks. A device that hangs is not waited for.</summary>
    public async ValueTask DisposeAsync()
    {
        Task ended;
        lock (_startGate)
        {
            if (!_isStarted)
            {
                _stopped.TrySetResult();
            }
        }
        lock (_gate)
        {
            _isStopping = true;
            End(_stopped.Task.IsCompleted ? _queue.Clear() : _queue.ClearOutside(), new LaneStoppedException(Name));
            Monitor.PulseAll(_gate);
            ended = Task.WhenAny(_stopped.Task, _hanging.Task);
        }
        await ended;
        lock (_gate)
        {
            _health = LaneHealth.Stopped;
        }
        await _batchTimer.DisposeAsync();
        await _deadlineTimer.DisposeAsync();
        await _probeTimer.DisposeAsync();
    }

    private void GiveUp(LaneRequest request, CancellationToken cancellation)
    {
        lock (_gate)
        {
            if (!_queue.Remove(request))
            {
                return; // it is being predicted
            }
        }
        request.Cancel(cancellation);
        request.Release();
    }

    // Under the gate.
    private void RequireOpen()
    {
        if (_isStopping || _health == LaneHealth.Stopped)
        {
            throw new LaneStoppedException(Name);
        }
        if (_health == LaneHealth.Quarantined)
        {
            throw new LaneQuarantinedException(Name, _fault!);
        }
    }

    private static void End(IEnumerable<LaneRequest> requests, Exception error)
    {
        foreach (LaneRequest request in requests)
        {
            request.Fail(error);
            request.Release();
        }
    }

    // Never on the lane's thread and never under the gate: whoever listens may do what it likes.
    private void TellHealth() => ThreadPool.UnsafeQueueUserWorkItem(static lane => lane.HealthChanged?.Invoke(lane), this, preferLocal: false);

    private ITimer Timer(Action ring) =>
        _time.CreateTimer(
            _ =>
            {
                lock (_gate)
                {
                    ring();
                    Monitor.PulseAll(_gate);
                }
            },
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan);

    private T Locked<T>(Func<T> read)
    {
        lock (_gate)
        {
            return read();
        }
    }
}
