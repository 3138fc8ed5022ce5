using System.Text;
using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>How far a folder has come.</summary>
/// <param name="ImageCount">Images of the folder.</param>
/// <param name="DoneCount">With results.</param>
/// <param name="GapCount">Without.</param>
/// <param name="KeptCount">Of the done ones: by an earlier run.</param>
/// <param name="NewGap">An image that just became a gap, with its reason; else null.</param>
/// <param name="Pass">What all images are read for before the first is segmented, DoneCount of them so far; null while they are segmented.</param>
/// <param name="Remark">What was learned from all images; else null.</param>
public sealed record ImageSetProgress(int ImageCount, int DoneCount, int GapCount, int KeptCount, string? NewGap, string? Pass = null, string? Remark = null);

/// <summary>How a run over a folder ended.</summary>
/// <param name="ImageCount">Images of the folder.</param>
/// <param name="DoneCount">With results.</param>
/// <param name="KeptCount">Of them: by an earlier run.</param>
/// <param name="Gaps">Names and reasons of the others.</param>
/// <param name="ObjectCount">Objects of all images that are done.</param>
/// <param name="IsInterrupted">Stopped before the last image; no table was written.</param>
/// <param name="Survey">What the images share; null where nothing.</param>
/// <param name="RemovedCount">Images of an earlier run that are not in the folder any more and whose results were removed.</param>
/// <param name="LeftOutCount">Images of the folder whose names do not match the pattern; not in ImageCount.</param>
/// <param name="UnknownPixelSizeCount">Images that are done without a pixel size: limits in px counted.</param>
public sealed record ImageSetEnd(int ImageCount, int DoneCount, int KeptCount, IReadOnlyList<string> Gaps, long ObjectCount, bool IsInterrupted, SurveyRecord? Survey = null, int RemovedCount = 0, int LeftOutCount = 0, int UnknownPixelSizeCount = 0);

/// <summary>Segments the images of a folder: side by side, each committed to the journal when it is done, the tables at the end.</summary>
/// <remarks>The tables are the same bytes for any number of workers and for a run that was interrupted: rows are written in the order of names.
/// What images share (<see cref="SetSurvey"/>) is learned from all of them: where it or the list of images differs from an earlier run's, everything is done anew.</remarks>
public sealed class ImageSetRun(ImageSetOptions options)
{
    /// <summary>Objects of all images.</summary>
    public const string ObjectsCsv = "objects.csv";

    /// <summary>Images.</summary>
    public const string ImagesCsv = "images.csv";

    /// <summary>The gain of the flat field, float, mean 1.</summary>
    public const string FlatFieldTif = "flat_field.tif";

    private readonly Lock _lock = new();
    private readonly List<string> _gaps = [];
    private int _done;
    private int _kept;
    private int _removed;

    /// <summary>Segments what is not done yet.</summary>
    /// <param name="workers">Images side by side, from 1. Never changes a result.</param>
    /// <param name="redo">Forgets an earlier run in the output folder.</param>
    /// <param name="progress">Told after every image, on any thread, one call at a time.</param>
    /// <param name="drain">Lets the images in work finish and stops.</param>
    /// <exception cref="ArgumentException">The options have faults; all are named.</exception>
    /// <exception cref="ImageSetException">The folder holds no image or cannot be listed, or its images share no level or too few a flat field; nothing is changed then.</exception>
    /// <exception cref="OutputFolderException">The output folder cannot be used, or holds other results.</exception>
    /// <exception cref="OutputUnavailableException">Results cannot be written; the same call goes on later.</exception>
    /// <exception cref="ImageFolderUnreachableException">The folder of the images went away; the same call goes on later.</exception>
    public ImageSetEnd Run(int workers, bool redo, Action<ImageSetProgress>? progress, CancellationToken drain)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(workers, 1);
        if (options.Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException($"image set options: {string.Join("; ", faults)}", nameof(options));
        }
        var listed = ImageSet.List(options);
        PatternSelection selected = PatternSelection.Of(options, listed.Images);
        IReadOnlyList<SetImage> images = selected.Taken;
        RequirePixelSize(images);
        bool wasThere = Directory.Exists(options.Out);
        OutputFolder output = OutputFolder.Open(options.Out);
        string[] foreign = [.. ((string[])["ledger.sqlite", "labels", ImagesCsv, ObjectsCsv, FlatFieldTif]).Where(name => Path.Exists(output.In(name)))];
        if (foreign.Length > 0 && (foreign[0] == "ledger.sqlite" || !File.Exists(output.In(ImageJournal.FileName))))
        {
            throw new OutputFolderException(output.Path, $"{string.Join(", ", foreign)}, which no segmentation made", "an empty folder or one of an earlier segmentation", "choose another --out");
        }
        using ImageJournal journal = ImageJournal.Open(output);
        bool isNew = journal.IsNew;
        if (!redo)
        {
            Durably(output, () => journal.Require(output, options.Parts(), options.Folder));
            journal.RequireFolder(output, options.Folder, images);
        }
        if (listed.LeftOut.Count > 0)
        {
            progress?.Invoke(Remark(images.Count, $"left out: {string.Join(", ", listed.LeftOut)}: results of other runs, no images"));
        }
        if (selected.Remark(options) is { } others)
        {
            progress?.Invoke(Remark(images.Count, others));
        }
        (SetSurvey? survey, SurveyRecord? shared) = (null, null);
        try
        {
            (survey, shared) = Survey(images, output, journal, redo, workers, progress, drain);
        }
        catch (ImageSetException) when (isNew)
        {
            journal.Dispose();
            Withdraw(output, wasThere);
            throw;
        }
        if (survey is null)
        {
            return new ImageSetEnd(images.Count, 0, 0, [], 0, IsInterrupted: true, LeftOutCount: selected.LeftOutCount);
        }
        using SetSurvey learned = survey;
        SetImage[] open = Prepare(images, output, journal, redo || journal.Survey != shared || !(journal.IsOf(options.Folder) || journal.Records.Any(record => record.IsDone)), shared);
        if (_removed > 0)
        {
            progress?.Invoke(Remark(images.Count, $"results removed of images that are not in the folder any more: {_removed}"));
        }
        WriteField(learned, output);
        progress?.Invoke(Progress(images.Count, null));
        var processor = new ImageProcessor(options, learned, output);
        SideBySide.Run(open, workers, (image, _) =>
        {
            ImageRecord record = processor.Process(image);
            lock (_lock)
            {
                Commit(output, journal, record);
                progress?.Invoke(Progress(images.Count, record));
            }
        }, drain);
        bool isInterrupted = _done + _gaps.Count < images.Count;
        if (!isInterrupted)
        {
            WriteTables(images, output, journal);
        }
        return new ImageSetEnd(images.Count, _done, _kept, [.. _gaps.Order(StringComparer.Ordinal)], images.Sum(image => (long)(journal.Find(image.Name)?.ObjectCount ?? 0)), isInterrupted, shared, _removed, selected.LeftOutCount,
            images.Count(image => journal.Find(image.Name) is { IsDone: true, IsPixelSizeUnknown: true }));
    }

    // Stops at the first image that has one; an image that cannot be read is a gap later.
    private void RequirePixelSize(IReadOnlyList<SetImage> images)
    {
        if (options.LimitsInUm.Count == 0 || options.PixelSizeUm is not null)
        {
            return;
        }
        var reader = new ImageSetReader(options.Folder, options.Channel);
        int unknown = 0;
        foreach (SetImage image in images)
        {
            if (reader.HeadOf(image) is { } head)
            {
                if (head.PixelSizeUm is not null)
                {
                    return;
                }
                unknown++;
            }
        }
        if (unknown > 0)
        {
            throw new ImageSetException($"folder {options.Folder}: {string.Join(", ", options.LimitsInUm)} needs a pixel size, and none of {unknown} images that can be read says one; give --pixel-size UM, or limits in px");
        }
    }

    // Null when told to stop. Where every image is done and none changed, what was learned stands.
    private (SetSurvey? Survey, SurveyRecord? Record) Survey(
        IReadOnlyList<SetImage> images, OutputFolder output, ImageJournal journal, bool redo, int workers, Action<ImageSetProgress>? progress, CancellationToken drain)
    {
        if (!options.NeedsSurvey)
        {
            return (SetSurvey.None, null);
        }
        string identity = SetSurveyor.Identity(images);
        bool stands = !redo && journal.Survey is { } known && known.Images == identity && (options.FlatField is null || File.Exists(output.In(FlatFieldTif)));
        if (stands && images.All(image => IsKept(image, output, journal.Find(image.Name))))
        {
            return (SetSurvey.None, journal.Survey);
        }
        SetSurvey? survey = new SetSurveyor(options, images, workers, (pass, count) => progress?.Invoke(new ImageSetProgress(images.Count, count, 0, 0, null, pass)), drain).Survey();
        SurveyRecord? record = survey?.Record(identity);
        foreach (string remark in record?.Remarks() ?? [])
        {
            progress?.Invoke(Remark(images.Count, remark));
        }
        return (survey, record);
    }

    private static void WriteField(SetSurvey survey, OutputFolder output)
    {
        if (survey.Field is null)
        {
            return;
        }
        try
        {
            AtomicFile.Replace(output.In(FlatFieldTif), path => ImageFile.WriteTiff(path, survey.Field.Gain, new TiffOptions { FlushToDisk = true }));
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OutputUnavailableException(output.Path, $"{FlatFieldTif}: {error.Message}; free space or restore the folder, then run the same command again", error);
        }
    }

    // A run that was refused before its first image leaves nothing behind.
    private static void Withdraw(OutputFolder output, bool wasThere)
    {
        File.Delete(output.In(ImageJournal.FileName));
        if (!wasThere && !Directory.EnumerateFileSystemEntries(output.Path).Any())
        {
            Directory.Delete(output.Path);
        }
    }

    // What is done and unchanged stays; everything else that an earlier run left is taken away before the first image.
    private SetImage[] Prepare(IReadOnlyList<SetImage> images, OutputFolder output, ImageJournal journal, bool anew, SurveyRecord? survey)
    {
        var present = images.Select(image => image.Name).ToHashSet(StringComparer.Ordinal);
        string[] gone = [.. journal.Records.Select(record => record.Name).Where(name => !present.Contains(name))];
        _removed = journal.Records.Count(record => record.IsDone && !present.Contains(record.Name));
        if (anew)
        {
            foreach (ImageRecord record in journal.Records)
            {
                Remove(output, record, []);
            }
            File.Delete(output.In(ImagesCsv));
            File.Delete(output.In(ObjectsCsv));
            File.Delete(output.In(FlatFieldTif));
            Durably(output, () => journal.Restart(options.Parts(), survey, options.Folder));
        }
        SetImage[] open = [.. images.Where(image => !IsKept(image, output, journal.Find(image.Name)))];
        var kept = new HashSet<string>(images.Select(image => image.Name).Except(open.Select(image => image.Name), StringComparer.Ordinal), StringComparer.Ordinal);
        var owned = images.Where(image => kept.Contains(image.Name)).SelectMany(image => (string[])[image.LabelName, image.OutlineName]).ToHashSet(StringComparer.Ordinal);
        foreach (ImageRecord record in journal.Records.Where(record => !kept.Contains(record.Name)).ToArray())
        {
            Remove(output, record, owned);
            if (present.Contains(record.Name))
            {
                journal.Forget(record.Name); // its next record replaces this one
            }
        }
        Durably(output, () => journal.Bury(anew ? [] : gone));
        (_kept, _done) = (kept.Count, kept.Count);
        if (open.Length > 0)
        {
            File.Delete(output.In(ImagesCsv));
            File.Delete(output.In(ObjectsCsv));
        }
        foreach (string folder in images.SelectMany(image => options.WriteOutlines ? [image.LabelName, image.OutlineName] : (string[])[image.LabelName]).Select(name => Path.GetDirectoryName(output.In(name))!).Distinct(StringComparer.Ordinal))
        {
            Directory.CreateDirectory(folder);
            AtomicFile.RemoveLeftovers(folder);
        }
        AtomicFile.RemoveLeftovers(output.Path);
        return open;
    }

    private bool IsKept(SetImage image, OutputFolder output, ImageRecord? record) =>
        record is { IsDone: true } && record.Length == image.Length && record.ModifiedTicks == image.ModifiedTicks && record.LabelName == image.LabelName
        && File.Exists(output.In(image.LabelName)) && (!options.WriteOutlines || File.Exists(output.In(image.OutlineName)));

    // A name that a kept image owns by now stays: x.tif that replaced x.png has labels/x.tif too.
    private static void Remove(OutputFolder output, ImageRecord record, HashSet<string> owned)
    {
        foreach (string name in ((string?[])[record.LabelName, record.OutlineName]).OfType<string>().Where(name => !owned.Contains(name)))
        {
            if (Directory.Exists(Path.GetDirectoryName(output.In(name))))
            {
                File.Delete(output.In(name));
            }
        }
    }

    private static void Durably(OutputFolder output, Action write)
    {
        try
        {
            write();
        }
        catch (IOException error)
        {
            throw new OutputUnavailableException(output.Path, $"{ImageJournal.FileName}: {error.Message}; free space or restore the folder, then run the same command again", error);
        }
    }

    private void Commit(OutputFolder output, ImageJournal journal, ImageRecord record)
    {
        Durably(output, () => journal.Append(record));
        if (record.Gap is { } gap)
        {
            _gaps.Add(Words(record.Name, gap));
        }
        else
        {
            _done++;
        }
    }

    private ImageSetProgress Progress(int count, ImageRecord? latest) =>
        new(count, _done, _gaps.Count, _kept, latest?.Gap is { } gap ? Words(latest.Name, gap) : null);

    private static ImageSetProgress Remark(int count, string remark) => new(count, 0, 0, 0, null, null, remark);

    private static string Words(string name, GapReason gap) => $"{name}: {gap.Code.ToText()}: {gap.Reason}";

    private static void WriteTables(IReadOnlyList<SetImage> images, OutputFolder output, ImageJournal journal)
    {
        try
        {
            AtomicFile.Write(output.In(ObjectsCsv), stream =>
            {
                stream.Write(Encoding.UTF8.GetBytes(ImageTables.ObjectHeader));
                foreach (SetImage image in images)
                {
                    journal.CopyObjectLines(image.Name, stream);
                }
            });
            AtomicFile.Write(output.In(ImagesCsv), stream =>
            {
                stream.Write(Encoding.UTF8.GetBytes(ImageTables.ImageHeader));
                foreach (SetImage image in images)
                {
                    stream.Write(Encoding.UTF8.GetBytes(journal.Find(image.Name)!.ImageLine));
                }
            });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OutputUnavailableException(output.Path, $"{error.Message}; free space or restore the folder, then run the same command again", error);
        }
    }
}
