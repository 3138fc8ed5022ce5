using System.Globalization;
using CellCluster.Grains;
using CellCluster.Hosting;

namespace CellCluster.Cli;

/// <summary>Progress in words.</summary>
internal static class ProgressText
{
    /// <summary>What the plate is doing.</summary>
    public static string Phase(PlateStatus status) => status.Phase switch
    {
        PlatePhase.Idle => "starting",
        PlatePhase.Announced => "announced; not planned yet",
        PlatePhase.WaitingForLane => $"WAITING for a lane: {status.Fault?.ReplaceLineEndings(" ")}",
        PlatePhase.Measuring => "measuring the plate's grey levels",
        PlatePhase.Running => "labelling",
        PlatePhase.Paused => $"PAUSED: {status.Fault?.ReplaceLineEndings(" ")} (goes on by itself when that is mended)",
        PlatePhase.Draining => $"finishing {Count.Of(status.InWorkCount, "field", "fields")} in work",
        PlatePhase.Finishing => "writing tables, report and manifest",
        PlatePhase.Finished => "finished",
        PlatePhase.Cancelled => "cancelled",
        PlatePhase.Refused => $"refused: {status.Fault?.ReplaceLineEndings(" ")}",
        _ => status.Fault is { } fault ? $"stopped: {fault.ReplaceLineEndings(" ")}" : "stopped",
    };

    /// <summary>Fields by state: <c>12 of 48 fields done, 1 gap, 4 in work</c>.</summary>
    public static string Fields(PlateStatus status) =>
        $"{status.DoneCount} of {Count.Of(status.FieldCount, "field", "fields")} done, {Count.Of(status.GapCount, "gap", "gaps")}, {status.InWorkCount} in work";

    /// <summary>Rates: <c>38.2 fields/min, 5.1 Mpx/s, lanes 97 % busy, 1 min 3 s left</c>.</summary>
    public static string Rates(ProgressFigures figures)
    {
        if (!figures.KnowsLanes)
        {
            return figures is { FieldsPerMinute: { } alone, Left: { } rest }
                ? string.Create(CultureInfo.InvariantCulture, $"{alone:0.0} fields/min, {Durations.Text(rest)} left")
                : "rate not known yet";
        }
        string rate = figures.FieldsPerMinute is { } perMinute ? string.Create(CultureInfo.InvariantCulture, $"{perMinute:0.0} fields/min, ") : "";
        string left = figures.Left is { } time ? $", {Durations.Text(time)} left" : "";
        return string.Create(CultureInfo.InvariantCulture, $"{rate}{figures.MegapixelsPerSecond:0.0} Mpx/s, lanes {figures.BusyShare * 100:0} % busy{left}");
    }

    /// <summary>All of it in one line.</summary>
    public static string Line(RunProgress progress, ProgressFigures figures) =>
        progress.Status.Phase == PlatePhase.Running
            ? $"{Fields(progress.Status)}; {Rates(figures)}"
            : progress.Status.FieldCount == 0 ? Phase(progress.Status) : $"{Phase(progress.Status)}; {Fields(progress.Status)}";
}
