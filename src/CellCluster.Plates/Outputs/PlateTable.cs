using System.Text;
using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>The figures of one metric over a whole plate; a well counts with the median over its fields.</summary>
/// <param name="Wells">All wells.</param>
/// <param name="Positive">Wells that the plate map names positive controls.</param>
/// <param name="Negative">Negative controls.</param>
/// <param name="Quality">How far the controls are apart.</param>
/// <param name="Effects">What the number owes to where a well lies.</param>
public sealed record PlateFigures(WellAggregate Wells, WellAggregate Positive, WellAggregate Negative, AssayQuality Quality, PlateEffects Effects)
{
    /// <summary>The figures of one metric of one imaging pass.</summary>
    public static PlateFigures Of(WellTable wells, PlateMap? map, int acquisition, int organelleIndex, int metricIndex)
    {
        ArgumentNullException.ThrowIfNull(wells);
        double[,] plate = wells.Medians(acquisition, organelleIndex, metricIndex);
        double[] all = [.. plate.Cast<double>()];
        double[] positive = Controls(plate, map, ControlKind.Positive);
        double[] negative = Controls(plate, map, ControlKind.Negative);
        return new PlateFigures(WellAggregate.Of(all), WellAggregate.Of(positive), WellAggregate.Of(negative), AssayQuality.Of(positive, negative), PlateEffects.Of(plate));
    }

    private static double[] Controls(double[,] plate, PlateMap? map, ControlKind kind) => map is null
        ? []
        : [.. map.Wells.Where(well => map.ControlOf(well) == kind && well.Row < plate.GetLength(0) && well.Column < plate.GetLength(1)).Select(well => plate[well.Row, well.Column])];
}

/// <summary>Writes <c>plate_metrics.csv</c>: a row per imaging pass, organelle and metric (docs/formats/metrics.md).</summary>
public static class PlateTable
{
    /// <summary>The file's name in the output folder.</summary>
    public const string FileName = "plate_metrics.csv";

    /// <summary>Writes the table.</summary>
    /// <returns>SHA-256 of its text, hex.</returns>
    public static string Write(Stream stream, MetricsTable table, WellTable wells)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(wells);
        var text = new StringBuilder();
        CsvFormat.AppendLine(text,
        [
            "plate", "batch", "acquisition", "organelle", "metric", "well_count", "median", "mad", "positive_count", "positive_mean", "positive_deviation",
            "negative_count", "negative_mean", "negative_deviation", "z_prime", "robust_z_prime", "ssmd", "row_range", "column_range", "edge_difference", "noise_level",
        ]);
        foreach (int acquisition in wells.Wells.Select(well => well.Acquisition).Distinct().Order())
        {
            for (int organelle = 0; organelle < wells.Organelles.Count; organelle++)
            {
                for (int metric = 0; metric < MetricColumns.Measured.Count; metric++)
                {
                    PlateFigures figures = PlateFigures.Of(wells, table.Map, acquisition, organelle, metric);
                    CsvFormat.AppendLine(text,
                    [
                        CsvFormat.Text(table.PlateId), CsvFormat.Text(table.Batch), CsvFormat.Number(acquisition), wells.Organelles[organelle].ToText(), MetricColumns.Measured[metric].Name,
                        CsvFormat.Number(figures.Wells.Count), CsvFormat.Number(figures.Wells.Median), CsvFormat.Number(figures.Wells.Mad),
                        CsvFormat.Number(figures.Positive.Count), CsvFormat.Number(figures.Positive.Mean), CsvFormat.Number(figures.Positive.Deviation),
                        CsvFormat.Number(figures.Negative.Count), CsvFormat.Number(figures.Negative.Mean), CsvFormat.Number(figures.Negative.Deviation),
                        CsvFormat.Number(figures.Quality.ZPrime), CsvFormat.Number(figures.Quality.RobustZPrime), CsvFormat.Number(figures.Quality.Ssmd),
                        CsvFormat.Number(figures.Effects.RowRange), CsvFormat.Number(figures.Effects.ColumnRange), CsvFormat.Number(figures.Effects.EdgeDifference),
                        CsvFormat.Number(figures.Effects.NoiseLevel),
                    ]);
                }
            }
        }
        string all = text.ToString();
        stream.Write(Encoding.UTF8.GetBytes(all));
        return ContentHash.OfText(all);
    }
}
