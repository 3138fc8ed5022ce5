using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>The plane of an image, or why there is none.</summary>
/// <param name="Plane">Of byte, ushort or float as stored; the receiver drops it. Null for a gap.</param>
/// <param name="Header">What the file says of the page that was read; null where it cannot be read.</param>
/// <param name="Gap">Null when there is a plane.</param>
/// <param name="PixelSizeUm">What the file says of it; null where it says nothing.</param>
public readonly record struct ImageReading(Plane? Plane, ImageHeader? Header, GapReason? Gap, double? PixelSizeUm = null);

/// <summary>Reads the one plane of an image that is to be segmented, and tells a damaged file from a folder that is away. Stateless.</summary>
/// <param name="folder">The folder of the images.</param>
/// <param name="channel">From 1; null: the grey value, or the luminance of a colour image.</param>
public sealed class ImageSetReader(string folder, int? channel)
{
    /// <summary>Reads an image.</summary>
    /// <exception cref="ImageFolderUnreachableException">The folder itself is not there: nothing is known about the image.</exception>
    public ImageReading Read(SetImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        int sampleCount = 0;
        try
        {
            ImageHeader first = ImageFile.ReadHeader(image.Path);
            sampleCount = first.SamplesPerPixel;
            if (Choose(first) is not { } options)
            {
                return Gap(first, GapCode.Unreadable, WhyNoChoice(first));
            }
            ImageHeader header = HeaderOf(image, options, first);
            Plane plane = ImageFile.Read(image.Path, options);
            if (plane is Plane<uint>)
            {
                plane.Dispose();
                return Gap(header, GapCode.Unreadable, "found 32-bit integers, expected grey levels of 8 or 16 bits or float; is it a label image?");
            }
            return new ImageReading(plane, header, null, PixelSizeReader.Of(header, first));
        }
        catch (ImageFormatException error)
        {
            string advice = error.Code == ImageFault.Colour ? $"; name one with --channel{(sampleCount > 1 ? $" 1..{sampleCount}" : "")}" : "";
            return Gap(null, GapCode.Unreadable, $"{error.Found}, expected {error.Expected}{advice}"); // without the path: the same folder gives the same table wherever it lies
        }
        catch (Exception error) when (error is FileNotFoundException or DirectoryNotFoundException)
        {
            EnsureReachable(error);
            return Gap(null, GapCode.Missing, "the file is not there any more");
        }
        catch (NotSupportedException)
        {
            return Gap(null, GapCode.Unreadable, "found a pipe or a device, expected a file");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            EnsureReachable(error);
            return Gap(null, GapCode.Unreadable, error.Message.Replace(image.Path, image.Name, StringComparison.Ordinal));
        }
    }

    /// <summary>Rows, columns and pixel size (um, null where unknown) of an image by its header; null where it would be a gap by its header.</summary>
    /// <exception cref="ImageFolderUnreachableException">As <see cref="Read"/>.</exception>
    public (int Height, int Width, double? PixelSizeUm)? HeadOf(SetImage image)
    {
        ArgumentNullException.ThrowIfNull(image);
        try
        {
            ImageHeader first = ImageFile.ReadHeader(image.Path);
            if (Choose(first) is not { } options)
            {
                return null;
            }
            ImageHeader header = HeaderOf(image, options, first);
            return (header.Height, header.Width, PixelSizeReader.Of(header, first));
        }
        catch (Exception error) when (error is ImageFormatException or NotSupportedException)
        {
            return null; // Read says why, as the reason of the gap
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            EnsureReachable(error);
            return null;
        }
    }

    // Pages may differ in size: what is said of the image is what its own page says.
    private static ImageHeader HeaderOf(SetImage image, ReadOptions options, ImageHeader first) =>
        options.Page == 0 ? first : ImageFile.ReadHeader(image.Path, options.Page);

    // A channel is a sample of the pixels where there are several, else a page.
    private ReadOptions? Choose(ImageHeader header) => (header.SamplesPerPixel, header.PageCount, channel) switch
    {
        (_, 1, null) => new ReadOptions { Colour = AreDyes(header) ? ColourPolicy.Refuse : ColourPolicy.Luminance },
        (1, > 1, { } page) when page <= header.PageCount => new ReadOptions { Page = page - 1, Colour = ColourPolicy.Luminance },
        ( > 1, 1, { } sample) when sample <= header.SamplesPerPixel => new ReadOptions { Channel = sample - 1 },
        (1, 1, 1) => new ReadOptions(),
        _ => null,
    };

    // Cameras for colour pictures give 8 bits; three deeper samples, or what ImageJ calls channels, are dyes, whose mixture means nothing.
    private static bool AreDyes(ImageHeader header) =>
        header.SamplesPerPixel > 1 && (header.PixelType != PixelType.UInt8
            || (header.Description is { } text && text.StartsWith("ImageJ=", StringComparison.Ordinal)
                && text.Split('\n').Any(line => line.StartsWith("channels=", StringComparison.Ordinal) && int.TryParse(line["channels=".Length..].Trim(), out int count) && count > 1)));

    private string WhyNoChoice(ImageHeader header)
    {
        string found = (header.SamplesPerPixel, header.PageCount) switch
        {
            (1, 1) => "one grey plane",
            ( > 1, 1) => $"{header.SamplesPerPixel} channels",
            (1, > 1) => $"{header.PageCount} pages",
            _ => $"{header.PageCount} pages of {header.SamplesPerPixel} channels",
        };
        return header is { SamplesPerPixel: > 1, PageCount: > 1 }
            ? $"found {found}, expected several of one kind only; export the plane to be segmented"
            : channel is null
                ? $"found {found}, expected one plane; name one of them with --channel 1..{header.PageCount}"
                : $"found {found}, expected a channel {channel}; leave --channel out or correct it";
    }

    private void EnsureReachable(Exception error)
    {
        if (!new FieldReader(folder).IsReachable())
        {
            throw new ImageFolderUnreachableException(folder, error);
        }
    }

    private static ImageReading Gap(ImageHeader? header, GapCode code, string reason) => new(null, header, new GapReason(code, reason));
}

/// <summary>The folder of the images went away: the run stops, no image is blamed, and it can be resumed.</summary>
public sealed class ImageFolderUnreachableException(string folder, Exception? inner = null)
    : Exception($"folder {folder}: it is not there any more or empty; bring it back, then run the same command again", inner)
{
    /// <summary>The folder.</summary>
    public string Folder { get; } = folder;
}
