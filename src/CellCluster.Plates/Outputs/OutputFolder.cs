using System.Globalization;
using System.Text;
using CellCluster.Analysis;
using CellCluster.Imaging;

namespace CellCluster.Plates;

/// <summary>The output folder cannot be used: not writable, a file in its place, too little space.</summary>
public sealed class OutputFolderException : Exception
{
    /// <summary>The folder, what is wrong and what to do.</summary>
    public OutputFolderException(string path, string found, string expected, string advice, Exception? inner = null)
        : base($"output folder {path}: found {found}; expected {expected}; {advice}", inner) => Path = path;

    /// <summary>The folder.</summary>
    public string Path { get; }
}

/// <summary>The folder that a plate's results are written to: names, atomic writing, free space.</summary>
/// <remarks>Thread-safe. Names: <c>predicted/B03_f07_nuclei.tif</c> (float32), <c>labels/B03_f07_nuclei.tif</c> (uint32), <c>objects/B03_f07_nuclei.csv</c>,
/// <c>cells/B03_f07.csv</c>, tables and pages beside.</remarks>
public sealed class OutputFolder
{
    private OutputFolder(string path) => Path = path;

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>Rows per field and organelle.</summary>
    public string MetricsCsv => In("metrics.csv");

    /// <summary>Rows per well and organelle.</summary>
    public string WellMetricsCsv => In(WellTable.FileName);

    /// <summary>Rows per metric of the whole plate.</summary>
    public string PlateMetricsCsv => In(PlateTable.FileName);

    /// <summary>Rows per object of the plate.</summary>
    public string ObjectsCsv => In("objects.csv");

    /// <summary>Rows per cell of the plate.</summary>
    public string CellsCsv => In("cells.csv");

    /// <summary>Folders with a file per field and organelle or per field; only those that were asked for are there.</summary>
    public static IReadOnlyList<string> FieldFolders { get; } = ["predicted", "labels", "objects", "cells"];

    /// <summary>The page for people.</summary>
    public string Report => In("report.html");

    /// <summary>What was expected and what became of it.</summary>
    public string Manifest => In("manifest.json");

    /// <summary>Times, machine, throughput.</summary>
    public string Run => In("run.json");

    /// <summary>The durable truth.</summary>
    public string Ledger => In("ledger.sqlite");

    /// <summary>Bytes that may still be written.</summary>
    public long FreeBytes => new DriveInfo(Path).AvailableFreeSpace;

    /// <summary>Makes the folder where it is not there, and proves by a probe file that it can be written.</summary>
    /// <exception cref="OutputFolderException">It cannot be made or written.</exception>
    public static OutputFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var folder = new OutputFolder(System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path)));
        if (File.Exists(folder.Path))
        {
            throw new OutputFolderException(folder.Path, "a file of that name", "a folder", "choose another --out");
        }
        try
        {
            Directory.CreateDirectory(folder.Path);
            string probe = AtomicFile.TemporaryName(folder.In(".probe"));
            File.WriteAllText(probe, "");
            File.Delete(probe);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new OutputFolderException(folder.Path, $"no permission or no place to write ({fault.Message})", "a folder that can be written", "choose another --out or change its permissions", fault);
        }
        return folder;
    }

    /// <summary>Makes the folders for what is written per field. Called by the owner of the run, once; they are never made anew while it goes on, so
    /// that a network folder that vanishes shows as an error instead of a new empty folder below its mount point.</summary>
    public void MakeFieldFolders(bool predicted, bool labels, bool objects)
    {
        bool[] asked = [predicted, labels, objects, objects];
        foreach ((string name, bool isAsked) in FieldFolders.Zip(asked))
        {
            if (isAsked)
            {
                Directory.CreateDirectory(In(name));
            }
        }
    }

    /// <summary>Takes away temporary files of killed runs. Only while nobody else writes here: by the process that holds the folder's ledger, or at a plate's end.</summary>
    /// <returns>How many files were removed.</returns>
    public int RemoveLeftovers() =>
        new[] { Path }.Concat(FieldFolders.Select(In)).Where(Directory.Exists).Sum(AtomicFile.RemoveLeftovers);

    /// <summary>Refuses to start when the disk cannot hold what is coming.</summary>
    /// <exception cref="OutputFolderException">Too little space; found and needed are named.</exception>
    public void RequireSpace(long bytes)
    {
        long free = FreeBytes;
        if (free < bytes)
        {
            throw new OutputFolderException(Path, $"{Gigabytes(free)} free", $"{Gigabytes(bytes)}", "free space, write fewer files, or choose another --out");
        }
    }

    /// <summary>Bytes that the files of a plate take: predicted 4 bytes and labels 4 bytes per pixel, uncompressed; for objects twice 500 bytes (in the
    /// field's table and the plate's) for an object per 2,000 px, which is a dense field of nuclei; plus 1 % and 64 MB for the rest.</summary>
    public static long FileBytes(int fieldCount, int organelleCount, int height, int width, bool predicted, bool labels, bool objects)
    {
        long pixels = (long)fieldCount * organelleCount * height * width;
        long bytes = (pixels * 4 * ((predicted ? 1 : 0) + (labels ? 1 : 0))) + (objects ? pixels / 2000 * 1000 : 0);
        return bytes + (bytes / 100) + (64L << 20);
    }

    /// <summary>Writes a predicted plane.</summary>
    /// <returns>Its name below the folder and its content hash.</returns>
    public OutputFile WritePredicted(FieldKey key, Organelle organelle, Plane<float> plane, TiffOptions? options = null) => Write("predicted", key, organelle, plane, options);

    /// <summary>Writes a label image.</summary>
    /// <returns>Its name below the folder and its content hash.</returns>
    public OutputFile WriteLabels(FieldKey key, Organelle organelle, Plane<uint> labels, TiffOptions? options = null) => Write("labels", key, organelle, labels, options);

    /// <summary>Writes the objects of one organelle of a field.</summary>
    /// <returns>Its name below the folder and its content hash.</returns>
    public OutputFile WriteObjects(FieldKey key, Organelle organelle, string text) => Write($"objects/{key.FileName(organelle.ToText(), "csv")}", text);

    /// <summary>Writes the cells of a field.</summary>
    /// <returns>Its name below the folder and its content hash.</returns>
    public OutputFile WriteCells(FieldKey key, string text) => Write($"cells/{key.FileName(what: "", "csv")}", text);

    /// <summary>The absolute path of a name below the folder (forward slashes).</summary>
    public string In(string name) => System.IO.Path.Combine(Path, name);

    private OutputFile Write(string kind, FieldKey key, Organelle organelle, Plane plane, TiffOptions? options)
    {
        string name = $"{kind}/{key.FileName(organelle.ToText())}";
        TiffOptions flushed = (options ?? new TiffOptions()) with { FlushToDisk = true };
        AtomicFile.Replace(In(name), temporary => ImageFile.WriteTiff(temporary, plane, flushed));
        return new OutputFile(name, ContentHash.Of(plane));
    }

    private OutputFile Write(string name, string text)
    {
        AtomicFile.Write(In(name), stream => stream.Write(Encoding.UTF8.GetBytes(text)));
        return new OutputFile(name, ContentHash.OfText(text));
    }

    private static string Gigabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1e9:0.0} GB");
}
