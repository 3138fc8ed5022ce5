using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>One image of a folder and where its results go.</summary>
/// <param name="Name">Its path below the folder, with forward slashes: its identity in every table.</param>
/// <param name="Path">Absolute.</param>
/// <param name="Place">Well and field, where the name says them.</param>
/// <param name="LabelName">The label image below the output folder.</param>
/// <param name="OutlineName">The picture with outlines below the output folder.</param>
/// <param name="Length">Bytes of the file.</param>
/// <param name="ModifiedTicks">When it was last written, UTC ticks: with the length it tells a changed file.</param>
public sealed record SetImage(string Name, string Path, ImagePlace Place, string LabelName, string OutlineName, long Length, long ModifiedTicks);

/// <summary>The images of a folder in the order of their names (ordinal), each with names for its results that no other image has.</summary>
/// <remarks>Label images keep the sub-folder and take the file's name with the ending <c>.tif</c>: <c>a/x.png</c> gives <c>labels/a/x.tif</c>. Where
/// files of one folder differ in their ending alone, they keep it: <c>x.png</c> and <c>x.tif</c> give <c>x.png.tif</c> and <c>x.tif.tif</c>. Names that
/// differ in case alone count as equal, so that results survive a copy to a file system that ignores it.</remarks>
public sealed class ImageSet
{
    private ImageSet(IReadOnlyList<SetImage> images) => Images = images;

    /// <summary>The images.</summary>
    public IReadOnlyList<SetImage> Images { get; }

    /// <summary>Lists a folder and its sub-folders; the output folder is left out where it lies inside.</summary>
    /// <exception cref="ImageSetException">The folder is not there or cannot be listed, holds no TIFF or PNG file, or two images would share a label image.</exception>
    public static ImageSet List(ImageSetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        FileInfo[] files = [.. Files(options).Where(file => ImageNames.IsImage(file.Name))];
        if (files.Length == 0)
        {
            throw new ImageSetException($"folder {options.Folder}: found no image, expected files that end in .tif, .tiff or .png; check the path");
        }
        Array.Sort(files, (a, b) => string.CompareOrdinal(Relative(options, a), Relative(options, b)));
        ILookup<string, FileInfo> byStem = files.ToLookup(file => Stem(Relative(options, file)), StringComparer.OrdinalIgnoreCase);
        var images = new List<SetImage>(files.Length);
        var taken = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (FileInfo file in files)
        {
            string name = Relative(options, file);
            string stem = byStem[Stem(name)].Skip(1).Any() ? name : Stem(name);
            if (!taken.TryAdd(stem, name))
            {
                throw new ImageSetException($"folder {options.Folder}: {taken[stem]} and {name} would both be written to labels/{stem}.tif; rename one of them");
            }
            images.Add(new SetImage(name, file.FullName, ImagePlace.Of(name, options.Pattern), $"labels/{stem}.tif", $"outlines/{stem}.png", file.Length, file.LastWriteTimeUtc.Ticks));
        }
        return new ImageSet(images);
    }

    private static IEnumerable<FileInfo> Files(ImageSetOptions options)
    {
        string inside = options.Out + Path.DirectorySeparatorChar;
        var all = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };
        try
        {
            return [.. new DirectoryInfo(options.Folder).EnumerateFiles("*", all).Where(file => !file.FullName.StartsWith(inside, StringComparison.Ordinal))];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageSetException($"folder {options.Folder}: it cannot be listed ({error.Message}); expected a folder of images; check the path and its permissions", error);
        }
    }

    private static string Relative(ImageSetOptions options, FileInfo file) => Path.GetRelativePath(options.Folder, file.FullName).Replace('\\', '/');

    private static string Stem(string name) => name[..^Path.GetExtension(name).Length];
}

/// <summary>The images of a folder cannot be segmented at all: there is none, or their results have nowhere to go.</summary>
public sealed class ImageSetException(string message, Exception? inner = null) : Exception(message, inner);
