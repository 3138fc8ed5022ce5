using CellCluster.Analysis;
using CellCluster.Pipeline;
using CellCluster.Plates;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace CellCluster.Grains;

/// <inheritdoc cref="IPlateGrain"/>
/// <remarks>
/// Turns stay short: layouts, samples and reports are made on other threads, and their ends come back as turns. Truth is in the ledger; what
/// is kept here can be made anew from it. <see cref="Pump"/> is the only place that claims and assigns.
/// </remarks>
[KeepAlive]
internal sealed partial class PlateGrain(
    ILedger ledger, PlateStarter starter, PlateRuns runs, SiloLanes lanes, TimeProvider time, ILogger<PlateGrain> log) : Grain, IPlateGrain
{
    private static readonly TimeSpan s_watchEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_grace = TimeSpan.FromMinutes(1); // from giving a field up to giving its slot up

    private readonly FieldQueue _queue = new();
    private readonly Dictionary<string, Assignment> _working = new(StringComparer.Ordinal); // by slot
    private readonly HashSet<string> _hanging = new(StringComparer.Ordinal); // slots that were given up
    private readonly List<string> _recentGaps = [];
    private PlateRun? _run;
    private PlateStart? _unprepared; // opened, and its folder went away before its sample was measured
    private PlateStatus? _status;
    private long _epoch;
    private DateTimeOffset _startedAt;
    private long _startTimestamp;
    private IGrainTimer? _watch;
    private bool _pumping;
    private bool _pumpAgain;
    private int _settling; // reports whose commit is under way
    private Task<bool>? _probe;

    private sealed record Assignment(FieldClaim Claim, DateTimeOffset Deadline)
    {
        public bool IsGivenUp { get; set; }
    }

    public Task<PlateStatus> StatusAsync() => Task.FromResult(Status());

    public async Task<StartReply> StartAsync(string options, bool redo)
    {
        if (_status is { Phase: PlatePhase.Measuring or PlatePhase.Running or PlatePhase.Paused or PlatePhase.Draining or PlatePhase.Finishing })
        {
            return new StartReply(Status(), null, StartFault.None);
        }
        PlateStart start = await Task.Run(() => starter.StartAsync(options, redo, $"{Environment.MachineName}/{Environment.ProcessId}"));
        if (start.Refusal is not null)
        {
            return new StartReply(null, start.Refusal, start.Fault);
        }
        PlateRecord record = start.Record!;
        _epoch = start.Epoch;
        _status = new PlateStatus
        {
            PlateId = record.PlateId,
            FieldCount = start.Counts!.Total,
            DoneCount = start.Counts.Done,
            GapCount = start.Counts.Gaps,
            SettledBeforeCount = start.Counts.Settled,
            Remarks = [.. start.Reopened is { } reopened ? [reopened] : (string[])[], .. start.Plan!.Layout.Remarks.Select(remark => remark.Text), .. start.Plan.Remarks],
            RecognisedAs = start.Plan.Layout.RecognisedAs,
            Phase = PlatePhase.Measuring,
        };
        if (record.State is PlateState.Complete or PlateState.CompleteWithGaps)
        {
            _status = _status with { Phase = PlatePhase.Finished, WasFinished = true, Completion = PlateFinisher.StateText(record.State) };
            return new StartReply(Status(), null, StartFault.None);
        }
        _startedAt = time.GetUtcNow();
        _startTimestamp = time.GetTimestamp();
        this.DelayDeactivation(TimeSpan.FromDays(365));
        _watch = this.RegisterGrainTimer(WatchAsync, new GrainTimerCreationOptions(s_watchEvery, s_watchEvery) { KeepAlive = true });
        _ = PrepareAsync(start);
        return new StartReply(Status(), null, StartFault.None);
    }

    public Task<StartReply> SubmitAsync(PlateSubmission submission) => StartAsync(submission.Options, submission.Redo);

    public Task WakeAsync() => Task.CompletedTask;

    public async Task<PlateStatus> CancelAsync(string by)
    {
        await DrainAsync();
        return Status();
    }

    public Task<RetryReply> RetryAsync(string by) => Task.FromResult(new RetryReply(Status(), "not yet", 0));

    public Task SlotsFreeAsync() => _status is null ? Task.CompletedTask : PumpAsync();

    public Task DrainAsync()
    {
        if (_status is { Phase: PlatePhase.Measuring or PlatePhase.Running or PlatePhase.Paused })
        {
            _status = _status with { Phase = PlatePhase.Draining };
            StopWhenIdle();
        }
        return Task.CompletedTask;
    }

    public async Task ReportAsync(FieldReport report)
    {
        if (_run is null || _status is null || report.Epoch != _epoch || !_working.Remove(report.Slot, out Assignment? assignment))
        {
            _hanging.Remove(report.Slot); // its claim was closed already; the slot works again
            return;
        }
        _settling++;
        try
        {
            await SettleAsync(report, assignment);
        }
        catch (Exception error) // the claim stays open in the ledger: the next start counts it as lost, and goes on
        {
            LogStopped(_status.PlateId, error);
            Stop(error.Message);
        }
        finally
        {
            _settling--;
        }
        StopWhenIdle();
        await PumpAsync();
    }

    private async Task SettleAsync(FieldReport report, Assignment assignment)
    {
        if (assignment.IsGivenUp && report.End is AttemptEnd.Failed or AttemptEnd.Returned)
        {
            await CloseFailedAsync(report.Claim, $"not finished within {_run!.Plan.Options.FieldDeadlineMinutes:0.##} minutes");
            return;
        }
        switch (report.End)
        {
            case AttemptEnd.Settled:
                await ledger.CommitFieldAsync(_status!.PlateId, _epoch, report.Outcome!, CancellationToken.None);
                Count(report.Outcome!.State, report.Claim.Key, report.Outcome.Gap, report.Outcome.Reason);
                break;
            case AttemptEnd.Failed:
                await CloseFailedAsync(report.Claim, report.Reason!);
                break;
            default:
                await ledger.ReturnAsync(_status!.PlateId, _epoch, [report.Claim], CancellationToken.None);
                _queue.Add(report.Claim.Key, report.Claim.LostAttempts > 0);
                if (report.End == AttemptEnd.OutputUnavailable)
                {
                    Stop(report.Reason!);
                }
                else if (report.End == AttemptEnd.PlateUnreachable && _status.Phase == PlatePhase.Running)
                {
                    _status = _status with { Phase = PlatePhase.Paused, Fault = report.Reason };
                }
                break;
        }
    }

    private async Task CloseFailedAsync(FieldClaim claim, string reason)
    {
        FieldState state = await ledger.FailAttemptAsync(_status!.PlateId, _epoch, claim, reason, CancellationToken.None);
        if (state == FieldState.Gap)
        {
            Count(FieldState.Gap, claim.Key, GapCode.Failed, reason);
        }
        else
        {
            _queue.Add(claim.Key, claim.LostAttempts > 0);
        }
    }

    private void Count(FieldState state, FieldKey key, GapCode? gap, string reason)
    {
        if (state == FieldState.Gap)
        {
            _recentGaps.Add($"{key}: {gap?.ToText()}: {reason}");
            if (_recentGaps.Count > 20)
            {
                _recentGaps.RemoveAt(0);
            }
            LogGap(_status!.PlateId, key.ToString(), gap?.ToText() ?? "", reason);
            _status = _status with { GapCount = _status.GapCount + 1, RecentGaps = [.. _recentGaps] };
        }
        else
        {
            _status = _status! with { DoneCount = _status.DoneCount + 1 };
        }
    }

    // Measures the sample once per plate; a resumed plate has its numbers in the ledger.
    private async Task PrepareAsync(PlateStart start)
    {
        try
        {
            FrozenNormalisation? frozen = await Task.Run(() => starter.FreezeAsync(start));
            if (_status!.Phase != PlatePhase.Measuring)
            {
                return; // drained meanwhile
            }
            _run = new PlateRun(start.Plan!, frozen, start.Output!);
            runs.Set(_run);
            await foreach (FieldRecord field in ledger.ReadFieldsAsync(_status.PlateId, CancellationToken.None))
            {
                if (field.State is FieldState.Expected or FieldState.Claimed)
                {
                    // A claim of an older epoch that nobody reported: the process ended while it was worked on.
                    _queue.Add(field.Key, field.LostAttempts > 0 || field.State == FieldState.Claimed);
                }
            }
            if (_status.Phase == PlatePhase.Measuring)
            {
                _status = _status with { Phase = PlatePhase.Running };
            }
            StopWhenIdle();
            await PumpAsync();
        }
        catch (PlateUnreachableException error)
        {
            if (_status!.Phase == PlatePhase.Measuring)
            {
                _status = _status with { Phase = PlatePhase.Paused, Fault = error.Message };
                _unprepared = start;
            }
        }
        catch (Exception error) // shown to whoever watches the plate
        {
            LogStopped(_status!.PlateId, error);
            Stop(error.Message);
            StopWhenIdle();
        }
    }

    private async Task PumpAsync()
    {
        if (_pumping)
        {
            _pumpAgain = true; // turns interleave at awaits: one of them claims, the others ask it to look again
            return;
        }
        _pumping = true;
        try
        {
            do
            {
                _pumpAgain = false;
                await AssignFreeSlotsAsync();
            }
            while (_pumpAgain);
            await FinishWhenSettledAsync();
        }
        catch (Exception error) // shown to whoever watches the plate; it can be resumed
        {
            LogStopped(_status!.PlateId, error);
            Stop(error.Message);
            StopWhenIdle();
        }
        finally
        {
            _pumping = false;
        }
    }

    private async Task AssignFreeSlotsAsync()
    {
        foreach (string slot in lanes.Slots.Where(slot => !_hanging.Contains(slot)))
        {
            while (_status!.Phase == PlatePhase.Running && !_working.ContainsKey(slot) && _queue.TryTake(_working.Count, out FieldKey key))
            {
                IReadOnlyList<FieldClaim> claims = await ledger.ClaimAsync(_status.PlateId, _epoch, [key], CancellationToken.None);
                if (claims.Count == 0)
                {
                    Count(FieldState.Gap, key, GapCode.Failed, "three attempts ended without a report: the process was killed each time");
                    continue;
                }
                if (IsPastPlateDeadline())
                {
                    await GiveUpAsync(claims[0]);
                    continue;
                }
                await AssignAsync(slot, claims[0]);
            }
        }
    }

    private async Task AssignAsync(string slot, FieldClaim claim)
    {
        RunPlan plan = _run!.Plan;
        FieldSource source = plan.SourceOf(claim.Key);
        _working[slot] = new Assignment(claim, time.GetUtcNow() + TimeSpan.FromMinutes(plan.Options.FieldDeadlineMinutes));
        try
        {
            if (!await GrainFactory.GetGrain<IImageGrain>(slot).AssignAsync(new FieldAssignment(_status!.PlateId, _epoch, claim, source)))
            {
                throw new InvalidOperationException($"slot {slot} is still at work on another field; start the plate again");
            }
        }
        catch
        {
            _working.Remove(slot); // nobody will report it
            _queue.Add(claim.Key, claim.LostAttempts > 0);
            await ledger.ReturnAsync(_status!.PlateId, _epoch, [claim], CancellationToken.None);
            throw;
        }
    }

    private async Task GiveUpAsync(FieldClaim claim)
    {
        string reason = $"the plate's deadline of {_run!.Plan.Options.PlateDeadlineHours:0.##} hours passed before its turn";
        var outcome = new FieldOutcome { Claim = claim, State = FieldState.Gap, Gap = GapCode.Failed, Reason = reason };
        await ledger.CommitFieldAsync(_status!.PlateId, _epoch, outcome, CancellationToken.None);
        Count(FieldState.Gap, claim.Key, GapCode.Failed, reason);
    }

    private async Task FinishWhenSettledAsync()
    {
        if (_status!.Phase != PlatePhase.Running || _working.Count + _settling > 0 || !_queue.IsEmpty || _run is null)
        {
            return;
        }
        _status = _status with { Phase = PlatePhase.Finishing };
        var finisher = new PlateFinisher(_run.Plan, ledger, _run.Output);
        byte[]? summary = await Task.Run(() => finisher.SummariseEmbeddingsAsync());
        BatchSummary? batch = summary is null
            ? null
            : await GrainFactory.GetGrain<IDriftGrain>(_run.Plan.Batch).AddPlateAsync(_status.PlateId, _epoch, summary);
        DriftSummary? drift = batch is null ? null : new DriftSummary(batch.Batch, batch.Plates.Count, batch.FieldCount);
        RunFigures figures = new(_startedAt, time.GetElapsedTime(_startTimestamp), _status.SettledBeforeCount, [.. lanes.All.Select(lane => lane.Figures)]);
        PlateState state = await Task.Run(() => finisher.FinishAsync(_epoch, drift, figures, time.GetUtcNow()));
        runs.Remove(_status.PlateId);
        _watch?.Dispose();
        _status = _status with { Phase = PlatePhase.Finished, Completion = PlateFinisher.StateText(state) };
        this.DelayDeactivation(TimeSpan.FromMinutes(10));
    }

    private void Stop(string fault)
    {
        if (_status!.Phase is not (PlatePhase.Finished or PlatePhase.Stopped))
        {
            _status = _status with { Phase = PlatePhase.Draining, Fault = fault };
        }
    }

    private void StopWhenIdle()
    {
        if (_status is { Phase: PlatePhase.Draining } && _working.Count + _settling == 0)
        {
            runs.Remove(_status.PlateId);
            _watch?.Dispose();
            _status = _status with { Phase = PlatePhase.Stopped };
        }
    }

    private PlateStatus Status() =>
        _status is null
            ? new PlateStatus { PlateId = this.GetPrimaryKeyString() }
            : _status with { InWorkCount = _working.Count };

    [LoggerMessage(Level = LogLevel.Warning, Message = "plate {plate}, {field}: gap {code}: {reason}")]
    private partial void LogGap(string plate, string field, string code, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "plate {plate}: stopped; it can be resumed")]
    private partial void LogStopped(string plate, Exception error);
}
