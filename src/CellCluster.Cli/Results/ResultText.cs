using System.Globalization;
using CellCluster.Grains;
using Spectre.Console;

namespace CellCluster.Cli;

/// <summary>The end of a run for a person: what became of the plate, a table, the paths.</summary>
internal static class ResultText
{
    private const int ShownGaps = 5;

    /// <summary>Writes it.</summary>
    public static void Write(Terminal terminal, LabelReport report, PlateStatus status)
    {
        TextWriter output = terminal.Output;
        string gaps = status.GapCount == 0 ? "" : $", {Count.Of(status.GapCount, "gap", "gaps")}";
        string fields = $"{status.DoneCount} of {Count.Of(status.FieldCount, "field", "fields")} done{gaps}";
        output.WriteLine(status.WasFinished
            ? $"Plate {status.PlateId} was finished before ({fields}): nothing to do. --force labels it anew."
            : string.Create(CultureInfo.InvariantCulture, $"Plate {status.PlateId} is {report.State} after {Durations.Text(TimeSpan.FromSeconds(report.Seconds ?? 0))}: {fields}."));
        if (status is { GapCount: > 0, SettledBeforeCount: > 0 } && status.SettledBeforeCount == status.FieldCount)
        {
            output.WriteLine($"Note: {Count.Of(status.GapCount, "gap is", "gaps are")} kept as found then, also where an image was repaired since; --force labels the plate anew.");
        }
        foreach (string remark in status.Remarks)
        {
            output.WriteLine($"Note: {remark}");
        }
        foreach (string gap in status.RecentGaps.TakeLast(ShownGaps))
        {
            output.WriteLine($"Gap: {gap}");
        }
        if (status.RecentGaps.Count > 0 && status.GapCount > ShownGaps)
        {
            output.WriteLine($"… {status.GapCount} gaps in all; cellcluster status and the manifest list them.");
        }
        if (report.Organelles is { Count: > 0 } organelles)
        {
            Table table = new Table().Border(TableBorder.Rounded)
                .AddColumn("organelle").AddColumns([.. ((string[])["objects", "per well: median", "lowest", "highest", "relative area", "mean intensity"]).Select(title => new TableColumn(title).RightAligned())]);
            foreach (OrganelleSummary organelle in organelles)
            {
                table.AddRow(
                    organelle.Organelle, Number(organelle.Objects, "0"), Number(organelle.MedianPerWell, "0.#"), Number(organelle.LowestPerWell, "0"),
                    Number(organelle.HighestPerWell, "0"), Number(organelle.RelativeArea, "0.0000"), Number(organelle.MeanIntensity, "0.000"));
            }
            terminal.Tables().Write(table);
        }
        ResultFiles files = report.Files!;
        output.WriteLine($"report    {files.Report}");
        output.WriteLine($"metrics   {files.Metrics}");
        output.WriteLine($"wells     {files.WellMetrics}");
        if (files.Objects is { } objects)
        {
            output.WriteLine($"objects   {objects}");
        }
        output.WriteLine($"manifest  {files.Manifest}");
    }

    private static string Number(double value, string format) => double.IsNaN(value) ? "-" : value.ToString(format, CultureInfo.InvariantCulture);
}
