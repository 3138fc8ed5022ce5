using System.Text;
using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>All that images.csv says of one image.</summary>
public sealed record ImageRow
{
    /// <summary>Name below the folder.</summary>
    public required string Image { get; init; }

    /// <summary>Well and field of the name.</summary>
    public ImagePlace Place { get; init; }

    /// <summary>Null for an image that is done.</summary>
    public GapReason? Gap { get; init; }

    /// <summary>Rows; null where the file could not be read.</summary>
    public int? Height { get; init; }

    /// <summary>Columns.</summary>
    public int? Width { get; init; }

    /// <summary>As stored.</summary>
    public PixelType? PixelType { get; init; }

    /// <summary>Micrometres per pixel; null where unknown.</summary>
    public double? PixelSizeUm { get; init; }

    /// <summary>The label image and its content hash.</summary>
    public OutputFile? Label { get; init; }

    /// <summary>Numbers of the organelle, with the origin of the mask.</summary>
    public FieldMetrics? Metrics { get; init; }

    /// <summary>Magnification class of nuclei; empty where there is none.</summary>
    public string SizeClass { get; init; } = "";

    /// <summary>The level that images share; null where each has its own.</summary>
    public SharedLevel? Shared { get; init; }

    /// <summary>Pixels that the flat field set to 0; null without one.</summary>
    public long? ClampedPixelCount { get; init; }

    /// <summary>Candidates that were dropped.</summary>
    public RejectedCounts Rejected { get; init; }

    /// <summary>Of the plane as stored.</summary>
    public PlaneQuality? Quality { get; init; }
}

/// <summary>The tables <c>images.csv</c> and <c>objects.csv</c> of a segmented folder (docs/formats/segment.md), line by line.</summary>
public static class ImageTables
{
    /// <summary>The header line of images.csv.</summary>
    public static string ImageHeader { get; } = Line(
    [
        "image", "well", "field", "state", "gap_code", "reason", "height_px", "width_px", "pixel_type", "pixel_size_um", "labels", "labels_sha256",
        .. MetricColumns.Measured.Select(column => column.Name),
        "threshold_method", "threshold_value", "threshold_block_px", "bimodality", "contrast", "threshold_note", "size_class",
        "shared_threshold_method", "shared_threshold_value", "shared_threshold_score", "flat_field_clamped_pixels",
        "rejected_faint", "rejected_small", "rejected_large", "rejected_dented",
        .. MetricColumns.Raw.Select(column => column.Name), "empty",
    ]);

    /// <summary>The header line of objects.csv.</summary>
    public static string ObjectHeader { get; } = Line(["image", "well", "field", .. ObjectCsv.ObjectNames]);

    /// <summary>The line of an image.</summary>
    public static string Line(ImageRow row)
    {
        ArgumentNullException.ThrowIfNull(row);
        bool isDone = row.Gap is null;
        ThresholdProvenance? threshold = row.Metrics?.Threshold;
        return Line(
        [
            CsvFormat.Text(row.Image), .. Place(row.Place), isDone ? "done" : "gap", row.Gap?.Code.ToText() ?? "", CsvFormat.Text(row.Gap?.Reason ?? ""),
            Whole(row.Height), Whole(row.Width), row.PixelType is { } type ? type.ToString().ToLowerInvariant() : "", Real(row.PixelSizeUm),
            CsvFormat.Text(row.Label?.Path ?? ""), row.Label?.ContentHash ?? "",
            .. FieldMetricColumns.All.Select(column => row.Metrics is { } metrics ? CsvFormat.Number(column.Value(metrics)) : ""),
            threshold?.RuleText ?? "", Real(threshold?.Level), threshold is { LocalBlockPx: > 0 } ? Whole(threshold.LocalBlockPx) : "",
            Real(threshold?.Bimodality), Real(threshold?.Contrast), CsvFormat.Text(threshold?.FallbackReason ?? ""), row.SizeClass,
            row.Shared?.Method ?? "", Real(row.Shared?.Value), Real(row.Shared?.Score), row.ClampedPixelCount is { } clamped ? CsvFormat.Number(clamped) : "",
            .. (isDone ? (int?[])[row.Rejected.Faint, row.Rejected.TooSmall, row.Rejected.TooLarge, row.Rejected.Dented] : [null, null, null, null]).Select(Whole),
            .. row.Quality is { } quality ? RawNumbers.Of(quality).Select(number => CsvFormat.Number(number.Value)) : MetricColumns.Raw.Select(_ => ""),
            row.Quality is null ? "" : row.Quality.IsEmpty ? "1" : "0",
        ]);
    }

    /// <summary>The lines of an image's objects, by id.</summary>
    public static string ObjectLines(SetImage image, IReadOnlyList<ObjectMeasurement> objects)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(objects);
        var text = new StringBuilder();
        string start = string.Join(',', [CsvFormat.Text(image.Name), .. Place(image.Place)]);
        foreach (ObjectMeasurement one in objects)
        {
            text.Append(start);
            ObjectCsv.AppendObject(text, one);
            text.Append('\n');
        }
        return text.ToString();
    }

    private static string[] Place(ImagePlace place) => [place.Well?.ToString() ?? "", Whole(place.Field?.Value)];

    private static string Line(IEnumerable<string> cells) => string.Join(',', cells) + "\n";

    private static string Whole(int? value) => value is { } number ? CsvFormat.Number(number) : "";

    private static string Real(double? value) => CsvFormat.Number(value ?? double.NaN);
}
