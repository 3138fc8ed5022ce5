using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Grains;

/// <content>From an announcement, or a plate that the ledger says is running, to a plan, an epoch and a queue of fields.</content>
internal sealed partial class PlateGrain
{
    private static readonly TimeSpan s_startPatience = TimeSpan.FromMinutes(1);

    private PlateStart? _unprepared; // opened, and what it takes to measure its sample was away
    private Task _opening = Task.CompletedTask;
    private DateTimeOffset _openAfter; // not again before
    private string? _atWorkOn; // the options, as JSON
    private StartReply? _refused; // the last refusal, for whoever waits for a start

    public async Task<StartReply> StartAsync(string options, bool redo)
    {
        if (IsAtWork)
        {
            return new StartReply(Status(), null, StartFault.None);
        }
        Intend(new OpenIntent(LabelOptionsJson.Read(options), options, redo, IsAnnounced: false, Pinned: null));
        long start = time.GetTimestamp();
        while (_intent is not null && time.GetElapsedTime(start) < s_startPatience)
        {
            await OpenAsync();
            if (_intent is not null)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), time); // the silo's first report of its lanes is under way
            }
        }
        return _refused is { } refused ? refused : new StartReply(Status(), null, StartFault.None);
    }

    public async Task<StartReply> SubmitAsync(PlateSubmission submission)
    {
        if (IsAtWork && !submission.Redo && submission.Options == _atWorkOn)
        {
            return new StartReply(Status(), null, StartFault.None); // said again: nothing of it is read again
        }
        Admission admitted = await Task.Run(() => admission.AdmitAsync(submission.PlateId, submission.Options, submission.Redo, submission.SubmittedBy));
        if (admitted.Refusal is not null)
        {
            return new StartReply(null, admitted.Refusal, admitted.Fault);
        }
        if (!IsAtWork)
        {
            if (admitted.Announced is { } announced)
            {
                Intend(await IntentOfAsync(announced));
                _ = OpenAsync();
            }
            else if (admitted.Record is { State: PlateState.Running })
            {
                await WakeAsync();
            }
            else
            {
                return new StartReply(await StoredStatusAsync() with { WasFinished = true }, null, StartFault.None);
            }
        }
        return new StartReply(Status(), null, StartFault.None);
    }

    public async Task WakeAsync()
    {
        if (cluster.IsDraining(cluster.Self))
        {
            DeactivateOnIdle(); // placed here before the others knew that this silo leaves
            return;
        }
        if (IsAtWork)
        {
            return;
        }
        if (await ledger.FindAnnouncementAsync(PlateId, CancellationToken.None) is { End: null } open)
        {
            Intend(await IntentOfAsync(open.Announcement));
        }
        else if (await ledger.FindPlateAsync(PlateId, CancellationToken.None) is { State: PlateState.Running } record)
        {
            Intend(IntentOf(record, isAnnounced: false));
        }
        if (_intent is not null)
        {
            _ = OpenAsync();
        }
    }

    private async Task<OpenIntent> IntentOfAsync(PlateAnnouncement announced) =>
        await ledger.FindPlateAsync(announced.PlateId, CancellationToken.None) is { } record && record.Options == announced.Options
            ? IntentOf(record, isAnnounced: true)
            : new OpenIntent(LabelOptionsJson.Read(announced.Options), announced.Options, Redo: false, IsAnnounced: true, Pinned: null);

    private static OpenIntent IntentOf(PlateRecord record, bool isAnnounced) =>
        new(LabelOptionsJson.Read(record.Options), record.Options, Redo: false, isAnnounced, record.Fingerprint.Parts.GetValueOrDefault("predictor"));

    private void Intend(OpenIntent intent)
    {
        _intent = intent;
        _atWorkOn = intent.OptionsJson;
        _refused = null;
        _openAfter = default;
        _unfit.Clear();
        _status = new PlateStatus
        {
            PlateId = PlateId,
            Phase = PlatePhase.Announced,
            DeviceKind = intent.Options.Device,
            Priority = intent.Options.Priority,
            Out = intent.Options.Out,
        };
        StartWatch();
    }

    // One at a time; whoever asks meanwhile waits for the same end.
    private Task OpenAsync()
    {
        if (_opening.IsCompleted && _intent is { } intent)
        {
            _opening = OpenAsync(intent);
        }
        return _opening;
    }

    private async Task OpenAsync(OpenIntent intent)
    {
        try
        {
            if (await FindLaneAsync(intent) is not { } lane)
            {
                return; // the status says what is missing; the directory wakes this grain, or its timer does
            }
            PredictorFacts facts;
            try
            {
                facts = await GrainFactory.GetGrain<IInferenceGrain>(lane).DescribeAsync(intent.Options.Model);
            }
            catch (Exception error) when (SlotName.SiloOf(lane) is not null) // it does not see the model: another silo may
            {
                Exclude(lane, error.Message);
                return;
            }
            finally
            {
                await Directory.ReleasePlateAsync(PlateId); // the slot was asked for to find a lane; nothing runs on it while the plate is planned
            }
            PlateStart start = await Task.Run(() => starter.StartAsync(intent.OptionsJson, facts, intent.Redo, Owner));
            if (_intent != intent)
            {
                return; // stepped down meanwhile
            }
            await (start.Refusal is null ? BeginAsync(intent, start) : RefuseAsync(intent, start));
        }
        catch (StaleEpochException error)
        {
            StepDown(error.Message);
        }
        catch (Exception error) // away for a while, or a fault that a person sees in the status: tried again
        {
            LogWaits(PlateId, error.Message);
            if (_intent != intent)
            {
                return; // stepped down or drained meanwhile: nobody would try again
            }
            _status = _status! with { Phase = PlatePhase.Paused, Fault = error.Message };
            _openAfter = time.GetUtcNow() + times.RenewEvery;
        }
    }

    // A free slot of a lane that the plate may run on names the lane; null: there is none now.
    private async Task<string?> FindLaneAsync(OpenIntent intent)
    {
        PredictorProfile? profile = null;
        if (intent.Pinned is { } pinned)
        {
            IReadOnlyList<SiloReport> silos = (await Directory.ListAsync()).Silos;
            LaneReport[] ofKind = [.. silos.SelectMany(one => one.Lanes).Where(lane => lane.DeviceKind == intent.Options.Device)];
            LaneReport[] open = [.. silos.Where(one => !one.IsDraining && !_unfit.Has(one.Name)).SelectMany(one => one.Lanes).Where(ofKind.Contains)];
            if (Array.Find(open, lane => lane.Fault is null && lane.Profile is { } computes && TextOf(computes) == pinned) is { } begunOn)
            {
                return begunOn.Lane; // a lane tells of itself while all its slots are busy: perhaps with this very plate's fields
            }
            if (Array.Find(ofKind, lane => lane.Profile is null || TextOf(lane.Profile) == pinned) is not { } same)
            {
                // A plate that was begun goes on with the arithmetic it was begun with.
                string has = ofKind.Length == 0
                    ? "the cluster has no such lane"
                    : $"the cluster's compute with {string.Join(" or ", ofKind.Select(lane => TextOf(lane.Profile!)).Distinct(StringComparer.Ordinal))}";
                WaitForLane($"the plate was begun on {intent.Options.Device} with {pinned} and goes on with nothing else; {has}");
                return null;
            }
            profile = same.Profile;
        }
        SlotGrant grant = await Directory.RequestSlotsAsync(
            new SlotRequest(PlateId, _epoch, intent.Options.Priority, intent.Options.Device, profile, [], 1, _unfit.Names));
        if (grant.Slots.Count > 0)
        {
            return SlotName.LaneOf(grant.Slots[0]);
        }
        if (grant.SuitableLanes > 0)
        {
            _status = _status! with { Phase = PlatePhase.Announced, Fault = null }; // all of them are busy: its turn comes
        }
        else
        {
            WaitForLane(grant.WhyNone);
        }
        return null;
    }

    private static string TextOf(PredictorProfile profile) => $"{profile.Name} {profile.Version} {profile.Architecture}";

    private void WaitForLane(string? why)
    {
        string line = why ?? "no lane can work on it";
        if (_unfit.Any)
        {
            line = $"{line} ({string.Join("; ", _unfit.Lines)})";
        }
        if (_status!.Fault != line)
        {
            LogWaits(PlateId, line);
        }
        _status = _status with { Phase = _unfit.Any ? PlatePhase.Paused : PlatePhase.WaitingForLane, Fault = line };
    }

    private async Task RefuseAsync(OpenIntent intent, PlateStart start)
    {
        if (intent.IsAnnounced)
        {
            await ledger.CloseAnnouncementAsync(PlateId, AnnouncementEnd.Refused, start.Refusal!, CancellationToken.None); // while it fails the plate is still to be opened
        }
        if (_intent != intent)
        {
            return; // stepped down meanwhile
        }
        _intent = null;
        _refused = new StartReply(null, start.Refusal, start.Fault);
        // A plate that runs in the ledger is looked at again by the keepers: what is wrong may be put right, as in the middle of an upgrade.
        PlatePhase phase = intent.IsAnnounced || !starter.IsShared ? PlatePhase.Refused : PlatePhase.Stopped;
        _status = _status! with { Phase = phase, Fault = start.Refusal };
        StopWatch();
    }

    private async Task BeginAsync(OpenIntent intent, PlateStart start)
    {
        PlateRecord record = start.Record!;
        _epoch = start.Epoch;
        _ownEpochs.Add(_epoch);
        _status = _status! with
        {
            FieldCount = start.Counts!.Total,
            DoneCount = start.Counts.Done,
            GapCount = start.Counts.Gaps,
            SettledBeforeCount = start.Counts.Settled,
            Remarks = [.. start.Reopened is { } reopened ? [reopened] : (string[])[], .. start.Plan!.Layout.Remarks.Select(remark => remark.Text), .. start.Plan.Remarks],
            RecognisedAs = start.Plan.Layout.RecognisedAs,
            Phase = PlatePhase.Measuring,
            Fault = null,
            Revision = record.Revision,
        };
        _startedAt = time.GetUtcNow();
        _startTimestamp = time.GetTimestamp();
        _deadlineFrom = _startedAt;
        if (intent.IsAnnounced)
        {
            await ledger.CloseAnnouncementAsync(PlateId, AnnouncementEnd.Opened, "", CancellationToken.None);
        }
        else if (record.Revision == 0 && await ledger.FindAnnouncementAsync(PlateId, CancellationToken.None) is { End: AnnouncementEnd.Opened, ClosedAt: { } openedAt })
        {
            _deadlineFrom = openedAt; // its deadline goes on however often it moves; gaps that are tried again begin anew
        }
        _intent = null;
        if (record.State is PlateState.Complete or PlateState.CompleteWithGaps)
        {
            _status = _status with { Phase = PlatePhase.Finished, WasFinished = true, Completion = PlateFinisher.StateText(record.State) };
            StopWatch();
            return;
        }
        _efforts.Clear();
        await SetReminderAsync(isWanted: true);
        _ = PrepareAsync(start);
    }

    // Measures the sample once per plate; a resumed plate has its numbers in the ledger.
    private async Task PrepareAsync(PlateStart start)
    {
        try
        {
            FrozenNormalisation? frozen = await Task.Run(() => starter.FreezeAsync(start));
            if (_status!.Phase != PlatePhase.Measuring)
            {
                return; // drained or cancelled meanwhile
            }
            _run = new PlateRun(start.Plan!, frozen, start.Output!);
            if (!starter.IsShared)
            {
                runs.Set(_run, _epoch); // the only silo: it need not plan the plate twice
            }
            await FillQueueAsync();
            if (_status.Phase == PlatePhase.Measuring)
            {
                _status = _status with { Phase = PlatePhase.Running };
            }
            StopWhenIdle();
            await PumpAsync();
        }
        catch (StaleEpochException error)
        {
            StepDown(error.Message);
        }
        catch (Exception error) when (error is PlateUnreachableException || (error is LedgerUnavailableException && starter.IsShared))
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
}
