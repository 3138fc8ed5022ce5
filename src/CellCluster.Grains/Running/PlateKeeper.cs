using CellCluster.Pipeline;
using Microsoft.Extensions.Logging;

namespace CellCluster.Grains;

/// <inheritdoc cref="IPlateKeeper"/>
internal sealed partial class PlateKeeper(
    ILedger ledger, IGrainFactory grains, IClusterMembershipService membership, LocalSilo local, ClusterView cluster, PlateTimes times, TimeProvider time, ILogger<PlateKeeper> log)
    : IPlateKeeper, ILifecycleParticipant<ISiloLifecycle>
{
    private static readonly TimeSpan s_whileDraining = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);
    private static readonly Task<bool> s_never = new TaskCompletionSource<bool>().Task;
    private readonly CancellationTokenSource _stop = new();
    private Task _loop = Task.CompletedTask;

    public void Participate(ISiloLifecycle observer)
    {
        if (local.Roles.HasFlag(SiloRoles.Plate))
        {
            observer.Subscribe(nameof(PlateKeeper), ServiceLifecycleStage.Active, StartAsync, StopAsync);
        }
    }

    public async Task<int> LookAsync(CancellationToken cancellation)
    {
        SortedSet<string> owed = new(StringComparer.Ordinal);
        foreach (PlateAnnouncement announced in await ledger.ListAnnouncementsAsync(cancellation))
        {
            owed.Add(announced.PlateId);
        }
        foreach (PlateRecord running in await ledger.ListPlatesAsync(PlateState.Running, cancellation))
        {
            owed.Add(running.PlateId);
        }
        bool[] woken = await Task.WhenAll(owed.Select(plateId => WakeAsync(plateId, cancellation)));
        return woken.Count(isWoken => isWoken);
    }

    private async Task<bool> WakeAsync(string plateId, CancellationToken cancellation)
    {
        try
        {
            await grains.GetGrain<IPlateGrain>(plateId).WakeAsync().WaitAsync(s_patience, time, cancellation); // one silo that dies keeps no other plate waiting
            return true;
        }
        catch (Exception error) when (!cancellation.IsCancellationRequested) // of any type, they do not keep it between silos: a plate that cannot be woken keeps no other one down
        {
            LogNotWoken(plateId, error.Message);
            return false;
        }
    }

    private Task StartAsync(CancellationToken cancellation)
    {
        _loop = Task.Run(LoopAsync, CancellationToken.None);
        return Task.CompletedTask;
    }

    private async Task StopAsync(CancellationToken cancellation)
    {
        await _stop.CancelAsync();
        await _loop;
    }

    private async Task LoopAsync()
    {
        await using IAsyncEnumerator<ClusterMembershipSnapshot> members = membership.MembershipUpdates.GetAsyncEnumerator(_stop.Token);
        Task<bool> change = members.MoveNextAsync().AsTask();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await LookAsync(_stop.Token);
                if (change.IsCompleted)
                {
                    change = await change ? members.MoveNextAsync().AsTask() : s_never; // members do not change any more: the pause alone decides
                }
                await Task.WhenAny(change, Task.Delay(cluster.IsDraining(cluster.Self) ? s_whileDraining : times.KeepEvery, time, _stop.Token));
            }
            catch (OperationCanceledException) // the silo stops
            {
            }
            catch (Exception error) // the ledger is away, most likely: plates cannot go on either
            {
                LogNotLooked(error);
                await Task.WhenAny(Task.Delay(times.WatchEvery, time, _stop.Token));
            }
        }
        await Task.WhenAny(change == s_never ? Task.CompletedTask : change); // it ends with the token; an enumerator must not be dropped in the middle of a move
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "plate {plate} was not woken: {reason}")]
    private partial void LogNotWoken(string plate, string reason);

    [LoggerMessage(Level = LogLevel.Warning, Message = "the ledger could not be asked for plates that nobody works on")]
    private partial void LogNotLooked(Exception error);
}
