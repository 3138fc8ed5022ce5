using System.Globalization;
using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Learns what the images of a folder share: reads all of them before the first is segmented.</summary>
/// <remarks>
/// Once for the flat field, from images of the size that most have; once for the range of grey levels and once for the merged histogram of the shared level.
/// Counts are integers and ranges do not depend on order: the same bytes for any number of workers. Images that cannot be read or are constant are left out:
/// they are gaps anyway. Memory: a plane or two per worker, and 4 kB per block of a flat field.
/// </remarks>
/// <param name="options">With a flat field, a shared threshold or both.</param>
/// <param name="images">All images of the folder.</param>
/// <param name="workers">Images side by side.</param>
/// <param name="progress">Told the pass and how many images it has read, one call at a time.</param>
/// <param name="drain">Gives up between images.</param>
internal sealed class SetSurveyor(ImageSetOptions options, IReadOnlyList<SetImage> images, int workers, Action<string, int> progress, CancellationToken drain)
{
    private readonly ImageSetReader _reader = new(options.Folder, options.Channel);
    private readonly Lock _lock = new();

    /// <summary>Identity of a list of images: changes when one is added, removed or written anew.</summary>
    public static string Identity(IReadOnlyList<SetImage> images) =>
        ContentHash.OfText(string.Concat(images.Select(image => string.Create(CultureInfo.InvariantCulture, $"{image.Name}\n{image.Length} {image.ModifiedTicks}\n"))));

    /// <summary>Reads the images; null when it was told to stop.</summary>
    /// <exception cref="ImageSetException">Too few images for a flat field, or no level divides them.</exception>
    public SetSurvey? Survey()
    {
        FlatField? field = options.FlatField is { } light ? Learn(light) : null;
        try
        {
            SharedLevel? level = options.SharedThreshold is { } method && !drain.IsCancellationRequested ? Find(method, field) : null;
            if (!drain.IsCancellationRequested)
            {
                var survey = new SetSurvey(field, level);
                field = null;
                return survey;
            }
            return null;
        }
        finally
        {
            field?.Dispose();
        }
    }

    private FlatField? Learn(FlatFieldOptions light)
    {
        (int Height, int Width)?[] sizes = [.. images.Select(image => _reader.HeadOf(image) is { } head ? (head.Height, head.Width) : ((int, int)?)null)];
        var bySize = sizes.OfType<(int Height, int Width)>().GroupBy(size => size)
            .OrderByDescending(group => group.Count()).ThenByDescending(group => (long)group.Key.Height * group.Key.Width).ThenByDescending(group => group.Key.Height).ToArray();
        if (bySize.Length == 0)
        {
            throw TooFew(light, "no image that can be read");
        }
        (int height, int width) = bySize[0].Key;
        SetImage[] ofSize = [.. images.Where((_, i) => sizes[i] == (height, width))];
        var parts = new FlatFieldAccumulator?[workers];
        Pass("learning the flat field", ofSize, SetSurvey.None, (plane, worker) => (parts[worker] ??= new FlatFieldAccumulator(height, width, light)).Add(plane));
        if (drain.IsCancellationRequested)
        {
            return null;
        }
        var all = new FlatFieldAccumulator(height, width, light);
        foreach (FlatFieldAccumulator part in parts.OfType<FlatFieldAccumulator>())
        {
            all.Merge(part);
        }
        if (all.FieldCount < light.MinFieldCount)
        {
            int others = bySize.Skip(1).Sum(group => group.Count());
            throw TooFew(light, $"{all.FieldCount} images of {height}x{width} px with light ({ofSize.Length - all.FieldCount} without or not readable, {others} of other sizes)");
        }
        return all.Build();
    }

    private SharedLevel Find(LevelMethod method, FlatField? field)
    {
        var corrected = new SetSurvey(field, null);
        SetImage[] taken = [.. images];
        PixelRange?[] ranges = new PixelRange?[workers];
        Pass("finding the range of grey levels", taken, corrected, (plane, worker) => ranges[worker] = Widened(ranges[worker], PixelStatistics.Range(plane.Pixels)));
        PixelRange? range = ranges.Aggregate((PixelRange?)null, (sum, part) => part is { } known ? Widened(sum, known) : sum);
        if (drain.IsCancellationRequested)
        {
            return new SharedLevel("", 0, 0, 0); // given up: nobody reads it
        }
        if (range is not { } whole)
        {
            throw NoLevel(method, "no image can be read and has more than one grey level");
        }
        var histograms = new Histogram?[workers];
        int[] counts = new int[workers];
        Pass("merging histograms", taken, corrected, (plane, worker) =>
        {
            Histogram one = Histogram.Of(plane, whole.Minimum, whole.Maximum);
            histograms[worker] = histograms[worker]?.Merge(one) ?? one;
            counts[worker]++;
        });
        if (drain.IsCancellationRequested)
        {
            return new SharedLevel("", 0, 0, 0);
        }
        Histogram merged = histograms.OfType<Histogram>().Aggregate((sum, part) => sum.Merge(part));
        ThresholdLevel level = GlobalThreshold.Find(merged, method);
        return level.IsFound
            ? new SharedLevel(SharedMethods.ToText(method), level.Value, level.Score, counts.Sum())
            : throw NoLevel(method, $"{level.Outcome}: the merged histogram of {counts.Sum()} images, grey levels {Text(whole.Minimum)} to {Text(whole.Maximum)}, has not two groups");
    }

    // Every image that will be segmented, corrected, once.
    private void Pass(string name, SetImage[] taken, SetSurvey survey, Action<Plane<float>, int> take)
    {
        int count = 0;
        SideBySide.Run(taken, workers, (image, worker) =>
        {
            Take(image, survey, plane => take(plane, worker));
            lock (_lock)
            {
                progress(name, ++count);
            }
        }, drain);
    }

    private void Take(SetImage image, SetSurvey survey, Action<Plane<float>> take)
    {
        using Plane? raw = _reader.Read(image).Plane;
        if (raw is null || survey.WhyNot(raw.Height, raw.Width) is not null)
        {
            return;
        }
        (Plane<float> prepared, _) = survey.Prepare(raw);
        using Plane<float> plane = prepared;
        PixelRange seen = PixelStatistics.Range(plane.Pixels);
        if (seen.Maximum > seen.Minimum)
        {
            take(plane);
        }
    }

    private static PixelRange Widened(PixelRange? known, PixelRange more) => known is { } range
        ? new PixelRange(Math.Min(range.Minimum, more.Minimum), Math.Max(range.Maximum, more.Maximum), range.FiniteCount + more.FiniteCount, range.NonFiniteCount + more.NonFiniteCount)
        : more;

    private ImageSetException TooFew(FlatFieldOptions light, string found) =>
        new($"folder {options.Folder}: found {found}, a flat field is learned from {light.MinFieldCount} or more: fewer are objects rather than illumination; add images or leave --flat-field out");

    private ImageSetException NoLevel(LevelMethod method, string reason) =>
        new($"folder {options.Folder}: {SharedMethods.ToText(method)} gives no level that the images share ({reason}); choose another method for --shared-threshold, or leave it out");

    private static string Text(float level) => level.ToString(CultureInfo.InvariantCulture);
}
