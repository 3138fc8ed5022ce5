using CellCluster.Grains;
using CellCluster.Pipeline;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Orleans.Runtime;

namespace CellCluster.Hosting;

/// <summary>Writes what operators want to read: who joined and left, lanes that fail and come back, drains.</summary>
internal sealed partial class SiloEvents(IClusterMembershipService membership, ILocalSiloDetails self, SiloLanes lanes, TimeProvider time, ILogger<SiloEvents> log)
    : BackgroundService
{
    private static readonly TimeSpan s_lookAtLanesEvery = TimeSpan.FromSeconds(1);

    /// <summary>The silo has joined.</summary>
    public void Joined(SiloOptions options)
    {
        string lanesText = options.Lanes.Count == 0 ? "none" : string.Join(", ", options.Lanes);
        string redis = options.Membership is { } membershipAddress ? $", membership {membershipAddress}" : "";
        string http = options.HttpAddress is { } address ? $", http {address}" : "";
        string dashboard = options.DashboardAddress is { } page ? $", dashboard http://{page}/" : "";
        LogJoined(
            options.Name, options.ClusterId, SiloContracts.Program, SiloContracts.Version, options.Roles.ToText(), lanesText,
            $"{options.AdvertisedIp}:{options.SiloPort}", $"{options.AdvertisedIp}:{options.GatewayPort}", $"{options.ClusterAddress.Redacted}{redis}{http}{dashboard}");
        if (options.DashboardAddress is { } open && !System.Net.IPAddress.IsLoopback(open.Address))
        {
            LogOpenDashboard(open.ToString());
        }
        if (!SiloAddresses.IsOfThisMachine(options.AdvertisedIp!))
        {
            LogForeignAddress(options.AdvertisedIp!.ToString());
        }
        int threads = options.Lanes.Count(lane => lane.StartsWith("cpu:", StringComparison.Ordinal));
        if (threads > Environment.ProcessorCount)
        {
            LogManyLanes(threads, Environment.ProcessorCount);
        }
    }

    /// <summary>A drain begins.</summary>
    public void Draining(string name, int fieldsInWork, TimeSpan limit) => LogDraining(name, fieldsInWork, limit.TotalSeconds);

    /// <summary>A drain has ended.</summary>
    public void Drained(string name, bool isInTime, TimeSpan took)
    {
        if (isInTime)
        {
            LogDrained(name, took.TotalSeconds);
        }
        else
        {
            LogOverran(name, took.TotalSeconds);
        }
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(WatchMembersAsync(stoppingToken), WatchLanesAsync(stoppingToken));

    private async Task WatchMembersAsync(CancellationToken stop)
    {
        var known = new Dictionary<SiloAddress, SiloStatus>();
        try
        {
            await foreach (ClusterMembershipSnapshot snapshot in membership.MembershipUpdates.WithCancellation(stop))
            {
                foreach (ClusterMember member in snapshot.Members.Values.Where(member => !member.SiloAddress.Equals(self.SiloAddress)))
                {
                    Tell(member, known.GetValueOrDefault(member.SiloAddress));
                    known[member.SiloAddress] = member.Status;
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The silo leaves.
        }
    }

    private void Tell(ClusterMember member, SiloStatus before)
    {
        if (member.Status == before)
        {
            return;
        }
        string address = member.SiloAddress.Endpoint.ToString();
        switch (member.Status)
        {
            case SiloStatus.Active:
                LogMemberJoined(member.Name, address);
                break;
            case SiloStatus.Dead when before is SiloStatus.ShuttingDown or SiloStatus.Stopping:
                LogMemberLeft(member.Name, address);
                break;
            case SiloStatus.Dead when before != SiloStatus.None: // the table remembers the dead of the last day
                LogMemberDied(member.Name, address);
                break;
        }
    }

    private async Task WatchLanesAsync(CancellationToken stop)
    {
        if (lanes.All.Count == 0)
        {
            return;
        }
        var known = lanes.All.ToDictionary(lane => lane.Name, _ => LaneHealth.Healthy, StringComparer.Ordinal);
        using var timer = new PeriodicTimer(s_lookAtLanesEvery, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                foreach (LaneHost lane in lanes.All.Where(lane => lane.Health != known[lane.Name]))
                {
                    known[lane.Name] = lane.Health;
                    Tell(lane);
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The silo leaves.
        }
    }

    private void Tell(LaneHost lane)
    {
        switch (lane.Health)
        {
            case LaneHealth.Quarantined:
                LogQuarantined(lane.Name, lane.Fault ?? "no reason given");
                break;
            case LaneHealth.Healthy:
                LogLaneBack(lane.Name);
                break;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "silo {name} joined cluster {cluster} (CellCluster {version}, contracts {contracts}): roles {roles}; lanes {lanes}; silos at {siloAddress}, clients at {gateway}; {places}")]
    private partial void LogJoined(string name, string cluster, string version, int contracts, string roles, string lanes, string siloAddress, string gateway, string places);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the dashboard on {address} has no login and is not on a loopback address: everybody who reaches it sees the cluster")]
    private partial void LogOpenDashboard(string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "--advertise: {address} is no address of this machine: others reach this silo only where the network forwards that address to it (NAT); else correct --advertise")]
    private partial void LogForeignAddress(string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "--lanes: {lanes} cpu lanes share {cores} cores; each is a thread that computes all the time: name one a core at most")]
    private partial void LogManyLanes(int lanes, int cores);

    [LoggerMessage(Level = LogLevel.Information, Message = "silo {name} joined ({address})")]
    private partial void LogMemberJoined(string name, string address);

    [LoggerMessage(Level = LogLevel.Information, Message = "silo {name} left ({address})")]
    private partial void LogMemberLeft(string name, string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "silo {name} was declared dead ({address}); its plates and fields are taken up by others")]
    private partial void LogMemberDied(string name, string address);

    [LoggerMessage(Level = LogLevel.Warning, Message = "lane {lane} is quarantined: {fault}; its tiles go to other lanes, and it is probed until it works again")]
    private partial void LogQuarantined(string lane, string fault);

    [LoggerMessage(Level = LogLevel.Information, Message = "lane {lane} works again")]
    private partial void LogLaneBack(string lane);

    [LoggerMessage(Level = LogLevel.Information, Message = "silo {name} drains: it takes no more work; {count} fields in work are finished or handed back within {seconds:0} s")]
    private partial void LogDraining(string name, int count, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "silo {name} left the cluster after {seconds:0.0} s")]
    private partial void LogDrained(string name, double seconds);

    [LoggerMessage(Level = LogLevel.Error, Message = "silo {name} left after {seconds:0.0} s with work that was not reported; other silos take it up")]
    private partial void LogOverran(string name, double seconds);
}
