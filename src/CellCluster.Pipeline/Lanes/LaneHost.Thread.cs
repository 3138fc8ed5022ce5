namespace CellCluster.Pipeline;

/// <summary>The lane's thread: what to do next, batches, predictions.</summary>
public sealed partial class LaneHost
{
    private const int IdleAfterWaits = 20; // after so many times BatchWait nobody is expected to send more

    private readonly LaneModels _models; // the thread's alone
    private List<LaneRequest>? _current; // what is being predicted; empty while a model is loaded or the device is probed
    private LoadRequest? _currentLoad;
    private long _begunAt;
    private int _expected; // tiles that should wait once the callers that were answered last have sent their next
    private long _answeredAt;
    private bool _isBatchWaiting;
    private bool _isBatchWaitOver;

    private enum Step
    {
        Stop,
        Load,
        Predict,
        Probe,
    }

    private void Work()
    {
        IDisposable? hold;
        try
        {
            _factory.RequireDevice(Device);
            hold = _factory.TakeDevice(Device);
        }
        catch (Exception error) // handed to whoever starts the lane
        {
            lock (_gate)
            {
                _health = LaneHealth.Stopped;
                End(_queue.Clear(), new LaneStoppedException(Name));
                EndLoads(new LaneStoppedException(Name));
            }
            _ready.SetException(error);
            _ = _ready.Task.Exception; // seen even if nobody waits
            _stopped.SetResult();
            return;
        }
        using (hold)
        {
            lock (_gate)
            {
                _health = LaneHealth.Healthy;
            }
            _ready.SetResult();
            while (DoNext())
            {
            }
            _ = _models.Unload(); // on its way out: a device that fails to let go of a network is let go of as a whole
        }
        _stopped.SetResult();
    }

    private bool DoNext()
    {
        var batch = new List<LaneRequest>();
        LoadRequest? load = null;
        switch (WaitForStep(batch, ref load))
        {
            case Step.Load:
                Load(load!);
                return true;
            case Step.Predict:
                Serve(batch);
                return true;
            case Step.Probe:
                Probe();
                return true;
            default:
                return false;
        }
    }

    // The lane's thread blocks here on purpose: it has nothing else to do, and libtorch must stay on it.
    private Step WaitForStep(List<LaneRequest> batch, ref LoadRequest? load)
    {
        lock (_gate)
        {
            while (true)
            {
                if (_health == LaneHealth.Quarantined)
                {
                    if (_isStopping)
                    {
                        return Step.Stop;
                    }
                    if (_isProbeDue)
                    {
                        _isProbeDue = false;
                        return Step.Probe;
                    }
                }
                else if (_loads.TryDequeue(out load))
                {
                    return Step.Load;
                }
                else if (_queue.Count > 0 && IsBatchFullEnough())
                {
                    Take(batch);
                    return Step.Predict;
                }
                else if (_isStopping && _queue.Count == 0)
                {
                    return Step.Stop;
                }
                Monitor.Wait(_gate);
            }
        }
    }

    // Callers that were answered a moment ago are about to send their next tiles: a batch waits for them, no longer than BatchWait, and a lone
    // tile after a pause does not wait at all.
    private bool IsBatchFullEnough()
    {
        bool isIdle = _time.GetElapsedTime(_answeredAt) > IdleAfterWaits * _options.BatchWait;
        if (_isStopping || _isBatchWaitOver || isIdle || _queue.Count >= Math.Min(_options.LargestBatch, _expected))
        {
            if (_isBatchWaiting)
            {
                _batchTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            }
            _isBatchWaiting = false;
            _isBatchWaitOver = false;
            _expected = 0;
            return true;
        }
        if (!_isBatchWaiting)
        {
            _isBatchWaiting = true;
            _batchTimer.Change(_options.BatchWait, Timeout.InfiniteTimeSpan);
        }
        return false;
    }

    private void Take(List<LaneRequest> batch)
    {
        batch.Add(_queue.Take()!);
        while (batch.Count < _options.LargestBatch && _queue.TakeAlong(batch[0].FitsWith) is { } next)
        {
            batch.Add(next);
        }
    }

    private void Serve(List<LaneRequest> batch)
    {
        _probeModel = batch[0].Work.Model;
        Exception? error = PredictTogether(batch, batch);
        if (error is not null && batch.Count > 1 && IsDevices(error))
        {
            // One bad tile must not fail its neighbours.
            foreach (LaneRequest request in batch)
            {
                if (Health == LaneHealth.Quarantined)
                {
                    break;
                }
                Settle([request], PredictTogether([request], batch));
            }
            error = null;
        }
        if (error is not null)
        {
            Settle(batch, error);
        }
        lock (_gate)
        {
            _expected = _queue.Count + batch.Count;
            _answeredAt = _time.GetTimestamp();
            if (_health == LaneHealth.Quarantined)
            {
                batch.ForEach(request => request.Fail(new LaneQuarantinedException(Name, _fault!)));
            }
        }
        batch.ForEach(request => request.Release());
    }

    // Fails its callers or, where the device is to blame, hands their tiles back.
    private void Settle(List<LaneRequest> tiles, Exception? error)
    {
        if (error is null)
        {
            return;
        }
        if (IsDevices(error))
        {
            CountFailure(error, tiles[0].Work.Tile);
        }
        Exception told = Health == LaneHealth.Quarantined ? new LaneQuarantinedException(Name, Fault ?? error.Message, error) : error;
        tiles.ForEach(request => request.Fail(told));
    }

    private Exception? PredictTogether(List<LaneRequest> tiles, List<LaneRequest> current)
    {
        IReadOnlyList<TilePrediction>? predictions = null;
        Exception? error = OnDevice(current, () => predictions = _models.Get(tiles[0].Work.Model).Predict([.. tiles.Select(request => request.Work.Tile)]));
        if (predictions is null || predictions.Count != tiles.Count)
        {
            foreach (TilePrediction prediction in predictions ?? [])
            {
                prediction.Dispose(); // whose they are is not known
            }
            return error ?? new InvalidOperationException($"{predictions?.Count ?? 0} predictions came back for {tiles.Count} tiles");
        }
        for (int i = 0; i < tiles.Count; i++)
        {
            Interlocked.Add(ref _pixels, tiles[i].Work.Tile.Pixels.PixelCount);
            tiles[i].Succeed(predictions[i]);
        }
        Interlocked.Add(ref _tiles, tiles.Count);
        _failures = 0;
        return null;
    }

    private void Load(LoadRequest request)
    {
        _probeModel = request.Model;
        PredictorFacts? facts = null;
        lock (_gate)
        {
            _currentLoad = request;
        }
        Exception? error = OnDevice([], () => facts = _models.Get(request.Model).Facts);
        lock (_gate)
        {
            _currentLoad = null;
        }
        if (facts is not null)
        {
            request.Succeed(facts);
            return;
        }
        if (IsDevices(error!))
        {
            CountFailure(error!, null);
        }
        request.Fail(Health == LaneHealth.Quarantined ? new LaneQuarantinedException(Name, Fault ?? error!.Message, error) : error!);
    }

    private void EndLoads(Exception error)
    {
        while (_loads.TryDequeue(out LoadRequest? request))
        {
            request.Fail(error);
        }
    }

    // Everything that touches the device goes through here: watched by the deadline, counted as busy.
    private Exception? OnDevice(List<LaneRequest> current, Action work)
    {
        long start = _time.GetTimestamp();
        lock (_gate)
        {
            _current = current;
            _begunAt = start;
            _deadlineTimer.Change(_options.PredictionDeadline, Timeout.InfiniteTimeSpan);
        }
        Exception? error = null;
        try
        {
            work();
        }
        catch (Exception thrown) // whoever asked decides what it means; the lane goes on
        {
            error = thrown;
        }
        Interlocked.Add(ref _busyTicks, _time.GetElapsedTime(start).Ticks);
        lock (_gate)
        {
            _current = null;
            _deadlineTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            ReturnFromHanging();
        }
        return error;
    }

    // A model that cannot be loaded and a caller's cancellation are not the device's fault.
    private static bool IsDevices(Exception error) => error is not (ModelFileException or OperationCanceledException);
}
