namespace CellCluster.Imaging;

/// <summary>Reads and writes planes as TIFF and PNG.</summary>
/// <remarks>
/// The format is told by the content, not by the name. Every size is checked against <see cref="ImageLimits"/> from the header before
/// memory is taken, and a file that cannot hold the pixels it claims is refused. A file gives its whole plane or an exception, never half
/// of it. What is read and how values are mapped is in docs/formats/images.md. Thread-safe: no state is kept.
/// </remarks>
public static class ImageFile
{
    /// <summary>What the first page of a file says of itself; no pixel is decoded.</summary>
    /// <exception cref="ImageFormatException">The file is no image, damaged, too large or of an unsupported kind.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    public static ImageHeader ReadHeader(string path, ImageLimits? limits = null) => ReadHeader(path, 0, limits);

    /// <summary>What page <paramref name="page"/> (0-based) of a file says of itself; no pixel is decoded.</summary>
    /// <inheritdoc cref="ReadHeader(string, ImageLimits?)" path="/exception"/>
    /// <exception cref="ArgumentOutOfRangeException">The file has no such page.</exception>
    public static ImageHeader ReadHeader(string path, int page, ImageLimits? limits = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        using ImageSource source = ImageSource.Open(path);
        return ImageDecoder.ReadHeader(source, new ReadOptions { Page = page, Limits = limits });
    }

    /// <summary>The grey plane of page <paramref name="page"/>, pooled; the caller disposes it.</summary>
    /// <returns>A Plane of byte, ushort, uint or float, as the file stores it.</returns>
    /// <inheritdoc cref="ReadHeader(string, int, ImageLimits?)" path="/exception"/>
    public static Plane Read(string path, int page = 0, ImageLimits? limits = null) =>
        Read(path, new ReadOptions { Page = page, Limits = limits });

    /// <summary>Sample <paramref name="channel"/> (0-based) of page <paramref name="page"/>, pooled; the caller disposes it.</summary>
    /// <inheritdoc cref="ReadHeader(string, int, ImageLimits?)" path="/exception"/>
    public static Plane Read(string path, int page, int channel, ImageLimits? limits = null) =>
        Read(path, new ReadOptions { Page = page, Channel = channel, Limits = limits });

    /// <summary>The plane that <paramref name="options"/> name, pooled; the caller disposes it.</summary>
    /// <inheritdoc cref="ReadHeader(string, int, ImageLimits?)" path="/exception"/>
    public static Plane Read(string path, ReadOptions options)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(options);
        using ImageSource source = ImageSource.Open(path);
        return ImageDecoder.Read(source, options);
    }

    /// <summary>The plane of a file held in memory; <paramref name="name"/> stands for the path in errors.</summary>
    /// <inheritdoc cref="ReadHeader(string, int, ImageLimits?)" path="/exception"/>
    public static Plane Read(byte[] content, string name, ReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrEmpty(name);
        using ImageSource source = ImageSource.Over(content, name);
        return ImageDecoder.Read(source, options ?? new ReadOptions());
    }

    /// <summary>The header of a file held in memory; <paramref name="name"/> stands for the path in errors.</summary>
    /// <inheritdoc cref="ReadHeader(string, int, ImageLimits?)" path="/exception"/>
    public static ImageHeader ReadHeader(byte[] content, string name, ReadOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentException.ThrowIfNullOrEmpty(name);
        using ImageSource source = ImageSource.Over(content, name);
        return ImageDecoder.ReadHeader(source, options ?? new ReadOptions());
    }

    /// <summary>Writes a plane of any type as a TIFF of one page; above 4 GB as BigTIFF. An existing file is replaced.</summary>
    /// <remarks>Writes to <paramref name="path"/> itself: the caller who wants all or nothing writes beside and renames.</remarks>
    public static void WriteTiff(string path, Plane plane, TiffOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(plane);
        TiffEncoder.Write(path, plane, options ?? new TiffOptions());
    }

    /// <summary>Writes a plane of byte or ushort as a grey PNG. An existing file is replaced.</summary>
    /// <exception cref="ArgumentException">The plane is of another type: PNG holds 8 or 16 bits.</exception>
    public static void WritePng(string path, Plane plane, bool flushToDisk = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(plane);
        PngEncoder.Write(path, plane, flushToDisk);
    }

    /// <summary>Writes an 8-bit RGB picture as PNG; <paramref name="rgb"/> is row-major, three bytes per pixel, height * width * 3 in all.</summary>
    public static void WritePngRgb(string path, int height, int width, ReadOnlySpan<byte> rgb, bool flushToDisk = false)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        PngEncoder.WriteRgb(path, height, width, rgb, flushToDisk);
    }

    /// <summary>The bytes of a PNG file of an 8-bit RGB picture, for embedding; <paramref name="rgb"/> as in <see cref="WritePngRgb"/>.</summary>
    public static byte[] EncodePngRgb(int height, int width, ReadOnlySpan<byte> rgb) => PngEncoder.EncodeRgb(height, width, rgb);
}
