using System.IO.Enumeration;
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
    // A folder that holds one of these was written by segment, label or compare: what lies in it is results, not images.
    private static readonly string[] s_results = [ImageJournal.FileName, "ledger.sqlite", "agreement.csv"];

    private ImageSet(IReadOnlyList<SetImage> images, IReadOnlyList<string> leftOut) => (Images, LeftOut) = (images, leftOut);

    /// <summary>The images.</summary>
    public IReadOnlyList<SetImage> Images { get; }

    /// <summary>Sub-folders that hold results of other runs and were left out, below the folder, in ordinal order; not the output folder itself.</summary>
    public IReadOnlyList<string> LeftOut { get; }

    /// <summary>Lists a folder and its sub-folders. Left out where they lie inside: the output folder and folders with results of other runs.</summary>
    /// <exception cref="ImageSetException">The folder is not there or cannot be listed, holds no TIFF or PNG file, or two images would share a label image
    /// or one's label image lie where another's needs a folder.</exception>
    public static ImageSet List(ImageSetOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (File.Exists(options.Folder))
        {
            throw new ImageSetException($"folder {options.Folder}: it is a file, expected a folder of images; give its folder");
        }
        if (!Directory.Exists(options.Folder))
        {
            throw new ImageSetException($"folder {options.Folder}: it does not exist; check the path");
        }
        var leftOut = new List<string>();
        FileInfo[] files = [.. Files(options, leftOut).Where(file => ImageNames.IsImage(file.Name))];
        leftOut.Sort(StringComparer.Ordinal);
        if (files.Length == 0)
        {
            string but = leftOut.Count > 0 ? $" but in folders with results of other runs ({string.Join(", ", leftOut)})" : "";
            throw new ImageSetException($"folder {options.Folder}: found no image{but}, expected files that end in .tif, .tiff or .png; check the path");
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
            FileInfo content = Content(file);
            images.Add(new SetImage(name, file.FullName, ImagePlace.Of(name, options.Pattern), $"labels/{stem}.tif", $"outlines/{stem}.png", content.Length, content.LastWriteTimeUtc.Ticks));
        }
        RequirePlaces(options, images, image => image.LabelName);
        if (options.WriteOutlines)
        {
            RequirePlaces(options, images, image => image.OutlineName);
        }
        return new ImageSet(images, leftOut);
    }

    // A file cannot lie where a folder must: a.png and a.tif/x.png would need labels/a.tif as both.
    private static void RequirePlaces(ImageSetOptions options, List<SetImage> images, Func<SetImage, string> result)
    {
        var byResult = images.ToDictionary(result, StringComparer.OrdinalIgnoreCase);
        foreach (SetImage image in images)
        {
            for (string? folder = Parent(result(image)); folder is not null; folder = Parent(folder))
            {
                if (byResult.TryGetValue(folder, out SetImage? other))
                {
                    throw new ImageSetException($"folder {options.Folder}: the results of {other.Name} would be written to {folder}, which must be a folder for those of {image.Name}; rename one of them");
                }
            }
        }
    }

    private static string? Parent(string name) => name.LastIndexOf('/') is > 0 and var end ? name[..end] : null;

    // Size and time of a link are its own and stay when its target changes.
    private static FileInfo Content(FileInfo file)
    {
        try
        {
            return file.LinkTarget is not null && file.ResolveLinkTarget(returnFinalTarget: true) is FileInfo { Exists: true } target ? target : file;
        }
        catch (IOException)
        {
            return file; // links in a circle: reading it gives the reason of its gap
        }
    }

    private static FileInfo[] Files(ImageSetOptions options, List<string> leftOut)
    {
        var all = new EnumerationOptions { RecurseSubdirectories = true, IgnoreInaccessible = false, AttributesToSkip = FileAttributes.Hidden | FileAttributes.System };
        try
        {
            return
            [
                .. new FileSystemEnumerable<FileInfo>(options.Folder, (ref FileSystemEntry entry) => (FileInfo)entry.ToFileSystemInfo(), all)
                {
                    ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory,
                    ShouldRecursePredicate = (ref FileSystemEntry entry) => HoldsImages(options, entry.ToFullPath(), leftOut),
                },
            ];
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new ImageSetException($"folder {options.Folder}: it cannot be listed ({error.Message}); expected a folder of images; check the path and its permissions", error);
        }
    }

    private static bool HoldsImages(ImageSetOptions options, string folder, List<string> leftOut)
    {
        if (folder == options.Out)
        {
            return false;
        }
        if (!Array.Exists(s_results, name => File.Exists(Path.Combine(folder, name))))
        {
            return true;
        }
        leftOut.Add(Path.GetRelativePath(options.Folder, folder).Replace('\\', '/'));
        return false;
    }

    private static string Relative(ImageSetOptions options, FileInfo file) => Path.GetRelativePath(options.Folder, file.FullName).Replace('\\', '/');

    private static string Stem(string name) => name[..^Path.GetExtension(name).Length];
}

/// <summary>The images of a folder cannot be segmented at all: there is none, or their results have nowhere to go.</summary>
public sealed class ImageSetException(string message, Exception? inner = null) : Exception(message, inner);
