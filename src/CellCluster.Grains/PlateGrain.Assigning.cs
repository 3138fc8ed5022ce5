using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Grains;

/// <content>Asks for slots, claims fields, assigns them: the only place that does.</content>
internal sealed partial class PlateGrain
{
    private bool _pumping;
    private bool _pumpAgain;
    private IReadOnlyList<string> _heldAsked = []; // what the directory was told last
    private DateTimeOffset _askedAt;
    private DateTimeOffset _askAfter; // a slot refused a field: not again before
    private readonly HashSet<string> _refusing = new(StringComparer.Ordinal); // slots that did, and the directory has not been told

    private readonly Dictionary<FieldKey, FieldClaim> _ungiven = []; // claimed and in no slot: handed back when the ledger answers again

    private bool MayAssign => _status is { Phase: PlatePhase.Running or PlatePhase.WaitingForLane } && _run is not null && !cluster.IsDraining(cluster.Self);

    private async Task PumpAsync()
    {
        if (_status is null)
        {
            return; // woken for an earlier activation: nothing is loaded here
        }
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
        catch (StaleEpochException error)
        {
            StepDown(error.Message);
        }
        catch (LedgerUnavailableException error) when (starter.IsShared)
        {
            PauseForLedger(error);
        }
        catch (Exception error) when (IsPassing(error) && starter.IsShared)
        {
            // The directory or another grain moves because its silo left or died: asked again at the next look.
            LogWaits(PlateId, error.Message);
            _askAfter = time.GetUtcNow() + times.WatchEvery;
            if (_status!.Phase == PlatePhase.Finishing)
            {
                _status = _status with { Phase = PlatePhase.Running };
            }
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
        if (MayAssign && IsPastPlateDeadline())
        {
            await GiveUpAllAsync();
        }
        while (MayAssign && time.GetUtcNow() >= _askAfter && await AskAsync() is { } grant)
        {
            TakeLost();
            string[] free = [.. grant.Slots.Where(_work.IsFree)];
            if (free.Length == 0)
            {
                WaitWithoutLanes(grant);
                return;
            }
            if (_status!.Phase == PlatePhase.WaitingForLane)
            {
                _status = _status with { Phase = PlatePhase.Running, Fault = null };
            }
            if (await AssignAsync(free) == free.Length)
            {
                return; // the directory gave what it could; it wakes this grain when there is more
            }
        }
    }

    // One question for each change of what is held or wanted, and one now and then so that the directory knows that somebody lives.
    private async Task<SlotGrant?> AskAsync()
    {
        int wanted = _queue.StartableCount(_work.Count);
        IReadOnlyList<string> held = _work.Held;
        DateTimeOffset now = time.GetUtcNow();
        if (wanted == 0 && now - _askedAt < times.RenewEvery && held.SequenceEqual(_heldAsked, StringComparer.Ordinal))
        {
            return null;
        }
        (_heldAsked, _askedAt) = (held, now);
        string[] refused = [.. _refusing];
        _refusing.Clear();
        LabelOptions options = _run!.Plan.Options;
        return await Directory.RequestSlotsAsync(
            new SlotRequest(PlateId, _epoch, options.Priority, options.Device, _run.Plan.Profile, held, wanted, _unfit.Names, refused));
    }

    private void WaitWithoutLanes(SlotGrant grant)
    {
        if (grant.SuitableLanes == 0 && _work.Count == 0 && !_queue.IsEmpty)
        {
            WaitForLane(grant.WhyNone);
        }
        else if (_status!.Phase == PlatePhase.WaitingForLane && grant.SuitableLanes > 0)
        {
            _status = _status with { Phase = PlatePhase.Running, Fault = null };
        }
    }

    // Claims as many fields as there are slots in one transaction, then hands them out.
    private async Task<int> AssignAsync(string[] free)
    {
        var chosen = new List<(string Slot, FieldKey Key)>();
        foreach (string slot in free)
        {
            if (_queue.TryTake(_work.Count + chosen.Count, SlotName.LaneOf(slot), out FieldKey key))
            {
                chosen.Add((slot, key));
            }
        }
        IReadOnlyList<FieldClaim> claims = await ClaimAsync([.. chosen.Select(pair => pair.Key)]);
        foreach (FieldClaim claim in claims)
        {
            _ungiven[claim.Key] = claim;
        }
        int assigned = 0;
        foreach ((string slot, FieldKey key) in chosen)
        {
            if (claims.FirstOrDefault(claim => claim.Key == key) is not { } claim)
            {
                Count(FieldState.Gap, key, GapCode.Failed, "three attempts ended without a report: the process was killed each time");
            }
            else if (!MayAssign)
            {
                await HandBackAsync(claim); // stopped while it was claimed
            }
            else if (_ungiven.Remove(key) && await AssignAsync(slot, claim))
            {
                assigned++;
            }
        }
        return assigned;
    }

    private async Task<IReadOnlyList<FieldClaim>> ClaimAsync(IReadOnlyList<FieldKey> keys)
    {
        try
        {
            return keys.Count == 0 ? [] : await ledger.ClaimAsync(PlateId, _epoch, keys, CancellationToken.None);
        }
        catch
        {
            foreach (FieldKey key in keys)
            {
                _queue.Add(key, isSuspect: false); // whether they were claimed is looked up when the ledger answers again
            }
            throw;
        }
    }

    private async Task<bool> AssignAsync(string slot, FieldClaim claim)
    {
        RunPlan plan = _run!.Plan;
        TimeSpan deadline = TimeSpan.FromMinutes(plan.Options.FieldDeadlineMinutes);
        var assignment = new Assignment(slot, null, _epoch, claim) { Deadline = time.GetUtcNow() + deadline };
        _work.Put(assignment);
        AssignReply reply;
        try
        {
            reply = await GrainFactory.GetGrain<IImageGrain>(slot).AssignAsync(new FieldAssignment(PlateId, _epoch, claim, plan.SourceOf(claim.Key), deadline));
        }
        catch (Exception error) // its silo has just died or does not answer; a field that is worked on all the same is reported and adopted
        {
            LogWaits(PlateId, $"slot {slot} could not be given {claim.Key}: {error.Message}");
            reply = new AssignReply(false, silo.SiloAddress);
        }
        if (!_work.Remove(assignment))
        {
            return true; // reported before the answer came
        }
        if (reply.IsTaken)
        {
            _work.Put(assignment with { Silo = reply.Silo });
            return true;
        }
        _refusing.Add(slot);
        _askAfter = time.GetUtcNow() + times.WatchEvery; // the directory learns from the silo's next report that the slot is not free
        await HandBackAsync(claim);
        return false;
    }

    private async Task HandBackAsync(FieldClaim claim)
    {
        _ungiven[claim.Key] = claim;
        await ledger.ReturnAsync(PlateId, _epoch, [claim], CancellationToken.None);
        _ungiven.Remove(claim.Key);
        _queue.Add(claim.Key, claim.LostAttempts > 0);
    }

    private async Task GiveUpAllAsync()
    {
        string reason = $"the plate's deadline of {_run!.Plan.Options.PlateDeadlineHours:0.##} hours passed before its turn";
        while (_queue.TryTake(inWork: 0, lane: "", out FieldKey key))
        {
            foreach (FieldClaim claim in await ClaimAsync([key]))
            {
                var outcome = new FieldOutcome { Claim = claim, State = FieldState.Gap, Gap = GapCode.Failed, Reason = reason };
                await ledger.CommitFieldAsync(PlateId, _epoch, outcome, CancellationToken.None);
            }
            Count(FieldState.Gap, key, GapCode.Failed, reason);
        }
    }

    // A call to a grain whose silo has just gone, or that is on its way to another one.
    private static bool IsPassing(Exception error) => error is OrleansException or TimeoutException;

    private bool IsPastPlateDeadline() =>
        (_run?.Plan ?? _unprepared?.Plan)?.Options.PlateDeadlineHours is { } hours && time.GetUtcNow() > _deadlineFrom + TimeSpan.FromHours(hours);
}
