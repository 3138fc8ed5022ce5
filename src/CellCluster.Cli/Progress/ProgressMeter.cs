using CellCluster.Grains;
using CellCluster.Hosting;

namespace CellCluster.Cli;

/// <summary>How fast a run goes.</summary>
/// <param name="FieldsPerMinute">Fields settled per minute; null before one was.</param>
/// <param name="MegapixelsPerSecond">Pixels that the network computed per second, halos included, in millions.</param>
/// <param name="BusyShare">Share of time that lanes spent in the network, 0..1.</param>
/// <param name="Left">Time left at this rate; null before a field was settled.</param>
/// <param name="KnowsLanes">False where the lanes are other machines', whose pixels and busy time are not known here.</param>
internal sealed record ProgressFigures(double? FieldsPerMinute, double MegapixelsPerSecond, double BusyShare, TimeSpan? Left, bool KnowsLanes = true);

/// <summary>Turns what a run reports into rates, over the last minute so that a slow start or a pause is soon forgotten.</summary>
/// <remarks>One thread at a time.</remarks>
internal sealed class ProgressMeter(TimeProvider time)
{
    private static readonly TimeSpan s_window = TimeSpan.FromMinutes(1);
    private readonly Queue<Sample> _samples = new();

    /// <summary>Takes a report and says how fast it goes now.</summary>
    public ProgressFigures Observe(RunProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        PlateStatus status = progress.Status;
        var now = new Sample(
            time.GetTimestamp(), status.DoneCount + status.GapCount, progress.Lanes.Sum(lane => lane.Pixels), progress.Lanes.Sum(lane => lane.Busy.TotalSeconds));
        _samples.Enqueue(now);
        while (_samples.Count > 2 && time.GetElapsedTime(_samples.Peek().Timestamp, now.Timestamp) > s_window)
        {
            _samples.Dequeue();
        }
        Sample first = _samples.Peek();
        double seconds = time.GetElapsedTime(first.Timestamp, now.Timestamp).TotalSeconds;
        if (seconds <= 0)
        {
            return new ProgressFigures(null, 0, 0, null, KnowsLanes: false); // of one look there is no rate
        }
        int settled = now.Settled - first.Settled;
        double? perMinute = settled > 0 ? settled * 60 / seconds : null;
        int open = status.FieldCount - now.Settled;
        return new ProgressFigures(
            perMinute,
            (now.Pixels - first.Pixels) / 1e6 / seconds,
            progress.Lanes.Count == 0 ? 0 : Math.Clamp((now.BusySeconds - first.BusySeconds) / seconds / progress.Lanes.Count, 0, 1),
            perMinute is { } rate ? TimeSpan.FromMinutes(open / rate) : null,
            progress.Lanes.Count > 0);
    }

    private readonly record struct Sample(long Timestamp, int Settled, long Pixels, double BusySeconds);
}
