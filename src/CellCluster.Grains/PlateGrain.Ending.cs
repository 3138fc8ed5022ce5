using CellCluster.Plates;
using CellCluster.Pipeline;

namespace CellCluster.Grains;

/// <content>The ends of a plate: finished, stopped, cancelled; and tried again.</content>
internal sealed partial class PlateGrain
{
    private Task _finishing = Task.CompletedTask;
    private TimeSpan _finishPause;
    private DateTimeOffset _finishAfter; // the output could not be written: not again before

    public Task DrainAsync()
    {
        if (_status is { Phase: PlatePhase.Measuring or PlatePhase.Running or PlatePhase.Paused or PlatePhase.WaitingForLane or PlatePhase.Announced })
        {
            _intent = null;
            _status = _status with { Phase = PlatePhase.Draining };
            StopWhenIdle();
        }
        return Task.CompletedTask;
    }

    public async Task<PlateStatus> CancelAsync(string by)
    {
        await _opening; // opened or not: no half of it
        await _returning;
        await _finishing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext); // finished or not, too
        if (_intent is not null || await ledger.FindAnnouncementAsync(PlateId, CancellationToken.None) is { End: null })
        {
            _intent = null;
            await ledger.CloseAnnouncementAsync(PlateId, AnnouncementEnd.Withdrawn, $"cancelled by {by}", CancellationToken.None);
            await Directory.ReleasePlateAsync(PlateId);
            _status = (_status ?? await StoredStatusAsync()) with { Phase = PlatePhase.Cancelled, Fault = $"cancelled by {by}" };
        }
        if (await ledger.FindPlateAsync(PlateId, CancellationToken.None) is not { State: PlateState.Running } record)
        {
            StopWhenIdle();
            return _status is null ? await StoredStatusAsync() : Status();
        }
        // A new epoch, so that the audit names who; what this activation gave out under the older one stays its own.
        _epoch = await ledger.TakeEpochAsync(PlateId, $"{Owner}, cancelled by {by}", CancellationToken.None);
        _ownEpochs.Add(_epoch);
        await ledger.CancelPlateAsync(PlateId, _epoch, CancellationToken.None);
        _status ??= StatusOf(record, await ledger.CountFieldsAsync(PlateId, CancellationToken.None));
        _status = _status with { Phase = PlatePhase.Cancelled, Fault = $"cancelled by {by}" };
        _isLedgerAway = false;
        _unprepared = null;
        _queue.Clear();
        _missing.Clear();
        foreach (Assignment assignment in _work.All)
        {
            GrainFactory.GetGrain<IImageGrain>(assignment.Slot).CancelAsync(PlateId, assignment.Epoch).Ignore();
        }
        StopWhenIdle();
        return Status();
    }

    public async Task<RetryReply> RetryAsync(string by)
    {
        if (IsAtWork || _work.Count > 0)
        {
            return new RetryReply(Status(), $"plate {PlateId} is being worked on: there is nothing to retry yet", 0);
        }
        PlateRecord? record = await ledger.FindPlateAsync(PlateId, CancellationToken.None);
        AnnouncementRecord? announced = await ledger.FindAnnouncementAsync(PlateId, CancellationToken.None);
        switch (record?.State)
        {
            case PlateState.CompleteWithGaps:
                return await RetryGapsAsync(by, record);
            case PlateState.Complete:
                return new RetryReply(await StoredStatusAsync(), $"plate {PlateId} is complete without gaps: there is nothing to retry", 0);
            case PlateState.Running:
                await WakeAsync();
                return new RetryReply(_status is null ? await StoredStatusAsync() : Status(), null, 0);
            case PlateState.Cancelled:
                FieldCounts counts = await ledger.CountFieldsAsync(PlateId, CancellationToken.None);
                return await AnnounceAgainAsync(by, record.Options, counts.Total);
            default:
                return announced is null
                    ? new RetryReply(new PlateStatus { PlateId = PlateId }, $"plate {PlateId} is not known here; submit it", 0)
                    : await AnnounceAgainAsync(by, announced.Announcement.Options, announced.Announcement.FieldCount);
        }
    }

    private async Task<RetryReply> RetryGapsAsync(string by, PlateRecord record)
    {
        _epoch = await ledger.TakeEpochAsync(PlateId, $"{Owner}, gaps retried by {by}", CancellationToken.None);
        _ownEpochs.Add(_epoch);
        int reopened = await ledger.ReopenGapsAsync(PlateId, _epoch, CancellationToken.None); // from here on the plate runs in the ledger, whatever happens here
        Intend(IntentOf(record, isAnnounced: false));
        _ = OpenAsync();
        return new RetryReply(Status(), null, reopened);
    }

    // The announcement makes the wish durable: the plate itself is set running when there is a lane for it.
    private async Task<RetryReply> AnnounceAgainAsync(string by, string optionsJson, int fieldCount)
    {
        LabelOptions options = LabelOptionsJson.Read(optionsJson);
        PlateAnnouncement announced = await ledger.AnnouncePlateAsync(
            new PlateAnnouncement(PlateId, optionsJson, options.Priority, options.Device, fieldCount, by, time.GetUtcNow()), CancellationToken.None);
        Intend(await IntentOfAsync(announced));
        _ = OpenAsync();
        return new RetryReply(Status(), null, 0);
    }

    private Task FinishWhenSettledAsync()
    {
        if (_status!.Phase is not (PlatePhase.Running or PlatePhase.WaitingForLane) || _work.Count + _settling + _missing.Count > 0 || !_queue.IsEmpty || _run is not { } run)
        {
            return Task.CompletedTask;
        }
        return _finishing = FinishAsync(run);
    }

    private async Task FinishAsync(PlateRun run)
    {
        _status = _status! with { Phase = PlatePhase.Finishing, Fault = null };
        var finisher = new PlateFinisher(run.Plan, ledger, run.Output);
        byte[]? summary = await Task.Run(() => finisher.SummariseEmbeddingsAsync());
        BatchSummary? batch = summary is null
            ? null
            : await GrainFactory.GetGrain<IDriftGrain>(run.Plan.Batch).AddPlateAsync(PlateId, _epoch, summary);
        DriftSummary? drift = batch is null ? null : new DriftSummary(batch.Batch, batch.Plates.Count, batch.FieldCount);
        RunFigures figures = new(_startedAt, time.GetElapsedTime(_startTimestamp), _status.SettledBeforeCount, [.. lanes.All.Select(lane => lane.Figures)])
        {
            Efforts = starter.IsShared ? [.. _efforts.Values.OrderBy(effort => effort.Lane, StringComparer.Ordinal)] : [],
        };
        PlateState state;
        try
        {
            state = await Task.Run(() => finisher.FinishAsync(_epoch, drift, figures, time.GetUtcNow()));
        }
        catch (OutputUnavailableException error) when (starter.IsShared)
        {
            // Only the whole of it tells whether the folder is well again: tried anew, less and less often.
            _finishPause = TimeSpan.FromTicks(Math.Clamp(2 * _finishPause.Ticks, times.RenewEvery.Ticks, 60 * times.RenewEvery.Ticks));
            _finishAfter = time.GetUtcNow() + _finishPause;
            _status = _status with { Phase = PlatePhase.Paused, Fault = error.Message };
            return;
        }
        _finishPause = TimeSpan.Zero;
        if (starter.IsShared)
        {
            await LeaveOutputAsync(run.Output);
        }
        await EndAsync(state);
    }

    // The plate is complete in the ledger: what cannot be tidied up is said and left.
    private async Task LeaveOutputAsync(OutputFolder output)
    {
        try
        {
            await Task.Run(() => RunOutput.Leave(output));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            LogWaits(PlateId, $"complete; its folder could not be tidied up: {error.Message}");
        }
    }

    private async Task EndAsync(PlateState state)
    {
        PlateRecord? record = await ledger.FindPlateAsync(PlateId, CancellationToken.None);
        runs.Remove(PlateId);
        _run = null;
        StopWatch();
        _status = _status! with { Phase = PlatePhase.Finished, Completion = PlateFinisher.StateText(state), Fault = null, Revision = record?.Revision ?? _status.Revision };
        await SetReminderAsync(isWanted: false);
        try
        {
            await Directory.ReleasePlateAsync(PlateId);
        }
        catch (Exception error) when (IsPassing(error))
        {
            LogWaits(PlateId, error.Message); // what nobody renews ends by itself
        }
    }

    private void Stop(string fault)
    {
        if (_status!.Phase is not (PlatePhase.Finished or PlatePhase.Stopped or PlatePhase.Cancelled))
        {
            _status = _status with { Phase = PlatePhase.Draining, Fault = fault };
        }
    }

    private void StopWhenIdle()
    {
        if (_status is { Phase: PlatePhase.Draining or PlatePhase.Cancelled } && _work.Count + _settling == 0 && _watch is not null)
        {
            runs.Remove(_status.PlateId);
            _run = null;
            StopWatch();
            if (_status.Phase == PlatePhase.Draining)
            {
                _status = _status with { Phase = PlatePhase.Stopped };
            }
            Directory.ReleasePlateAsync(PlateId).Ignore(); // else its holds end by themselves
            _ = SetReminderAsync(isWanted: _status.Phase == PlatePhase.Stopped);
        }
    }
}
