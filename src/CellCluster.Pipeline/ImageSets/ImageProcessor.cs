using System.Text;
using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>The whole way of one image of a folder: read, check, segment, measure, write.</summary>
/// <remarks>What is wrong with the image becomes a gap of its record. Holds no state between images; thread-safe.</remarks>
/// <param name="options">What is asked for.</param>
/// <param name="survey">What the images share.</param>
/// <param name="output">Where results go.</param>
public sealed class ImageProcessor(ImageSetOptions options, SetSurvey survey, OutputFolder output)
{
    private readonly ImageSetReader _reader = new(options.Folder, options.Channel);
    private readonly SegmentationOptions _segmentation = survey.Level is { } shared
        ? options.Segmentation with { Nuclei = options.Segmentation.Nuclei with { Threshold = ThresholdMethod.Level, Level = shared.Value } }
        : options.Segmentation;

    /// <summary>Works on one image.</summary>
    /// <exception cref="ImageFolderUnreachableException">The folder of the images cannot be reached.</exception>
    /// <exception cref="OutputUnavailableException">Results cannot be written.</exception>
    public ImageRecord Process(SetImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        ImageReading reading = _reader.Read(image);
        if (reading.Plane is null)
        {
            return GapOf(image, reading.Gap!, reading.Header);
        }
        using Plane raw = reading.Plane;
        PlaneQuality quality = PlaneQuality.Of(raw);
        if (quality.IsBlank)
        {
            return GapOf(image, new GapReason(GapCode.Blank, "every pixel has the same grey level, or none is a number"), reading.Header);
        }
        if (survey.WhyNot(raw.Height, raw.Width) is { } otherSize)
        {
            return GapOf(image, otherSize, reading.Header);
        }
        (Plane<float> prepared, long? clamped) = survey.Prepare(raw);
        using Plane<float> plane = prepared;
        double? pixelSize = options.PixelSizeUm ?? reading.PixelSizeUm;
        Segmentation? segmentation = null;
        FieldMeasurements measured;
        try
        {
            segmentation = OrganelleSegmenter.Segment(plane, options.Organelle, _segmentation, pixelSize);
            measured = FieldMeasurement.Of([new MeasuredPlane(options.Organelle, plane, segmentation)], pixelSize);
        }
        catch (Exception error) when (error is not OutOfMemoryException) // a fault of the program with this image: reported, the others go on
        {
            segmentation?.Dispose();
            return GapOf(image, new GapReason(GapCode.Failed, $"{error.GetType().Name}: {error.Message}"), reading.Header);
        }
        using (segmentation)
        {
            return Done(image, reading.Header!, new Worked(raw, plane, quality, segmentation, measured, pixelSize, clamped));
        }
    }

    private sealed record Worked(Plane Raw, Plane<float> Plane, PlaneQuality Quality, Segmentation Segmentation, FieldMeasurements Measured, double? PixelSizeUm, long? ClampedPixelCount);

    private ImageRecord Done(SetImage image, ImageHeader header, Worked worked)
    {
        string hash = Write(image, worked.Plane, worked.Segmentation, worked.PixelSizeUm);
        IReadOnlyList<ObjectMeasurement> objects = worked.Measured.Objects[0].Objects;
        var row = new ImageRow
        {
            Image = image.Name,
            Place = image.Place,
            Height = header.Height,
            Width = header.Width,
            PixelType = worked.Raw.PixelType,
            PixelSizeUm = worked.PixelSizeUm,
            Label = new OutputFile(image.LabelName, hash),
            Metrics = worked.Measured.Organelles[0],
            SizeClass = worked.Segmentation.SizeClass,
            Shared = survey.Level,
            ClampedPixelCount = worked.ClampedPixelCount,
            Rejected = worked.Segmentation.Rejected,
            Quality = worked.Quality,
        };
        return Record(image, row) with
        {
            LabelName = image.LabelName,
            OutlineName = options.WriteOutlines ? image.OutlineName : null,
            ObjectCount = objects.Count,
            IsPixelSizeUnknown = worked.PixelSizeUm is null,
            ObjectLines = Encoding.UTF8.GetBytes(ImageTables.ObjectLines(image, objects)),
        };
    }

    private string Write(SetImage image, Plane<float> plane, Segmentation segmentation, double? pixelSize)
    {
        try
        {
            AtomicFile.Replace(output.In(image.LabelName), path => ImageFile.WriteTiff(path, segmentation.Labels, new TiffOptions { PixelSizeUm = pixelSize, FlushToDisk = true }));
            if (options.WriteOutlines)
            {
                using RgbPicture picture = OutlinePicture.Render(plane, segmentation.Labels);
                AtomicFile.Replace(output.In(image.OutlineName), path => ImageFile.WritePngRgb(path, picture.Height, picture.Width, picture.Pixels, flushToDisk: true));
            }
            return ContentHash.Of(segmentation.Labels);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new OutputUnavailableException(output.Path, $"{image.Name}: {error.Message}; free space or restore the folder, then run the same command again", error);
        }
    }

    private static ImageRecord GapOf(SetImage image, GapReason gap, ImageHeader? header)
    {
        var row = new ImageRow { Image = image.Name, Place = image.Place, Gap = gap, Height = header?.Height, Width = header?.Width, PixelType = header?.PixelType };
        return Record(image, row) with { Gap = gap };
    }

    private static ImageRecord Record(SetImage image, ImageRow row) => new()
    {
        Name = image.Name,
        Length = image.Length,
        ModifiedTicks = image.ModifiedTicks,
        ImageLine = ImageTables.Line(row),
    };
}
