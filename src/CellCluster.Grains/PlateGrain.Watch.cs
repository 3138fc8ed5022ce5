using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Grains;

/// <content>What the plate's timer does: deadlines, slots that hang, silos that died, and things that were away and come back.</content>
internal sealed partial class PlateGrain
{
    private readonly HashSet<FieldKey> _missing = []; // claimed by an earlier activation; whether somebody still works on them is being looked up
    private DateTimeOffset _searchUntil;
    private Task _searching = Task.CompletedTask;
    private Task<bool>? _probe;
    private bool _isLedgerAway;
    private bool _isFilling; // the queue is being read from the ledger
    private PlatePhase _phaseBefore; // what the plate did when it went away
    private Task _returning = Task.CompletedTask;

    private async Task WatchAsync(CancellationToken cancellation)
    {
        if (_status is null || !(IsAtWork || _work.Count > 0))
        {
            StopWhenIdle();
            return;
        }
        try
        {
            await LookAsync();
        }
        catch (StaleEpochException error)
        {
            StepDown(error.Message);
        }
        catch (LedgerUnavailableException error) when (starter.IsShared)
        {
            PauseForLedger(error);
        }
    }

    private async Task LookAsync()
    {
        if (cluster.IsDraining(cluster.Self) && _status!.Phase is not (PlatePhase.Finishing or PlatePhase.Draining))
        {
            StepDown("its silo leaves; another one goes on with it");
            return;
        }
        if (_intent is not null)
        {
            AskUnfitAgain();
            if (time.GetUtcNow() >= _openAfter)
            {
                _ = OpenAsync();
            }
            return;
        }
        if (_isLedgerAway)
        {
            if (_returning.IsCompleted)
            {
                _returning = ReturnToLedgerAsync();
            }
            return;
        }
        ResumeWhenReachable();
        AskUnfitAgain();
        TakeLost();
        await WatchDeadlinesAsync();
        if (_missing.Count > 0 && _searching.IsCompleted)
        {
            _searching = SearchAsync();
        }
        StopWhenIdle();
        _ = PumpAsync(); // it may finish the plate: whoever asks or cancels must not wait with it
    }

    private async Task WatchDeadlinesAsync()
    {
        DateTimeOffset now = time.GetUtcNow();
        foreach (Assignment assignment in _work.All)
        {
            if (now > assignment.Deadline && !assignment.IsGivenUp)
            {
                assignment.IsGivenUp = true;
                GrainFactory.GetGrain<IImageGrain>(assignment.Slot).CancelAsync(PlateId, assignment.Epoch).Ignore(); // its silo may be dying
            }
            else if (now > assignment.Deadline + times.Grace)
            {
                // It hangs where nothing can interrupt it, as in a read from a dead network folder: its slot is given up with it.
                _work.Hang(assignment);
                _settling++;
                try
                {
                    await CloseFailedAsync(assignment.Claim, $"not finished within {_run!.Plan.Options.FieldDeadlineMinutes:0.##} minutes, and it could not be interrupted");
                }
                finally
                {
                    _settling--;
                }
            }
        }
        if (!starter.IsShared && _work.HangingCount == lanes.Slots.Count)
        {
            Stop("every slot hangs in a field that could not be interrupted; end this process and start the plate again");
        }
    }

    // Fields on silos that died go elsewhere; the attempt counts, because the field may be what killed the silo.
    private void TakeLost()
    {
        foreach (Assignment lost in _work.TakeLost(cluster.IsGone))
        {
            LogWaits(PlateId, $"{lost.Claim.Key}: the silo of slot {lost.Slot} is gone");
            _ = CloseLostAsync(lost);
        }
    }

    private async Task CloseLostAsync(Assignment lost)
    {
        _settling++;
        try
        {
            await CloseFailedAsync(lost.Claim, $"silo {SlotName.SiloOf(lost.Slot)} ended while it was worked on", isSuspect: true);
        }
        catch (LedgerUnavailableException error)
        {
            _work.Put(lost); // looked at again when the ledger is back
            PauseForLedger(error);
        }
        catch (StaleEpochException error)
        {
            StepDown(error.Message);
        }
        finally
        {
            _settling--;
        }
        StopWhenIdle();
        await PumpAsync();
    }

    // After a move: fields that the ledger says are claimed may still be on their way in slots of living silos.
    private async Task SearchAsync()
    {
        bool isWhole;
        try
        {
            ClusterLanes all = await Directory.ListAsync();
            // A directory that has moved itself knows only the silos that have reported since.
            isWhole = cluster.Others(SiloRoles.Inference).All(address => all.Silos.Any(one => one.Address.Equals(address)));
            var asked = new List<Task<IReadOnlyList<SlotWork>>>();
            foreach (SiloReport one in all.Silos.Where(one => cluster.IsActive(one.Address)))
            {
                asked.AddRange(one.Lanes.Where(lane => lane.DeviceKind == _status!.DeviceKind).SelectMany(lane => Enumerable.Range(0, lane.SlotCount)
                    .Select(slot => GrainFactory.GetGrain<IImageGrain>(SlotName.Of(lane.Lane, slot)).WorkOnAsync(PlateId))));
            }
            foreach (Task<IReadOnlyList<SlotWork>> answer in asked)
            {
                try
                {
                    (await answer.WaitAsync(TimeSpan.FromSeconds(5), time)).ToList().ForEach(Resume);
                }
                catch (Exception error) when (error is TimeoutException or OrleansException)
                {
                    isWhole = false; // its silo is slow or dying: it is asked again
                }
            }
        }
        catch (Exception error) when (error is TimeoutException or OrleansException)
        {
            isWhole = false;
        }
        DateTimeOffset now = time.GetUtcNow();
        if ((isWhole && (now >= _searchUntil || !cluster.HasOthers)) || now >= _searchUntil + (3 * times.SearchFor))
        {
            foreach (FieldKey key in _missing)
            {
                _queue.Add(key, isSuspect: true); // nobody works on it: the process ended
            }
            _missing.Clear();
            await PumpAsync();
        }
    }

    private void Resume(SlotWork found)
    {
        if (_run is not null && _missing.Remove(found.Claim.Key))
        {
            TimeSpan deadline = TimeSpan.FromMinutes(_run.Plan.Options.FieldDeadlineMinutes);
            _work.Put(new Assignment(found.Slot, found.Silo, found.Epoch, found.Claim) { Deadline = time.GetUtcNow() + deadline });
        }
    }

    // Whoever reports meanwhile is told to come again: what is read is not yet all there is.
    private async Task FillQueueAsync()
    {
        _isFilling = true;
        try
        {
            await ReadFieldsAsync();
        }
        finally
        {
            _isFilling = false;
        }
        if (!starter.IsShared)
        {
            // The only silo and a new run: the process ended while they were worked on.
            _missing.ToList().ForEach(key => _queue.Add(key, isSuspect: true));
            _missing.Clear();
        }
        _searchUntil = time.GetUtcNow() + times.SearchFor;
        if (_missing.Count > 0 && _searching.IsCompleted)
        {
            _searching = SearchAsync();
        }
    }

    private async Task ReadFieldsAsync()
    {
        if (_ungiven.Count > 0)
        {
            FieldClaim[] ungiven = [.. _ungiven.Values];
            await ledger.ReturnAsync(PlateId, _epoch, ungiven, CancellationToken.None);
            _ungiven.Clear();
        }
        _queue.Clear();
        _missing.Clear();
        await foreach (FieldRecord field in ledger.ReadFieldsAsync(PlateId, CancellationToken.None))
        {
            if (field.State == FieldState.Expected && !_work.Has(field.Key))
            {
                _queue.Add(field.Key, field.LostAttempts > 0);
            }
            else if (field.State == FieldState.Claimed && !_work.Has(field.Key))
            {
                _missing.Add(field.Key);
            }
            else if (field.State is FieldState.Done or FieldState.Gap)
            {
                _work.RemoveField(field.Key); // its commit went through although its answer did not
            }
        }
    }

    private void PauseForLedger(LedgerUnavailableException error)
    {
        if (_isLedgerAway || _status is null)
        {
            return;
        }
        LogWaits(PlateId, error.Message);
        _isLedgerAway = true;
        _phaseBefore = _status.Phase is PlatePhase.Finishing ? PlatePhase.Running : _status.Phase;
        _status = _status with { Phase = PlatePhase.Paused, Fault = error.Message };
    }

    // What was being written when it went away may be written or not: a new epoch closes the old one's doubts, and the ledger says what is owed.
    private async Task ReturnToLedgerAsync()
    {
        try
        {
            PlateRecord? record = await ledger.FindPlateAsync(PlateId, CancellationToken.None);
            if (record is null || record.Epoch != _epoch)
            {
                StepDown($"plate {PlateId}: while the ledger was away another silo took it over");
                return;
            }
            if (record.State is PlateState.Complete or PlateState.CompleteWithGaps)
            {
                _isLedgerAway = false;
                await EndAsync(record.State);
                return;
            }
            _epoch = await ledger.TakeEpochAsync(PlateId, $"{Owner}, the ledger was away", CancellationToken.None);
            _ownEpochs.Add(_epoch);
            record = await ledger.FindPlateAsync(PlateId, CancellationToken.None) ?? record; // cancelled between the two?
            FieldCounts counts = await ledger.CountFieldsAsync(PlateId, CancellationToken.None);
            await FillQueueAsync();
            _status = _status! with { DoneCount = counts.Done, GapCount = counts.Gaps, Phase = record.State == PlateState.Cancelled ? PlatePhase.Cancelled : _phaseBefore, Fault = null };
            _isLedgerAway = false;
            StopWhenIdle();
            _ = PumpAsync();
        }
        catch (LedgerUnavailableException error)
        {
            _status = _status! with { Fault = error.Message }; // not yet
        }
        catch (StaleEpochException error)
        {
            StepDown(error.Message);
        }
        catch (Exception error) // tried again at the next look, as long as it waits for the ledger
        {
            LogWaits(PlateId, error.Message);
        }
    }

    private void AskUnfitAgain()
    {
        if (_status!.Phase == PlatePhase.Paused && _unfit.AreStale(time.GetUtcNow(), times.UnfitFor))
        {
            _unfit.Clear();
            _status = _status with { Phase = _intent is not null ? PlatePhase.Announced : PlatePhase.Running, Fault = null };
        }
    }

    // A probe of a dead network folder may hang for minutes: it is looked at, never waited for.
    private void ResumeWhenReachable()
    {
        if (_status!.Phase != PlatePhase.Paused || _unfit.Any || time.GetUtcNow() < _finishAfter)
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
}
