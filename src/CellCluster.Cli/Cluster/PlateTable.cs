using Spectre.Console;

namespace CellCluster.Cli;

/// <summary>The plates of a cluster as a table for a person.</summary>
internal static class PlateTable
{
    // A finished plate does not grow older.
    private static string Age(PlateAnswer plate, DateTimeOffset now) => plate switch
    {
        { State: "complete" or "complete-with-gaps", SubmittedAt: { } from, CompletedAt: { } to } => $"took {Durations.Text(to - from)}",
        { SubmittedAt: { } at } => Durations.Text(now - at),
        _ => "",
    };

    /// <summary>Writes it.</summary>
    public static void Write(Terminal terminal, PlateListing listing, DateTimeOffset now)
    {
        if (listing.Plates.Count == 0)
        {
            terminal.Output.WriteLine("No plate was submitted to this cluster.");
            return;
        }
        Table table = new Table().Border(TableBorder.Rounded)
            .AddColumns("plate", "state")
            .AddColumn(new TableColumn("done").RightAligned())
            .AddColumn(new TableColumn("gaps").RightAligned())
            .AddColumns("priority", "device")
            .AddColumn(new TableColumn("age").RightAligned())
            .AddColumn("waits for");
        foreach (PlateAnswer plate in listing.Plates)
        {
            PlateFields fields = plate.Fields ?? new PlateFields(0, 0, 0, 0);
            string[] cells =
            [
                plate.Plate ?? "", plate.State,
                fields.Total == 0 ? "-" : $"{fields.Done}/{fields.Total}",
                fields.Gaps == 0 ? "-" : $"{fields.Gaps}",
                plate.Priority ?? "", plate.Device ?? "",
                Age(plate, now),
                plate.Reason ?? "",
            ];
            table.AddRow([.. cells.Select(Markup.Escape)]);
        }
        terminal.Tables().Write(table);
        if (listing.OlderCount > 0)
        {
            terminal.Output.WriteLine($"… and {Count.Of(listing.OlderCount, "older finished plate", "older finished plates")} (--all)");
        }
    }
}
