namespace CellCluster.Plates;

/// <summary>An ImageXpress (MetaXpress) plate: expected fields from its plate file, files by name and folder.</summary>
internal static class ImageXpressLayout
{
    public static PlateLayout Read(string folder, LayoutOptions options)
    {
        var collector = new FieldCollector(folder);
        string? platePath = PlateFile(folder);
        HtdFile? plate = platePath is null ? null : HtdFile.Read(platePath);
        List<ImageXpressImage> images = OfOnePlate(folder, collector, ImageXpressFiles.Walk(folder, collector), platePath);
        if (images.Count == 0)
        {
            throw NothingFound(folder, collector, platePath);
        }
        int wave = ImageXpressWave.Choose(folder, collector, plate, images, options.Channel);
        List<ImageXpressImage> chosen = ImageXpressZ.Choose(folder, [.. images.Where(image => image.Name.Wave == wave)], options.Z);
        foreach (ImageXpressImage image in chosen)
        {
            collector.Add(new FieldKey(image.TimePoint, image.Name.Well, new FieldIndex(image.Name.Site)), image.Path);
        }
        IReadOnlyList<FieldSource> fields;
        if (plate is not null)
        {
            fields = collector.Found(Expected(collector, plate, images, chosen, wave));
        }
        else
        {
            fields = collector.Found();
            collector.Remark("expected-unknown", "there is no plate file (.HTD): a missing file cannot be known");
            UnevenWells.Remark(collector, fields);
        }
        string waveName = plate is not null && wave <= plate.Waves.Count ? plate.Waves[wave - 1] : "";
        string recognised = platePath is null ? "ImageXpress names without a plate file" : $"ImageXpress plate file {Path.GetFileName(platePath)}";
        return new PlateLayout
        {
            PlateId = options.PlateId ?? Path.GetFileName(folder),
            Folder = folder,
            RecognisedAs = $"{recognised}, wavelength {wave}{(waveName.Length > 0 ? $" ({waveName})" : "")}",
            Fields = fields,
            Format = plate?.Format ?? PlateFormat.Holding(fields.Select(field => field.Key.Well)),
            Modality = Modalities.Of(waveName),
            Remarks = collector.Remarks(),
        };
    }

    private static string? PlateFile(string folder)
    {
        string[] found = ImageXpressFiles.PlateFiles(folder);
        if (found.Length == 0)
        {
            // Some copies keep only the plate files of the time points; they say the same.
            found = [.. ImageXpressFiles.Numbered(folder, "TimePoint_").SelectMany(entry => ImageXpressFiles.PlateFiles(entry.Path)).Take(1)];
        }
        return found.Length <= 1
            ? found.FirstOrDefault()
            : throw new LayoutException(folder, $"{found.Length} plate files: {Path.GetFileName(found[0])} and {Path.GetFileName(found[1])}", "the folder of one plate", "give every plate a folder, or use --pattern");
    }

    private static List<ImageXpressImage> OfOnePlate(string folder, FieldCollector collector, List<ImageXpressImage> images, string? platePath)
    {
        string? name = Path.GetFileNameWithoutExtension(platePath);
        if (name is not null && images.Exists(image => Same(image.Name.Plate, name)))
        {
            foreach (ImageXpressImage other in images.Where(image => !Same(image.Name.Plate, name)))
            {
                collector.Unplaced($"of another plate than {name}", other.Path);
            }
            return [.. images.Where(image => Same(image.Name.Plate, name))];
        }
        ImageXpressImage? odd = images.Find(image => !Same(image.Name.Plate, images[0].Name.Plate));
        return odd is null
            ? images
            : throw new LayoutException(folder, $"files of two plates: {collector.Name(images[0].Path)} and {collector.Name(odd.Path)}", "the folder of one plate", "give every plate a folder, or use --pattern");

        static bool Same(string left, string right) => left.Equals(right, StringComparison.OrdinalIgnoreCase);
    }

    private static HashSet<FieldKey> Expected(FieldCollector collector, HtdFile plate, List<ImageXpressImage> images, List<ImageXpressImage> chosen, int wave)
    {
        IReadOnlyList<int> sites = SiteNumbers(plate, chosen);
        var withWave = images.Where(image => image.Name.Wave == wave).Select(image => image.TimePoint).ToHashSet();
        var withOthers = images.Select(image => image.TimePoint).ToHashSet();
        // A wavelength may be collected at some time points only, and the plate file does not say at which.
        int[] notCollected = [.. Enumerable.Range(1, plate.TimePoints).Where(point => withOthers.Contains(point) && !withWave.Contains(point))];
        if (notCollected.Length > 0)
        {
            collector.Remark("not-collected", $"wavelength {wave} has no file at time point{(notCollected.Length == 1 ? "" : "s")} {string.Join(", ", notCollected)}, where others have: taken as not collected there");
        }
        return
        [
            .. Enumerable.Range(1, plate.TimePoints).Except(notCollected)
                .SelectMany(_ => plate.Wells, (point, well) => (point, well))
                .SelectMany(_ => sites, (entry, site) => new FieldKey(entry.point, entry.well, new FieldIndex(site))),
        ];
    }

    // Selected sites are numbered from 1 without gaps; some versions number the places of the whole grid instead.
    private static IReadOnlyList<int> SiteNumbers(HtdFile plate, List<ImageXpressImage> chosen)
    {
        int count = plate.SitePlaces.Count;
        bool beyond = chosen.Exists(image => image.Name.Site > count);
        bool byPlace = beyond && chosen.TrueForAll(image => plate.SitePlaces.Contains(image.Name.Site));
        return byPlace ? plate.SitePlaces : [.. Enumerable.Range(1, count)];
    }

    private static LayoutException NothingFound(string folder, FieldCollector collector, string? platePath)
    {
        string[] others = [.. Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories).Take(20_000)];
        string? other = Array.Find(others, path => Path.GetFileName(path).Equals("Index.idx.xml", StringComparison.OrdinalIgnoreCase) || Path.GetExtension(path).Equals(".mlf", StringComparison.OrdinalIgnoreCase));
        string? image = Array.Find(others, ImageNames.IsImage);
        string found = other is not null ? $"{collector.Name(other)}, an Operetta or CellVoyager plate"
            : image is not null ? $"images of another naming, such as {collector.Name(image)}"
            : platePath is not null ? $"{Path.GetFileName(platePath)} and no image"
            : "no image";
        return new LayoutException(folder, found, "an ImageXpress plate (a .HTD file, images such as [TimePoint_1/]PLATE_B03_s1_w1.TIF)", "tell the names by --pattern, such as {well}_f{field}.tif, or list the fields in a table for --fields");
    }
}
