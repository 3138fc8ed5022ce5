using CellCluster.Pipeline;
using CellCluster.Plates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Orleans.Timers;

namespace CellCluster.Grains;

/// <inheritdoc cref="IPlateGrain"/>
/// <remarks>
/// Layouts, samples and reports are made on other threads, and their ends come back as turns; fields are given to slots one after another, so a silo
/// that has just died holds the others up until its call ends. Truth is in the ledger; what is kept here can be made anew from it, on any silo of the role plate. What happens when: Opening (from announcement to plan and epoch), Assigning
/// (the only place that claims and assigns), Settling (ends of attempts), Watch (deadlines, dead silos, things that come back), Ending.
/// </remarks>
[RolePlacement(SiloRoles.Plate)]
internal sealed partial class PlateGrain(
    ILedger ledger,
    PlateStarter starter,
    PlateAdmission admission,
    PlateRuns runs,
    SiloLanes lanes,
    ClusterView cluster,
    PlateTimes times,
    TimeProvider time,
    ILocalSiloDetails silo,
    ILogger<PlateGrain> log) : Grain, IPlateGrain, IRemindable
{
    private const string ReminderName = "plate";

    private readonly FieldQueue _queue = new();
    private readonly WorkInHand _work = new();
    private readonly UnfitSilos _unfit = new();
    private readonly HashSet<long> _ownEpochs = []; // taken by this activation: work of theirs needs no check
    private readonly List<string> _recentGaps = [];
    private OpenIntent? _intent; // set until the plate is opened or refused
    private PlateRun? _run;
    private PlateStatus? _status;
    private long _epoch;
    private DateTimeOffset _startedAt; // here
    private DateTimeOffset _deadlineFrom; // on whatever silo it was opened first
    private long _startTimestamp;
    private IGrainTimer? _watch;

    private string PlateId => this.GetPrimaryKeyString();

    private string Owner => $"{silo.Name}/{Environment.MachineName}/{Environment.ProcessId}";

    private ILaneDirectoryGrain Directory => GrainFactory.GetGrain<ILaneDirectoryGrain>(0);

    // Somebody works on the plate here, or waits for what it takes.
    private bool IsAtWork => _intent is not null
        || _status is { Phase: PlatePhase.Measuring or PlatePhase.Running or PlatePhase.Paused or PlatePhase.WaitingForLane or PlatePhase.Draining or PlatePhase.Finishing };

    public async Task<PlateStatus> StatusAsync() => _status is null ? await StoredStatusAsync() : Status();

    public Task SlotsFreeAsync()
    {
        _ = _intent is null ? PumpAsync() : OpenAsync();
        return Task.CompletedTask;
    }

    public async Task ReceiveReminder(string reminderName, Orleans.Runtime.TickStatus status)
    {
        await WakeAsync();
        if (!IsAtWork && !cluster.IsDraining(cluster.Self))
        {
            await SetReminderAsync(isWanted: false); // neither announced nor running: whoever ended it could not take it back
        }
    }

    private PlateStatus Status() => _status! with { InWorkCount = _work.Count, Slots = [.. _work.All.Select(field => field.Slot)], UnfitSilos = _unfit.Lines, Epoch = _epoch, Silo = silo.Name };

    // What the ledger says of a plate that nobody works on here.
    private async Task<PlateStatus> StoredStatusAsync()
    {
        PlateRecord? record = await ledger.FindPlateAsync(PlateId, CancellationToken.None);
        AnnouncementRecord? announced = await ledger.FindAnnouncementAsync(PlateId, CancellationToken.None);
        if (announced is { End: null } || (record is null && announced is not null))
        {
            return StatusOf(announced);
        }
        return record is null
            ? new PlateStatus { PlateId = PlateId }
            : StatusOf(record, await ledger.CountFieldsAsync(PlateId, CancellationToken.None));
    }

    private static PlateStatus StatusOf(AnnouncementRecord announced)
    {
        LabelOptions options = LabelOptionsJson.ReadStored(announced.Announcement.Options);
        return new PlateStatus
        {
            PlateId = announced.Announcement.PlateId,
            Phase = announced.End switch
            {
                null => PlatePhase.Announced,
                AnnouncementEnd.Withdrawn => PlatePhase.Cancelled,
                AnnouncementEnd.Refused => PlatePhase.Refused,
                _ => PlatePhase.Idle,
            },
            Fault = announced.Reason.Length > 0 ? announced.Reason : null,
            FieldCount = announced.Announcement.FieldCount,
            DeviceKind = options.Device,
            Priority = options.Priority,
            Out = options.Out,
        };
    }

    private static PlateStatus StatusOf(PlateRecord record, FieldCounts counts)
    {
        LabelOptions options = LabelOptionsJson.ReadStored(record.Options);
        return new PlateStatus
        {
            PlateId = record.PlateId,
            Phase = record.State switch
            {
                PlateState.Running => PlatePhase.Stopped,
                PlateState.Cancelled => PlatePhase.Cancelled,
                _ => PlatePhase.Finished,
            },
            Completion = record.State is PlateState.Complete or PlateState.CompleteWithGaps ? PlateFinisher.StateText(record.State) : null,
            FieldCount = counts.Total,
            DoneCount = counts.Done,
            GapCount = counts.Gaps,
            DeviceKind = options.Device,
            Priority = options.Priority,
            Out = options.Out,
            Revision = record.Revision,
            Epoch = record.Epoch,
        };
    }

    private void StartWatch()
    {
        this.DelayDeactivation(TimeSpan.FromDays(365));
        _watch ??= this.RegisterGrainTimer(WatchAsync, new GrainTimerCreationOptions(times.WatchEvery, times.WatchEvery) { KeepAlive = true });
    }

    private void StopWatch()
    {
        _watch?.Dispose();
        _watch = null;
        this.DelayDeactivation(TimeSpan.FromMinutes(10)); // whoever watches the plate still asks
    }

    // A second watch beside the keepers: it fires also when every silo of the role was restarted. An embedded silo has no reminders.
    private async Task SetReminderAsync(bool isWanted)
    {
        if (ServiceProvider.GetService<IReminderRegistry>() is not { } reminders)
        {
            return;
        }
        try
        {
            if (isWanted)
            {
                await reminders.RegisterOrUpdateReminder(this.GetGrainId(), ReminderName, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(2));
            }
            else if (await reminders.GetReminder(this.GetGrainId(), ReminderName) is { } reminder)
            {
                await reminders.UnregisterReminder(this.GetGrainId(), reminder);
            }
        }
        catch (Exception error) // the keepers look every 30 s; the reminder is the slow second
        {
            LogReminder(PlateId, error);
        }
    }

    // A newer epoch is at work, or this silo leaves: whatever is done here from now on would be refused.
    private void StepDown(string why)
    {
        LogSteppedDown(PlateId, _epoch, why);
        _intent = null;
        _queue.Clear();
        _work.Clear();
        _missing.Clear();
        _ungiven.Clear();
        _isLedgerAway = false;
        runs.Remove(PlateId);
        _run = null;
        _status = (_status ?? new PlateStatus { PlateId = PlateId }) with { Phase = PlatePhase.Stopped, Fault = why };
        StopWatch();
        DeactivateOnIdle();
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "plate {plate}, {field}: gap {code}: {reason}")]
    private partial void LogGap(string plate, string field, string code, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "plate {plate}: stopped; it can be resumed")]
    private partial void LogStopped(string plate, Exception error);

    [LoggerMessage(Level = LogLevel.Information, Message = "plate {plate}: epoch {epoch} steps down: {why}")]
    private partial void LogSteppedDown(string plate, long epoch, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "plate {plate}: {why}")]
    private partial void LogWaits(string plate, string why);

    [LoggerMessage(Level = LogLevel.Warning, Message = "plate {plate}: its reminder could not be set or taken back")]
    private partial void LogReminder(string plate, Exception error);
}

/// <summary>A plate that is to be opened as soon as there is a lane for it.</summary>
/// <param name="Options">What was asked for.</param>
/// <param name="OptionsJson">The same as stored.</param>
/// <param name="Redo">Forgets a run that is there; only for an embedded run, a cluster forgets when it admits.</param>
/// <param name="IsAnnounced">An announcement is open for it.</param>
/// <param name="Pinned">The numeric profile that it was begun with, as its fingerprint says it; null before it was begun.</param>
internal sealed record OpenIntent(LabelOptions Options, string OptionsJson, bool Redo, bool IsAnnounced, string? Pinned);
