using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Grains;

/// <content>Ends of attempts: committed, counted, handed back, adopted.</content>
internal sealed partial class PlateGrain
{
    private readonly Dictionary<string, LaneEffort> _efforts = new(StringComparer.Ordinal); // by lane
    private int _settling; // reports whose commit is under way

    public async Task<bool> ReportAsync(FieldReport report)
    {
        if (!IsAtWork && _status is not { Phase: PlatePhase.Cancelled })
        {
            if (!starter.IsShared)
            {
                return true; // stopped: nobody waits for the field
            }
            if (cluster.IsDraining(cluster.Self))
            {
                DeactivateOnIdle();
                return false; // another silo takes it
            }
            await WakeAsync(); // the plate moved and nobody else has woken it here yet
            return !IsAtWork; // finished, stopped or unknown: nobody waits for the field
        }
        if (_intent is not null || _isLedgerAway || _isFilling || (_run is null && IsAtWork))
        {
            return false;
        }
        if (Find(report) is not { } assignment)
        {
            return await AdoptAsync(report);
        }
        _settling++;
        try
        {
            await SettleAsync(report, assignment);
        }
        catch (LedgerUnavailableException error) when (starter.IsShared)
        {
            PutBack(assignment); // reported again until it is written
            PauseForLedger(error);
            return false;
        }
        catch (StaleEpochException error)
        {
            StepDown(error.Message);
            return false; // whoever has the newer epoch takes it
        }
        catch (Exception error) // the claim stays open in the ledger: the next start counts it as lost, and goes on
        {
            LogStopped(_status!.PlateId, error);
            Stop(error.Message);
        }
        finally
        {
            _settling--;
        }
        StopWhenIdle();
        _ = PumpAsync(); // it waits for the directory: the next report must not wait with it
        return true;
    }

    private Assignment? Find(FieldReport report)
    {
        if (_work.TryTake(report, out Assignment? assignment))
        {
            return assignment;
        }
        // A field that an earlier activation gave out, reported before its slot was found.
        return _missing.Remove(report.Claim.Key) ? new Assignment(report.Slot, null, report.Epoch, report.Claim) : null;
    }

    // Whoever has no silo is looked for again: what is kept without one would outlive its silo until the deadline.
    private void PutBack(Assignment assignment)
    {
        if (assignment.Silo is null)
        {
            _missing.Add(assignment.Claim.Key);
        }
        else
        {
            _work.Put(assignment);
        }
    }

    // Nobody waits for this attempt any more: its result is taken where the field is still owed, or dropped.
    private async Task<bool> AdoptAsync(FieldReport report)
    {
        if (report.End != AttemptEnd.Settled || _run is null || !_queue.Remove(report.Claim.Key))
        {
            return true;
        }
        var late = new Assignment(report.Slot, null, report.Epoch, report.Claim);
        bool isSettled = false;
        _settling++;
        try
        {
            await SettleAsync(report, late, isLate: true);
            isSettled = true;
        }
        catch (StaleEpochException error)
        {
            StepDown(error.Message);
            return false;
        }
        catch (LedgerUnavailableException error)
        {
            PauseForLedger(error);
            return false;
        }
        finally
        {
            _settling--;
            if (!isSettled && _run is not null)
            {
                _queue.Add(report.Claim.Key, isSuspect: false);
            }
        }
        _ = PumpAsync();
        return true;
    }

    private async Task SettleAsync(FieldReport report, Assignment assignment, bool isLate = false)
    {
        FieldClaim claim = report.Claim;
        string lane = SlotName.LaneOf(report.Slot);
        if (assignment.IsGivenUp && report.End is AttemptEnd.Failed or AttemptEnd.TileFailed or AttemptEnd.Returned)
        {
            await CloseFailedAsync(claim, $"not finished within {_run!.Plan.Options.FieldDeadlineMinutes:0.##} minutes");
            return;
        }
        switch (report.End)
        {
            case AttemptEnd.Settled when await IsWholeAsync(report, isLate):
                await ledger.CommitFieldAsync(PlateId, _epoch, report.Outcome!, CancellationToken.None);
                Count(report.Outcome!.State, claim.Key, report.Outcome.Gap, report.Outcome.Reason);
                AddEffort(lane, report.Effort);
                break;
            case AttemptEnd.TileFailed when _queue.IsFirstFailure(claim.Key, lane) && await HasOtherLaneAsync(lane):
                await ReturnAsync(claim); // the lane's fault until a second one fails too
                break;
            case AttemptEnd.Failed or AttemptEnd.TileFailed:
                await CloseFailedAsync(claim, report.Reason!);
                break;
            default:
                await ReturnAsync(claim);
                Explain(report, lane);
                break;
        }
    }

    private async Task ReturnAsync(FieldClaim claim)
    {
        await ledger.ReturnAsync(PlateId, _epoch, [claim], CancellationToken.None);
        if (_status!.Phase != PlatePhase.Cancelled)
        {
            _queue.Add(claim.Key, claim.LostAttempts > 0);
        }
    }

    private void Explain(FieldReport report, string lane)
    {
        bool isSilo = SlotName.SiloOf(lane) is not null;
        switch (report.End)
        {
            case AttemptEnd.SiloUnfit or AttemptEnd.OutputUnavailable or AttemptEnd.PlateUnreachable when isSilo:
                Exclude(lane, report.Reason!);
                break;
            case AttemptEnd.OutputUnavailable or AttemptEnd.SiloUnfit:
                Stop(report.Reason!);
                break;
            case AttemptEnd.PlateUnreachable when _status!.Phase == PlatePhase.Running:
                _status = _status with { Phase = PlatePhase.Paused, Fault = report.Reason };
                break;
        }
    }

    // The other silos go on; when none is left the plate pauses and asks all of them again after a while.
    private void Exclude(string lane, string reason)
    {
        string name = SlotName.SiloOf(lane)!;
        if (!_unfit.Has(name)) // each of its slots says so
        {
            LogWaits(PlateId, $"silo {name} gets no more fields of it: {reason}");
        }
        _unfit.Add(name, reason.ReplaceLineEndings(" "), time.GetUtcNow());
    }

    // Work of an older activation, or of an attempt that was given up: another one may have written the same files since, or half of them.
    private async Task<bool> IsWholeAsync(FieldReport report, bool isLate)
    {
        if (!isLate && _ownEpochs.Contains(report.Epoch))
        {
            return true;
        }
        string? fault = await Task.Run(() => StoredFiles.FindFault(_run!.Output, report.Outcome!.Files));
        if (fault is not null)
        {
            LogWaits(PlateId, $"{report.Claim.Key}: the result of epoch {report.Epoch} is not adopted: {fault}");
        }
        return fault is null;
    }

    private async Task<bool> HasOtherLaneAsync(string lane)
    {
        LabelOptions options = _run!.Plan.Options;
        ClusterLanes all;
        try
        {
            all = await Directory.ListAsync();
        }
        catch (Exception error) when (IsPassing(error))
        {
            return true; // the directory moves: the field is not blamed for a guess
        }
        return all.Silos.Where(one => !one.IsDraining && !_unfit.Has(one.Name)).SelectMany(one => one.Lanes).Any(other =>
            other.Lane != lane && other.Fault is null && other.DeviceKind == options.Device && (other.Profile is null || other.Profile == _run.Plan.Profile));
    }

    private async Task CloseFailedAsync(FieldClaim claim, string reason, bool isSuspect = false)
    {
        FieldState state = await ledger.FailAttemptAsync(PlateId, _epoch, claim, reason, CancellationToken.None);
        if (state == FieldState.Gap)
        {
            Count(FieldState.Gap, claim.Key, GapCode.Failed, reason);
        }
        else if (state != FieldState.Done && _status!.Phase != PlatePhase.Cancelled)
        {
            _queue.Add(claim.Key, isSuspect || claim.LostAttempts > 0);
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

    private void AddEffort(string lane, FieldEffort effort)
    {
        LaneEffort sum = _efforts.GetValueOrDefault(lane) ?? new LaneEffort(lane, 0, 0, 0, TimeSpan.Zero);
        _efforts[lane] = sum with { Fields = sum.Fields + 1, Tiles = sum.Tiles + effort.Tiles, Pixels = sum.Pixels + effort.Pixels, Wall = sum.Wall + effort.Wall };
    }
}
