using System.Globalization;
using CellCluster.Plates;
using Spectre.Console;

namespace CellCluster.Cli;

/// <summary>One well of the demo: what was found and what is there.</summary>
/// <param name="Well">The well.</param>
/// <param name="CloneName">Its clone.</param>
/// <param name="Dose">Its dose, as the plate map says it.</param>
/// <param name="Counted">Nuclei found, all fields.</param>
/// <param name="Simulated">Cells simulated, all fields.</param>
/// <param name="RelativeArea">Median share of a field that nuclei cover.</param>
internal sealed record DemoWell(WellId Well, string CloneName, string Dose, double Counted, double Simulated, double RelativeArea);

/// <summary>Compares the results of a simulated plate with its truth.</summary>
internal static class DemoTable
{
    /// <summary>Reads results (well_metrics.csv), truth (truth/fields.csv) and plate map (wells.csv).</summary>
    public static IReadOnlyList<DemoWell> Compare(string plate, string wellMetrics)
    {
        CsvTable truth = CsvTable.Read(Path.Combine(plate, "truth", "fields.csv"));
        Dictionary<WellId, double> simulated = truth.Rows.GroupBy(row => WellId.Parse(truth.Value(row, "well")))
            .ToDictionary(well => well.Key, well => well.Sum(row => Number(truth.Value(row, "cells"))));
        PlateMap map = PlateMap.Read(Path.Combine(plate, "wells.csv"));
        CsvTable results = CsvTable.Read(wellMetrics);
        var wells = new List<DemoWell>();
        foreach (CsvRow row in results.Rows.Where(row => results.Value(row, "organelle") == "nuclei"))
        {
            WellId well = WellId.Parse(results.Value(row, "well"));
            double counted = Number(results.Value(row, "object_count_mean")) * Number(results.Value(row, "object_count_n"));
            wells.Add(new DemoWell(well, map.Value(well, "clone"), map.Value(well, "dose"), counted, simulated.GetValueOrDefault(well), Number(results.Value(row, "relative_area_median"))));
        }
        return wells;
    }

    /// <summary>Writes the table.</summary>
    public static void Write(Terminal terminal, IReadOnlyList<DemoWell> wells)
    {
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("well", "clone")
            .AddColumns([.. ((string[])["dose, uM", "nuclei counted", "nuclei simulated", "relative area"]).Select(title => new TableColumn(title).RightAligned())]);
        foreach (DemoWell well in wells)
        {
            table.AddRow(well.Well.ToString(), Markup.Escape(well.CloneName), Markup.Escape(well.Dose), Text(well.Counted, "0"), Text(well.Simulated, "0"), Text(well.RelativeArea, "0.000"));
        }
        table.AddRow("all", "", "", Text(wells.Sum(well => well.Counted), "0"), Text(wells.Sum(well => well.Simulated), "0"), "");
        terminal.Tables().Write(table);
    }

    // A well without a field that is done has no numbers.
    private static double Number(string text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) ? value : double.NaN;

    private static string Text(double value, string format) => double.IsNaN(value) ? "-" : value.ToString(format, CultureInfo.InvariantCulture);
}
