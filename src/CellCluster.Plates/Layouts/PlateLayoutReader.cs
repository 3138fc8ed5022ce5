namespace CellCluster.Plates;

/// <summary>Recognises how a plate's folder is laid out and lists the fields that it is expected to hold.</summary>
/// <remarks>In this order: a fields table, a name template, an ImageXpress plate file (.HTD), ImageXpress names. Reads names and small text files,
/// and the header of one image for the pixel size; never pixels. Rules: docs/formats/layouts.md.</remarks>
public static class PlateLayoutReader
{
    /// <summary>Reads the layout of the plate in a folder.</summary>
    /// <exception cref="LayoutException">No such folder, no fields, two files for one field, a damaged table, contradicting options.</exception>
    public static PlateLayout Read(string plateFolder, LayoutOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(plateFolder);
        ArgumentNullException.ThrowIfNull(options);
        string folder = Path.TrimEndingDirectorySeparator(Path.GetFullPath(plateFolder));
        if (!Directory.Exists(folder))
        {
            throw new LayoutException(folder, File.Exists(folder) ? "a file" : "nothing", "the folder of one plate", "check the path");
        }
        if (options.FieldsCsv is not null && options.Pattern is not null)
        {
            throw new LayoutException(folder, "a pattern and a fields table", "one of them", "leave out --pattern or --fields");
        }
        if (options.PlateId is not null && string.IsNullOrWhiteSpace(options.PlateId))
        {
            throw new LayoutException(folder, "a blank plate id", "a plate id, such as a barcode", "leave it out to take the folder's name");
        }
        PlateLayout layout = options.FieldsCsv is not null ? FieldsTable.Read(folder, options)
            : options.Pattern is not null ? PatternLayout.Read(folder, options)
            : ImageXpressLayout.Read(folder, options);
        return WithPixelSize(WithMap(layout, folder, options));
    }

    private static PlateLayout WithMap(PlateLayout layout, string folder, LayoutOptions options)
    {
        string? path = options.WellsCsv ?? Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal)
            .FirstOrDefault(file => Path.GetFileName(file).Equals("wells.csv", StringComparison.OrdinalIgnoreCase));
        if (path is null)
        {
            return layout;
        }
        PlateMap map = PlateMap.Read(path);
        var imaged = layout.Fields.Select(field => field.Key.Well).ToHashSet();
        var remarks = layout.Remarks.ToList();
        Compare("map-only", "in the plate map but not imaged", map.Wells.Where(well => !imaged.Contains(well)));
        Compare("not-in-map", "imaged but not in the plate map", imaged.Where(well => !map.Wells.Contains(well)).Order());
        remarks.AddRange(PlateMapControls.Remarks(map));
        return layout with { Map = map, Remarks = remarks };

        void Compare(string code, string text, IEnumerable<WellId> wells)
        {
            WellId[] all = [.. wells];
            if (all.Length > 0)
            {
                remarks.Add(new LayoutRemark(code, $"{all.Length} well{(all.Length == 1 ? " is" : "s are")} {text}: {string.Join(", ", all.Take(8))}{(all.Length > 8 ? ", …" : "")}"));
            }
        }
    }

    // A layout that does not say its pixel size may have files that do; the first that can be read speaks for the plate.
    private static PlateLayout WithPixelSize(PlateLayout layout)
    {
        if (layout.PixelSizeUm is not null)
        {
            return layout;
        }
        foreach (FieldSource field in layout.Fields.Where(field => field.Path is not null).Take(8))
        {
            if (PixelSizeReader.TryRead(field.Path!, field.Page) is double size)
            {
                return layout with { PixelSizeUm = size };
            }
        }
        return layout;
    }
}
