using CellCluster.Imaging;

namespace CellCluster.Pipeline;

/// <summary>A device that fails or hangs: how it is found out, kept away from tiles, and found to be back.</summary>
/// <remarks>
/// Failures that follow each other are counted. Before the device is blamed it is given a tile of zeros of the size that failed: a field that
/// no device can predict would else take one lane after the other out of the cluster. A quarantined device is opened anew and probed every
/// <see cref="LaneOptions.ProbeEvery"/>. A thread in a device that hangs cannot be stopped: its callers are told at once, and when it comes back
/// the device is probed before it gets another tile.
/// </remarks>
public sealed partial class LaneHost
{
    private const int SmallestProbePx = 64;

    private int _failures; // the thread's alone, as are the next two
    private ModelReference? _probeModel;
    private (int Height, int Width)? _probeSize;
    private string _cause = "";
    private bool _isProbeDue;
    private bool _isHanging;
    private TaskCompletionSource _hanging = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void CountFailure(Exception error, TileInput? tile)
    {
        if (tile is not null)
        {
            _probeSize = (tile.Pixels.Height, tile.Pixels.Width);
        }
        if (++_failures < _options.FailuresToQuarantine || Health == LaneHealth.Quarantined)
        {
            return;
        }
        int failures = _failures;
        _failures = 0;
        if (OnDevice([], PredictZeros) is not { } again)
        {
            return; // the device is well: the tiles were to blame
        }
        lock (_gate)
        {
            if (_health != LaneHealth.Quarantined)
            {
                Quarantine($"{failures} prediction(s) failed one after the other, the last with {Text(error)}; then a tile of zeros with {Text(again)}");
            }
        }
    }

    // Under the gate, on any thread.
    private void Quarantine(string cause)
    {
        _health = LaneHealth.Quarantined;
        _cause = cause;
        _fault = cause;
        var told = new LaneQuarantinedException(Name, cause);
        End(_queue.Clear(), told);
        EndLoads(told);
        _isProbeDue = false;
        _probeTimer.Change(_options.ProbeEvery, Timeout.InfiniteTimeSpan);
        Monitor.PulseAll(_gate);
        TellHealth();
    }

    // The deadline's timer, under the gate.
    private void FindHanging()
    {
        if (_current is null || _time.GetElapsedTime(_begunAt) < _options.PredictionDeadline || _isHanging)
        {
            return; // it ended, or another one began, while the timer rang
        }
        _isHanging = true;
        string cause = $"the device hangs: a call has taken longer than {_options.PredictionDeadline}";
        List<LaneRequest> current = _current;
        Quarantine(cause);
        current.ForEach(request => request.Fail(new LaneQuarantinedException(Name, cause))); // the thread releases them when it comes back
        _currentLoad?.Fail(new LaneQuarantinedException(Name, cause));
        _hanging.TrySetResult();
    }

    // The thread, under the gate.
    private void ReturnFromHanging()
    {
        if (_isHanging)
        {
            _isHanging = false;
            _hanging = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _isProbeDue = true;
        }
    }

    private void Probe()
    {
        Exception? unloading = _models.Unload(); // of a broken device; told only where the probe fails too
        Exception? error = OnDevice([], () =>
        {
            _factory.RequireDevice(Device);
            try
            {
                PredictZeros();
            }
            catch (ModelFileException)
            {
                // The model went away meanwhile and the device is there: the tiles of another model will show whether it works.
            }
        });
        lock (_gate)
        {
            if (error is null && !_isProbeDue) // due again: it came back from hanging
            {
                _health = LaneHealth.Healthy;
                _fault = null;
                _failures = 0;
                TellHealth();
                return;
            }
            _isProbeDue = false;
            string why = error is null ? "it hangs" : Text(error);
            _fault = $"{_cause}; the last probe: {why}{(unloading is null ? "" : $", and unloading its models: {Text(unloading)}")}";
            _probeTimer.Change(_options.ProbeEvery, Timeout.InfiniteTimeSpan);
        }
    }

    // As large as the tile that failed: a device short of memory must fail this one too.
    private void PredictZeros()
    {
        if (_probeModel is null)
        {
            return;
        }
        IPredictor predictor = _models.Get(_probeModel);
        int multiple = predictor.Facts.Geometry.Multiple;
        int smallest = (SmallestProbePx + multiple - 1) / multiple * multiple;
        (int height, int width) = _probeSize ?? (smallest, smallest);
        using var zeros = new Plane<float>(height, width);
        foreach (TilePrediction prediction in predictor.Predict([new TileInput(zeros, [])]))
        {
            prediction.Dispose();
        }
    }

    private static string Text(Exception error) => $"{error.GetType().Name}: {error.Message}";
}
