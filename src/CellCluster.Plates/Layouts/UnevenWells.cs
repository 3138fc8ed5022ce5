namespace CellCluster.Plates;

/// <summary>Where no plate file says what to expect, wells with fewer fields than most are worth a remark.</summary>
internal static class UnevenWells
{
    public static void Remark(FieldCollector collector, IReadOnlyList<FieldSource> fields)
    {
        var perWell = fields.GroupBy(field => (field.Key.Acquisition, field.Key.Well)).Select(group => (group.Key, Count: group.Count())).ToList();
        int usual = perWell.GroupBy(well => well.Count).OrderByDescending(group => group.Count()).ThenByDescending(group => group.Key).First().Key;
        string[] fewer = [.. perWell.Where(well => well.Count < usual).Select(well => $"{well.Key.Well} ({well.Count})")];
        if (fewer.Length > 0)
        {
            collector.Remark("uneven", $"most wells have {usual} fields, {fewer.Length} {(fewer.Length == 1 ? "has" : "have")} fewer: {string.Join(", ", fewer.Take(8))}{(fewer.Length > 8 ? ", …" : "")}");
        }
    }
}
