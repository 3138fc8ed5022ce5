using CellCluster.Grains;
using CellCluster.Hosting;

namespace CellCluster.Cli;

/// <summary>Shows a plate of a cluster until it ends. Ending the watch leaves the plate alone.</summary>
/// <param name="job">Who asks.</param>
/// <param name="cluster">The cluster.</param>
internal sealed class PlateWatch(ClusterJob job, ClusterClient cluster)
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(10); // a cluster without a silo that answers
    private static readonly TimeSpan s_stoppedLimit = TimeSpan.FromMinutes(2); // silos take a stopped plate up again within half a minute
    private long? _stoppedSince;
    private int _settledWhenStopped;

    /// <summary>Watches.</summary>
    /// <returns>How the plate ended, or its last known state when the watch was interrupted.</returns>
    /// <exception cref="ClusterUnusableException">No silo answered for minutes.</exception>
    public async Task<(PlateStatus Status, bool IsInterrupted)> RunAsync(string plateId)
    {
        CancellationToken interrupted = job.Services.Interruption.Drain;
        PlateStatus status = await ClusterJob.StatusAsync(cluster, plateId, interrupted);
        await using RunView view = RunView.For(job.Services.Terminal, job.Style, job.Services.Time);
        job.Services.Interruption.Announce = () => view.Announce($"leaving plate {plateId}");
        try
        {
            while (!HasEnded(status) && !IsStuck(status))
            {
                view.Show(new RunProgress(status, []));
                await Task.Delay(s_lookEvery, job.Services.Time, interrupted);
                status = await LookAsync(plateId, view, interrupted);
            }
            view.Show(new RunProgress(status, []));
            return (status, false);
        }
        catch (OperationCanceledException) when (interrupted.IsCancellationRequested)
        {
            return (status, true);
        }
        finally
        {
            job.Services.Interruption.Announce = null;
        }
    }

    /// <summary>What Ctrl-C means here.</summary>
    public static string LeavingLine(string plateId) =>
        $"plate {plateId} goes on in the cluster; cellcluster watch {plateId} follows it again, cellcluster cancel {plateId} stops it";

    /// <summary>Whether nothing more happens to the plate by itself. Stopped is no end in a cluster: another silo, or the same one, takes it up again.</summary>
    public static bool HasEnded(PlateStatus status) => status is { Phase: PlatePhase.Finished or PlatePhase.Cancelled or PlatePhase.Refused };

    // Taken up again and stopped again by the same fault, as when the disk of the results stays full: a person has to do something.
    private bool IsStuck(PlateStatus status)
    {
        int settled = status.DoneCount + status.GapCount;
        if (_stoppedSince is not null && settled > _settledWhenStopped)
        {
            _stoppedSince = null;
        }
        if (status is not { Phase: PlatePhase.Stopped, Fault: not null })
        {
            return false;
        }
        if (_stoppedSince is null)
        {
            (_stoppedSince, _settledWhenStopped) = (job.Services.Time.GetTimestamp(), settled);
        }
        return job.Services.Time.GetElapsedTime(_stoppedSince.Value) >= s_stoppedLimit;
    }

    private async Task<PlateStatus> LookAsync(string plateId, RunView view, CancellationToken interrupted)
    {
        long start = job.Services.Time.GetTimestamp();
        while (true)
        {
            try
            {
                return await cluster.AskAsync(grains => grains.GetGrain<IPlateGrain>(plateId).StatusAsync(), interrupted);
            }
            catch (ClusterUnusableException fault) when (job.Services.Time.GetElapsedTime(start) < s_patience)
            {
                view.Announce(fault.Message);
            }
        }
    }
}
