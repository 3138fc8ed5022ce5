namespace CellCluster.Plates;

/// <summary>How the report shows one of <see cref="MetricColumns.Main"/>: with a factor and a unit that people use.</summary>
/// <param name="Index">In <see cref="MetricColumns.Main"/>.</param>
/// <param name="Title">Heading.</param>
/// <param name="Unit">Short; empty for counts.</param>
/// <param name="Factor">Shown = stored * factor.</param>
internal sealed record DisplayMetric(int Index, string Title, string Unit, double Factor)
{
    /// <summary>All of them, in the order of the tables.</summary>
    public static IReadOnlyList<DisplayMetric> All { get; } = [.. MetricColumns.Main.Select((column, index) => Of(column, index))];

    /// <summary>A stored value as it is shown.</summary>
    public string Text(double stored) => NumberText.Short(stored * Factor);

    private static DisplayMetric Of(MetricColumn column, int index) => column.Name switch
    {
        MetricColumns.ObjectCount => new DisplayMetric(index, "Objects", "per field", 1),
        MetricColumns.RelativeArea => new DisplayMetric(index, "Relative area", "% of the field", 100),
        MetricColumns.TotalIntensity => new DisplayMetric(index, "Total intensity", "stain", 1),
        _ => new DisplayMetric(index, "Mean intensity", "stain", 1),
    };
}
