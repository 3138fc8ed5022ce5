using CellCluster.Grains;
using CellCluster.Pipeline;
using Spectre.Console;

namespace CellCluster.Cli;

/// <summary>A cluster as its directory knows it: silos, lanes, plates that hold or want lanes.</summary>
/// <param name="Format">Version of this object's form.</param>
/// <param name="ExitCode">The process's exit code.</param>
/// <param name="ClusterId">The cluster's id.</param>
/// <param name="Silos">Living silos, by name.</param>
/// <param name="Plates">Plates that hold or want lanes.</param>
internal sealed record ClusterOverview(string Format, int ExitCode, string ClusterId, IReadOnlyList<SiloAnswer> Silos, IReadOnlyList<DemandAnswer> Plates)
{
    /// <summary>From what the directory lists.</summary>
    public static ClusterOverview Of(string clusterId, ClusterLanes lanes)
    {
        ArgumentNullException.ThrowIfNull(lanes);
        return new ClusterOverview(
            "cellcluster.cluster/1",
            0,
            clusterId,
            [.. lanes.Silos.OrderBy(silo => silo.Name, StringComparer.Ordinal).Select(SiloAnswer.Of)],
            [.. lanes.Plates.Select(plate => new DemandAnswer(plate.PlateId, plate.Priority.ToText(), plate.DeviceKind, plate.Held, plate.Wanted, plate.SuitableLanes, plate.WhyNone))]);
    }

    /// <summary>Writes it as tables for a person.</summary>
    public void Write(Terminal terminal)
    {
        LaneAnswer[] lanes = [.. Silos.SelectMany(silo => silo.Lanes)];
        int away = lanes.Count(lane => lane.Fault is not null);
        terminal.Output.WriteLine(
            $"Cluster {ClusterId}: {Count.Of(Silos.Count, "silo", "silos")}, {Count.Of(lanes.Length, "lane", "lanes")}{(away == 0 ? "" : $" ({away} out of service)")}, {Count.Of(Plates.Count, "plate", "plates")} at work or waiting.");
        if (Silos.Count == 0)
        {
            terminal.Output.WriteLine("No silo has reported to the directory yet; they report every few seconds.");
            return;
        }
        Write(terminal, ["silo", "roles", "state", "cores", "fields in analysis", "address"],
            Silos.Select(silo => new[] { silo.Name, silo.Roles, silo.IsDraining ? "draining" : "takes work", $"{silo.Cores}", $"{silo.FieldsInAnalysis}", silo.Address }));
        if (lanes.Length > 0)
        {
            Write(terminal, ["lane", "predictor", "fields", "tiles waiting", "health"],
                lanes.Select(lane => new[] { lane.Lane, lane.Predictor ?? "", $"{lane.BusySlots} of {lane.Slots}", $"{lane.QueuedTiles}", lane.Fault is { } fault ? $"OUT OF SERVICE: {fault}" : "healthy" }));
        }
        if (Plates.Count > 0)
        {
            Write(terminal, ["plate", "priority", "device", "holds", "wants", "waits for"],
                Plates.Select(plate => new[] { plate.Plate, plate.Priority, plate.Device, $"{plate.Held}", $"{plate.Wanted}", plate.WaitsFor ?? (plate.Wanted > 0 && plate.Held == 0 ? "its turn" : "") }));
        }
    }

    private static void Write(Terminal terminal, string[] titles, IEnumerable<string[]> rows)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns(titles);
        foreach (string[] row in rows)
        {
            table.AddRow([.. row.Select(cell => Markup.Escape(cell.ReplaceLineEndings(" ")))]);
        }
        terminal.Tables().Write(table);
    }
}

/// <summary>A silo.</summary>
internal sealed record SiloAnswer(string Name, string Roles, string Address, bool IsDraining, int Cores, int FieldsInAnalysis, IReadOnlyList<LaneAnswer> Lanes)
{
    /// <summary>From its report.</summary>
    public static SiloAnswer Of(SiloReport report) => new(
        report.Name,
        report.Roles.ToText(),
        report.Address.Endpoint.ToString(),
        report.IsDraining,
        report.Cores,
        report.FieldsInAnalysis,
        [.. report.Lanes.OrderBy(lane => lane.Lane, StringComparer.Ordinal).Select(LaneAnswer.Of)]);
}

/// <summary>A lane.</summary>
/// <param name="Lane">Its name.</param>
/// <param name="Device">cpu or cuda.</param>
/// <param name="Predictor">Which arithmetic it computes with.</param>
/// <param name="Slots">Fields that may be on their way at once.</param>
/// <param name="BusySlots">Fields that are.</param>
/// <param name="QueuedTiles">Tiles that wait.</param>
/// <param name="Fault">Why it is out of service; null: it takes tiles.</param>
internal sealed record LaneAnswer(string Lane, string Device, string? Predictor, int Slots, int BusySlots, int QueuedTiles, string? Fault)
{
    /// <summary>From its report.</summary>
    public static LaneAnswer Of(LaneReport report) => new(
        report.Lane,
        report.DeviceKind,
        report.Profile is { } profile ? $"{profile.Name} {profile.Version} {profile.Architecture}" : null,
        report.SlotCount,
        report.Busy.Count,
        report.QueuedTiles,
        report.Fault);
}

/// <summary>A plate that holds or wants lanes.</summary>
internal sealed record DemandAnswer(string Plate, string Priority, string Device, int Held, int Wanted, int SuitableLanes, string? WaitsFor);
