using CellCluster.Analysis;

namespace CellCluster.Plates.Tests;

/// <summary>Fields as a run would give them.</summary>
internal static class SampleFields
{
    public static MetricsTable Table(PlateMap? map = null, string plate = "P042", params Organelle[] organelles) =>
        new(plate, "week 47", organelles.Length > 0 ? organelles : [Organelle.Nuclei, Organelle.Golgi], map);

    public static FieldKey Key(string well, int field, int acquisition = 1) => new(acquisition, WellId.Parse(well), new FieldIndex(field));

    public static FieldRow Done(string well, int field, double count, double mean = 0.5, params string[] flags) => new()
    {
        Key = Key(well, field),
        Status = FieldStatus.Done,
        Flags = flags,
        Raw = Numbers((MetricColumns.Focus, 12.5), (MetricColumns.RawMean, 1000)),
        Source = $"P_{well}_s{field}.TIF",
        Organelles =
        [
            Row(Organelle.Golgi, 2 * count, mean),
            Row(Organelle.Nuclei, count, mean),
        ],
        Files = [new OutputFile($"predicted/{well}_f{field:00}_nuclei.tif", "aa"), new OutputFile($"labels/{well}_f{field:00}_nuclei.tif", "bb")],
    };

    public static FieldRow Gap(string well, int field, string code = "missing", string reason = "no file") =>
        new() { Key = Key(well, field), Status = FieldStatus.Gap, GapCode = code, Reason = reason };

    public static OrganelleRow Row(Organelle organelle, double count, double mean) => new(
        organelle,
        Numbers((MetricColumns.ObjectCount, count), (MetricColumns.RelativeArea, count / 1000), (MetricColumns.TotalIntensity, count * 100), (MetricColumns.MeanIntensity, mean)),
        new ThresholdRow("minimum+local", 0.25, 111, 0.9, 4, "") { SizeClass = organelle == Organelle.Nuclei ? "medium" : "" });

    public static Dictionary<string, double> Numbers(params (string Name, double Value)[] numbers) => numbers.ToDictionary(one => one.Name, one => one.Value, StringComparer.Ordinal);
}
