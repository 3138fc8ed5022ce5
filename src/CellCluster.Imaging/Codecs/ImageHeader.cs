namespace CellCluster.Imaging;

/// <summary>The file formats that are read and written.</summary>
public enum ImageFormat
{
    /// <summary>TIFF 6.0 and BigTIFF.</summary>
    Tiff,

    /// <summary>PNG.</summary>
    Png,
}

/// <summary>Pixels per length as TIFF's XResolution and YResolution say them. What they mean is the reader's to judge: many programs write a screen's or a printer's.</summary>
/// <param name="X">Along a row.</param>
/// <param name="Y">Along a column.</param>
/// <param name="UnitUm">The length, micrometres: 10,000 for a centimetre, 25,400 for an inch.</param>
public readonly record struct ImageResolution(double X, double Y, double UnitUm);

/// <summary>What an image file says of one page before its pixels are decoded.</summary>
/// <param name="Format">The file format, told by the content, never by the name.</param>
/// <param name="Height">Rows.</param>
/// <param name="Width">Columns.</param>
/// <param name="PixelType">The type of the plane that <see cref="ImageFile.Read(string, int, ImageLimits?)"/> gives.</param>
/// <param name="SamplesPerPixel">Values per pixel as stored: 1 grey or palette, 2 grey and alpha, 3 RGB or three channels, 4 RGBA.</param>
/// <param name="PageCount">Pages of the file; 1 for PNG.</param>
/// <param name="Compression">none, lzw, deflate, packbits or jpeg.</param>
/// <param name="Description">TIFF's ImageDescription (OME-XML, ImageJ and vendor metadata), or null.</param>
/// <param name="Resolution">Pixels per length; null where the file gives none or no unit, or names the maker of a camera (tag Make), whose own pixels it gives then.</param>
public sealed record ImageHeader(
    ImageFormat Format,
    int Height,
    int Width,
    PixelType PixelType,
    int SamplesPerPixel,
    int PageCount,
    string Compression,
    string? Description,
    ImageResolution? Resolution = null);
