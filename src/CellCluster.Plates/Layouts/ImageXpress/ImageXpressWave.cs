namespace CellCluster.Plates;

/// <summary>Chooses the transmitted-light wavelength of an ImageXpress plate.</summary>
internal static class ImageXpressWave
{
    /// <summary>The wavelength's number: as asked (number, <c>w2</c>, or name), else the only one, else the first whose name says transmitted light, else 1.</summary>
    public static int Choose(string folder, FieldCollector collector, HtdFile? plate, List<ImageXpressImage> images, string? asked)
    {
        int[] found = [.. images.Select(image => image.Name.Wave).Distinct().Order()];
        if (asked is not null)
        {
            return Asked(folder, plate, found, asked);
        }
        if (plate is not null)
        {
            int transmitted = plate.Waves.ToList().FindIndex(Modalities.IsTransmitted) + 1;
            if (transmitted > 0)
            {
                return transmitted;
            }
        }
        if (found.Length > 1 || (plate?.Waves.Count ?? 1) > 1)
        {
            collector.Remark("channel-default", $"no wavelength's name says transmitted light ({Names(plate, found)}): wavelength 1 is taken; --channel chooses another");
        }
        return found.Length == 1 && plate is null ? found[0] : 1;
    }

    private static int Asked(string folder, HtdFile? plate, int[] found, string asked)
    {
        string digits = asked.StartsWith('w') || asked.StartsWith('W') ? asked[1..] : asked;
        if (int.TryParse(digits, out int number) && (found.Contains(number) || (number >= 1 && number <= plate?.Waves.Count)))
        {
            return number;
        }
        int[] named = plate is null ? [] : [.. Enumerable.Range(1, plate.Waves.Count).Where(i => plate.Waves[i - 1].Equals(asked, StringComparison.OrdinalIgnoreCase))];
        return named.Length == 1
            ? named[0]
            : throw new LayoutException(folder, $"wavelengths {Names(plate, found)}", $"one wavelength '{asked}'", "correct --channel: a number or a name");
    }

    private static string Names(HtdFile? plate, int[] found) => plate is null
        ? string.Join(", ", found)
        : string.Join(", ", plate.Waves.Select((name, i) => $"{i + 1} {name}".Trim()));
}

/// <summary>Chooses one plane of every z-stack of an ImageXpress plate.</summary>
internal static class ImageXpressZ
{
    /// <summary>The images of the plane asked for; all where there is no stack.</summary>
    /// <exception cref="LayoutException">A stack and no choice, or no such plane.</exception>
    public static List<ImageXpressImage> Choose(string folder, List<ImageXpressImage> images, int? asked)
    {
        bool stacked = images.Exists(image => image.Z is not null);
        // Beside the planes of a stack, a file without a number is its projection, which the folder ZStep_0 holds elsewhere.
        int[] planes = stacked ? [.. images.Select(image => image.Z ?? 0).Distinct().Order()] : [];
        if (asked is null && planes.Length <= 1)
        {
            return images;
        }
        if (asked is null)
        {
            throw new LayoutException(folder, $"z planes {string.Join(", ", planes)}{(planes[0] == 0 ? " (0 is the projection)" : "")}", "one plane per field", $"choose one by --z, such as --z {planes[planes.Length / 2]}");
        }
        if (images.Count > 0 && !planes.Contains(asked.Value))
        {
            throw new LayoutException(folder, stacked ? $"z planes {string.Join(", ", planes)}" : "no z-stack", $"plane {asked}", "correct or leave out --z");
        }
        return [.. images.Where(image => (image.Z ?? 0) == asked)];
    }
}
