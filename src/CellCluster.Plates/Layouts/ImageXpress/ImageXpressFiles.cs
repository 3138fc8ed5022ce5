using System.Globalization;

namespace CellCluster.Plates;

/// <summary>One image of an ImageXpress plate with what its folders and its name say.</summary>
/// <param name="Path">Absolute.</param>
/// <param name="TimePoint">From 1.</param>
/// <param name="Z">Of the folder ZStep_n or the name; null where neither says one.</param>
/// <param name="Name">The parsed name.</param>
internal sealed record ImageXpressImage(string Path, int TimePoint, int? Z, ImageXpressName Name);

/// <summary>Walks the folders of an ImageXpress plate: <c>[TimePoint_n/][ZStep_n/]</c>, names without regard to case.</summary>
internal static class ImageXpressFiles
{
    /// <summary>All images of the naming, thumbnails left out; other images go to the collector as unplaced.</summary>
    public static List<ImageXpressImage> Walk(string folder, FieldCollector collector)
    {
        var images = new List<ImageXpressImage>();
        (int Number, string Path)[] timePoints = Numbered(folder, "TimePoint_");
        if (timePoints.Length == 0)
        {
            TimePoint(folder, 1);
            return images;
        }
        foreach (string path in Images(folder).Where(path => ImageXpressName.Parse(Path.GetFileName(path)) is not { IsThumbnail: true }))
        {
            collector.Unplaced("outside the TimePoint folders", path);
        }
        foreach ((int number, string path) in timePoints)
        {
            TimePoint(path, number);
        }
        return images;

        void TimePoint(string path, int number)
        {
            Add(path, number, null);
            foreach ((int z, string step) in Numbered(path, "ZStep_"))
            {
                Add(step, number, z);
            }
        }

        void Add(string path, int timePoint, int? z)
        {
            foreach (string image in Images(path))
            {
                if (ImageXpressName.Parse(Path.GetFileName(image)) is not ImageXpressName name)
                {
                    collector.Unplaced("not named as ImageXpress names them", image);
                }
                else if (!name.IsThumbnail)
                {
                    images.Add(new ImageXpressImage(image, timePoint, name.Z ?? z, name));
                }
            }
        }
    }

    /// <summary>Plate files directly in a folder.</summary>
    public static string[] PlateFiles(string folder) =>
    [
        .. Directory.EnumerateFiles(folder).Where(path => Path.GetExtension(path).Equals(".htd", StringComparison.OrdinalIgnoreCase) && !Path.GetFileName(path).StartsWith('.'))
            .Order(StringComparer.Ordinal),
    ];

    /// <summary>Sub-folders <c>prefix</c> and a number, by number.</summary>
    public static (int Number, string Path)[] Numbered(string folder, string prefix) =>
    [
        .. Directory.EnumerateDirectories(folder)
            .Select(path => (Name: Path.GetFileName(path), Path: path))
            .Where(entry => entry.Name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase))
            .Select(entry => (Number: int.TryParse(entry.Name.AsSpan(prefix.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : -1, entry.Path))
            .Where(entry => entry.Number >= 0)
            .OrderBy(entry => entry.Number).ThenBy(entry => entry.Path, StringComparer.Ordinal),
    ];

    private static IEnumerable<string> Images(string folder) =>
        Directory.EnumerateFiles(folder).Where(path => ImageNames.IsImage(path) && !Path.GetFileName(path).StartsWith('.')).Order(StringComparer.Ordinal);
}
