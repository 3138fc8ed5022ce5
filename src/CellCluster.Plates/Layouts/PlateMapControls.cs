namespace CellCluster.Plates;

/// <summary>Finds what a plate map calls a control although it is of neither kind: kept in the tables, and no part of Z'.</summary>
public static class PlateMapControls
{
    /// <summary>A remark per such word, in the order of the wells; with the kind that a slip of the pen may mean.</summary>
    public static IEnumerable<LayoutRemark> Remarks(PlateMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        return map.Wells.Where(well => map.Value(well, "control").Length > 0 && map.ControlOf(well) is null)
            .GroupBy(well => map.Value(well, "control"), StringComparer.OrdinalIgnoreCase)
            .Select(wells => new LayoutRemark("control-kind", Text(wells.Key, [.. wells])));
    }

    private static string Text(string word, WellId[] wells)
    {
        string meant = NearWords.Nearest(word.ToLowerInvariant(), ["positive", "negative"]) is { } near ? $"; is {near} meant?" : "";
        return $"control \"{word}\" ({wells.Length} well{(wells.Length == 1 ? "" : "s")}, first {wells[0]}) is neither positive nor negative: no Z-prime from it{meant}";
    }
}
