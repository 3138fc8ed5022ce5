using CellCluster.Pipeline;
using Microsoft.Extensions.Logging;

namespace CellCluster.Grains;

/// <summary>Tells the directory what this silo has, every 2 s and at every change, and keeps what the directory says of the others.</summary>
public sealed partial class SiloReporter : ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(200); // for changes that cannot wait

    private readonly IGrainFactory _grains;
    private readonly ILocalSiloDetails _details;
    private readonly ClusterView _cluster;
    private readonly AnalysisLoads _loads;
    private readonly SiloLanes _lanes;
    private readonly SiloSlots _slots;
    private readonly TimeProvider _time;
    private readonly ILogger<SiloReporter> _log;
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;
    private bool _isRefused;
    private string _told = "";
    private long _toldAt;

    internal SiloReporter(
        IGrainFactory grains,
        ILocalSiloDetails details,
        ClusterView cluster,
        AnalysisLoads loads,
        SiloLanes lanes,
        SiloSlots slots,
        TimeProvider time,
        ILogger<SiloReporter> log) =>
        (_grains, _details, _cluster, _loads, _lanes, _slots, _time, _log) = (grains, details, cluster, loads, lanes, slots, time, log);

    /// <summary>Raised, on any thread, when the directory refuses this silo; the line says why. The silo has to leave.</summary>
    public event Action<string>? Refused;

    /// <summary>Reports now. Does nothing while no silo of the role plate is there.</summary>
    /// <returns>Why the silo was refused; null when it was not.</returns>
    public async Task<string?> ReportAsync()
    {
        _told = Admission();
        _toldAt = _time.GetTimestamp();
        try
        {
            ClusterNews news = await _grains.GetGrain<ILaneDirectoryGrain>(0).ReportSiloAsync(Report());
            _cluster.News = news;
            if (news.Refusal is { } refusal && !_isRefused)
            {
                _isRefused = true;
                LogRefused(refusal);
                Refused?.Invoke(refusal);
            }
            return news.Refusal;
        }
        catch (Exception error) when (error is OrleansException or TimeoutException) // no directory now: the next report finds it
        {
            LogUnreported(error.Message);
            return null;
        }
        catch (Exception error) // a directory of another version, or a fault of this one: without reports the silo gets no work at all, so it goes on
        {
            LogFault(error);
            return null;
        }
    }

    /// <inheritdoc/>
    public void Participate(ISiloLifecycle observer)
    {
        ArgumentNullException.ThrowIfNull(observer);
        observer.Subscribe(nameof(SiloReporter), ServiceLifecycleStage.Active, StartAsync, StopAsync);
    }

    private async Task StartAsync(CancellationToken cancellation)
    {
        await ReportAsync(); // a plate that is started right away finds the lanes
        _loop = LoopAsync();
    }

    private async Task StopAsync(CancellationToken cancellation)
    {
        await _stop.CancelAsync();
        await _loop;
    }

    private async Task LoopAsync()
    {
        using var timer = new PeriodicTimer(s_lookEvery, _time);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
            {
                if (_time.GetElapsedTime(_toldAt) >= s_every || Admission() != _told)
                {
                    await ReportAsync();
                }
            }
        }
        catch (OperationCanceledException) // the silo stops
        {
        }
    }

    // What decides whether slots of this silo are given out.
    private string Admission() => $"{_cluster.IsDraining(_details.SiloAddress)};{string.Join(';', _lanes.All.Select(FaultOf))}";

    private static string? FaultOf(LaneHost lane) => lane.Health switch
    {
        LaneHealth.Healthy => null,
        LaneHealth.Quarantined => $"is quarantined: {lane.Fault}",
        LaneHealth.Starting => "is starting",
        _ => "is stopped",
    };

    private SiloReport Report()
    {
        ILookup<string, string> busy = _slots.Busy.ToLookup(SlotName.LaneOf, StringComparer.Ordinal);
        return new SiloReport(
            _details.Name, _details.SiloAddress, _cluster.Local.Roles, _cluster.IsDraining(_details.SiloAddress), _cluster.Local.Cores, _loads.Here,
            [
                .. _lanes.All.Select(lane => new LaneReport(
                    lane.Name, lane.DeviceKind, lane.Profile, _lanes.SlotsPerLane, FaultOf(lane), lane.QueuedTiles, [.. busy[lane.Name]])),
            ]);
    }

    [LoggerMessage(Level = LogLevel.Critical, Message = "{refusal}")]
    private partial void LogRefused(string refusal);

    [LoggerMessage(Level = LogLevel.Warning, Message = "not reported to the directory of lanes; it is tried again")]
    private partial void LogFault(Exception error);

    [LoggerMessage(Level = LogLevel.Debug, Message = "not reported to the directory of lanes: {reason}")]
    private partial void LogUnreported(string reason);
}
