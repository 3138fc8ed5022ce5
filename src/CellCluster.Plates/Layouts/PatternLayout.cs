namespace CellCluster.Plates;

/// <summary>A plate in any folder, its fields told by a <see cref="NameTemplate"/>.</summary>
internal static class PatternLayout
{
    public static PlateLayout Read(string folder, LayoutOptions options)
    {
        NameTemplate template = NameTemplate.Parse(options.Pattern!);
        var collector = new FieldCollector(folder);
        var matches = new List<(string Path, NameParts Parts)>();
        int seen = 0;
        foreach (string path in Files(folder, template.Depth))
        {
            seen++;
            string name = collector.Name(path);
            NameParts? parts = template.Match(name);
            if (parts is not null)
            {
                matches.Add((path, parts));
            }
            else if (ImageNames.IsImage(path))
            {
                collector.Unplaced("not matched by the pattern", path);
            }
        }
        if (matches.Count == 0)
        {
            string example = Files(folder, template.Depth).Select(collector.Name).FirstOrDefault() is string first ? $", such as {first}" : "";
            throw new LayoutException(folder, $"{seen} files at the pattern's depth and no match{example}", $"files named {template.Text}", "correct --pattern");
        }
        string? channel = ChooseChannel(folder, matches, options.Channel);
        string? plate = OnePlate(folder, collector, matches);
        foreach ((string path, NameParts parts) in matches)
        {
            if (channel is null || string.Equals(parts.Channel, channel, StringComparison.OrdinalIgnoreCase))
            {
                collector.Add(parts.Key, path);
            }
        }
        IReadOnlyList<FieldSource> fields = collector.Found();
        collector.Remark("expected-unknown", "no plate file says which fields there should be: a missing file cannot be known");
        UnevenWells.Remark(collector, fields);
        return new PlateLayout
        {
            PlateId = options.PlateId ?? plate ?? Path.GetFileName(folder),
            Folder = folder,
            RecognisedAs = $"names {template.Text}{(channel is null ? "" : $", channel {channel}")}",
            Fields = fields,
            Format = PlateFormat.Holding(fields.Select(field => field.Key.Well)),
            Modality = Modalities.Of(channel),
            Remarks = collector.Remarks(),
        };
    }

    private static IEnumerable<string> Files(string folder, int depth) =>
        Directory.EnumerateFiles(folder, "*", new EnumerationOptions { RecurseSubdirectories = depth > 0, MaxRecursionDepth = depth, AttributesToSkip = FileAttributes.None })
            .Where(path => path.AsSpan(folder.Length).TrimStart('/').TrimStart('\\').Count(Path.DirectorySeparatorChar) == depth && !Path.GetFileName(path).StartsWith('.'))
            .Order(StringComparer.Ordinal);

    private static string? ChooseChannel(string folder, List<(string Path, NameParts Parts)> matches, string? asked)
    {
        string[] channels = [.. matches.Select(match => match.Parts.Channel).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
        if (asked is not null && channels.Length == 0)
        {
            throw new LayoutException(folder, "a pattern without {channel}", $"{{channel}} to choose '{asked}' by", "add it to --pattern or leave out --channel");
        }
        if (asked is null)
        {
            return channels.Length switch
            {
                0 => null,
                1 => channels[0],
                _ => throw new LayoutException(folder, $"channels {string.Join(", ", channels)}", "one transmitted-light channel", "choose it by --channel"),
            };
        }
        return channels.FirstOrDefault(channel => channel.Equals(asked, StringComparison.OrdinalIgnoreCase))
            ?? throw new LayoutException(folder, $"channels {string.Join(", ", channels)}", $"channel '{asked}'", "correct --channel");
    }

    private static string? OnePlate(string folder, FieldCollector collector, List<(string Path, NameParts Parts)> matches)
    {
        (string Path, NameParts Parts) first = matches[0];
        foreach ((string path, NameParts parts) in matches)
        {
            if (parts.Plate != first.Parts.Plate)
            {
                throw new LayoutException(folder, $"two plates: {collector.Name(first.Path)} and {collector.Name(path)}", "one plate per folder", "write the plate's name instead of {plate} in --pattern");
            }
        }
        return first.Parts.Plate;
    }
}
