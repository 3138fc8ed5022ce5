namespace CellCluster.Plates;

/// <summary>Which columns of a plate map follow the rows or the columns of the plate: one value in each, and not the same in all.</summary>
/// <remarks>There a plate effect and the effect of the treatment cannot be told apart by where the wells lie.</remarks>
public static class PlateMapDesign
{
    /// <summary>Known columns of the map (clone, control, dose, group) that follow the rows of the plate.</summary>
    public static IReadOnlyList<string> OfRows(PlateMap map) => Of(map, well => well.Row);

    /// <summary>Those that follow its columns.</summary>
    public static IReadOnlyList<string> OfColumns(PlateMap map) => Of(map, well => well.Column);

    private static string[] Of(PlateMap map, Func<WellId, int> place)
    {
        ArgumentNullException.ThrowIfNull(map);
        ILookup<int, WellId> lines = map.Wells.ToLookup(place);
        return [.. PlateMap.KnownColumns.Where(map.Columns.Contains).Where(IsArranged)];

        bool IsArranged(string column)
        {
            string[][] values = [.. lines.Select(line => line.Select(well => map.Value(well, column)).Distinct(StringComparer.OrdinalIgnoreCase).ToArray())];
            return values.All(line => line.Length == 1) && values.Select(line => line[0]).Distinct(StringComparer.OrdinalIgnoreCase).Count() > 1;
        }
    }
}
