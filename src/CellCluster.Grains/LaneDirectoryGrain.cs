using CellCluster.Pipeline;
using Microsoft.Extensions.Logging;

namespace CellCluster.Grains;

/// <inheritdoc cref="ILaneDirectoryGrain"/>
[RolePlacement(SiloRoles.Plate)]
[KeepAlive]
internal sealed partial class LaneDirectoryGrain(ClusterView cluster, TimeProvider time, ILogger<LaneDirectoryGrain> log) : Grain, ILaneDirectoryGrain
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromSeconds(1);

    private readonly SlotBroker _broker = new(time, name => cluster.Find(name) is not null);
    private readonly Dictionary<string, SiloReport> _silos = new(StringComparer.Ordinal);
    private readonly Namesakes _names = new(time, cluster.IsActive);

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        this.RegisterGrainTimer(LookAsync, new GrainTimerCreationOptions(s_lookEvery, s_lookEvery) { KeepAlive = true });
        return Task.CompletedTask;
    }

    public Task<ClusterNews> ReportSiloAsync(SiloReport report)
    {
        switch (_names.Judge(report.Name, report.Address, out SiloAddress other))
        {
            case NameRight.Taken:
                LogNamesake(report.Name, report.Address, other);
                return Task.FromResult(News($"silo {report.Name} at {report.Address}: the living silo at {other} has the same name; give each silo a --name of its own"));
            case NameRight.Unclear:
                return Task.FromResult(News(null)); // its next report is taken, or refused
        }
        if (_silos.TryGetValue(report.Name, out SiloReport? earlier) && !earlier.Address.Equals(report.Address))
        {
            _broker.Forget(OwnerIn(earlier));
        }
        _silos[report.Name] = report;
        _broker.Report(OwnerIn(report), report.IsDraining, report.Lanes);
        Wake();
        return Task.FromResult(News(null));
    }

    public Task<SlotGrant> RequestSlotsAsync(SlotRequest request)
    {
        SlotGrant grant = _broker.Request(request);
        Wake();
        return Task.FromResult(grant);
    }

    public Task ReleasePlateAsync(string plateId)
    {
        _broker.Release(plateId);
        Wake();
        return Task.CompletedTask;
    }

    public Task<ClusterLanes> ListAsync()
    {
        Forget();
        return Task.FromResult(new ClusterLanes([.. _silos.Values.OrderBy(silo => silo.Name, StringComparer.Ordinal)], _broker.Plates));
    }

    private Task LookAsync(CancellationToken cancellation)
    {
        Forget();
        _broker.Look();
        Wake();
        return Task.CompletedTask;
    }

    // Lanes of a cluster's silos bear its name; an embedded silo's lanes bear none.
    private static string? OwnerIn(SiloReport report) =>
        report.Lanes.Any(lane => SlotName.SiloOf(lane.Lane) is null) ? null : report.Name;

    private void Forget()
    {
        foreach (SiloReport silo in _silos.Values.Where(silo => !cluster.IsActive(silo.Address)).ToArray())
        {
            _silos.Remove(silo.Name);
        }
    }

    private void Wake()
    {
        foreach (string plate in _broker.TakeWakes())
        {
            GrainFactory.GetGrain<IPlateGrain>(plate).SlotsFreeAsync().Ignore(); // one-way: a plate that does not hear it asks by itself within seconds
        }
    }

    private ClusterNews News(string? refusal)
    {
        SiloReport[] living = [.. _silos.Values.Where(silo => cluster.IsActive(silo.Address))];
        return new ClusterNews(
            refusal,
            [.. living.Where(silo => silo.IsDraining).Select(silo => silo.Address)],
            living.Where(silo => silo.Roles.HasFlag(SiloRoles.Analysis)).ToDictionary(silo => silo.Address, silo => (double)silo.FieldsInAnalysis / Math.Max(1, silo.Cores)));
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "silo {name} at {address} is refused: the living silo at {other} has the same name")]
    private partial void LogNamesake(string name, SiloAddress address, SiloAddress other);
}
