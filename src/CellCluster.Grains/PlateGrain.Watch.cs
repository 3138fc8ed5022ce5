using CellCluster.Pipeline;

namespace CellCluster.Grains;

/// <content>What the plate's timer does: deadlines, slots that hang, a folder that comes back.</content>
internal sealed partial class PlateGrain
{
    private async Task WatchAsync(CancellationToken cancellation)
    {
        if (_status is null)
        {
            return;
        }
        ResumeWhenReachable();
        DateTimeOffset now = time.GetUtcNow();
        foreach ((string slot, Assignment assignment) in _working.ToArray())
        {
            if (now > assignment.Deadline && !assignment.IsGivenUp)
            {
                assignment.IsGivenUp = true;
                await GrainFactory.GetGrain<IImageGrain>(slot).CancelAsync(_status.PlateId, _epoch);
            }
            else if (now > assignment.Deadline + s_grace && _working.Remove(slot))
            {
                // It hangs where nothing can interrupt it, as in a read from a dead network folder: its slot is given up with it.
                _hanging.Add(slot);
                await CloseFailedAsync(assignment.Claim, $"not finished within {_run!.Plan.Options.FieldDeadlineMinutes:0.##} minutes, and it could not be interrupted");
            }
        }
        if (_hanging.Count == lanes.Slots.Count)
        {
            Stop("every slot hangs in a field that could not be interrupted; end this process and start the plate again");
        }
        StopWhenIdle();
        await PumpAsync();
    }

    // A probe of a dead network folder may hang for minutes: it is looked at, never waited for.
    private void ResumeWhenReachable()
    {
        if (_status!.Phase != PlatePhase.Paused)
        {
            return;
        }
        if (IsPastPlateDeadline() && _unprepared is null)
        {
            _status = _status with { Phase = PlatePhase.Running, Fault = null }; // what is left becomes gaps
            return;
        }
        if (_probe is null)
        {
            _probe = Task.Run(new FieldReader((_run?.Plan ?? _unprepared!.Plan!).Options.Plate).IsReachable);
            return;
        }
        if (!_probe.IsCompleted)
        {
            return;
        }
        bool isReachable = _probe.IsCompletedSuccessfully && _probe.Result;
        _probe = null;
        if (!isReachable)
        {
            return;
        }
        _status = _status with { Phase = _unprepared is null ? PlatePhase.Running : PlatePhase.Measuring, Fault = null };
        if (_unprepared is { } start)
        {
            _unprepared = null;
            _ = PrepareAsync(start);
        }
    }

    private bool IsPastPlateDeadline() =>
        (_run?.Plan ?? _unprepared?.Plan)?.Options.PlateDeadlineHours is { } hours && time.GetUtcNow() > _startedAt + TimeSpan.FromHours(hours);
}
