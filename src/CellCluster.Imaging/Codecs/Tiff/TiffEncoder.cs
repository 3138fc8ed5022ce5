using System.Text;
using BitMiracle.LibTiff.Classic;

namespace CellCluster.Imaging;

/// <summary>Writes one plane as a TIFF of one page by LibTiff.NET.</summary>
internal static class TiffEncoder
{
    // Up to this size headers and incompressible data stay below the 4 GB of classic TIFF.
    private const long LargestClassicBytes = 3_900_000_000;

    // Strips of about this size suit readers that take a strip at a time, and LZW and Deflate.
    private const int StripBytes = 256 * 1024;

    public static void Write(string path, Plane plane, TiffOptions options)
    {
        if (options.PixelSizeUm is double size && !(size > 0 && double.IsFinite(size)))
        {
            throw new ArgumentException($"PixelSizeUm {size} is not a positive number of micrometres.", nameof(options));
        }
        using var file = new FileStream(path, FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        var client = new LibTiffClient(file);
        using (Tiff tiff = client.Open(path, (long)plane.PixelCount * PlaneBytes.PerPixel(plane.PixelType) > LargestClassicBytes ? "w8" : "w"))
        {
            SetTags(tiff, plane, options);
            WriteStrips(client, tiff, path, plane);
            if (!tiff.WriteDirectory())
            {
                throw client.Failure(path, "writing the directory");
            }
        }
        client.ThrowIfFailed(path);
        file.Flush(options.FlushToDisk);
    }

    private static void SetTags(Tiff tiff, Plane plane, TiffOptions options)
    {
        bool isFloat = plane.PixelType == PixelType.Float32;
        tiff.SetField(TiffTag.IMAGEWIDTH, plane.Width);
        tiff.SetField(TiffTag.IMAGELENGTH, plane.Height);
        tiff.SetField(TiffTag.BITSPERSAMPLE, PlaneBytes.PerPixel(plane.PixelType) * 8);
        tiff.SetField(TiffTag.SAMPLESPERPIXEL, 1);
        tiff.SetField(TiffTag.SAMPLEFORMAT, isFloat ? SampleFormat.IEEEFP : SampleFormat.UINT);
        tiff.SetField(TiffTag.PHOTOMETRIC, Photometric.MINISBLACK);
        tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
        tiff.SetField(TiffTag.ORIENTATION, Orientation.TOPLEFT);
        tiff.SetField(TiffTag.ROWSPERSTRIP, RowsPerStrip(plane));
        tiff.SetField(TiffTag.COMPRESSION, options.Compression switch
        {
            TiffCompression.Lzw => Compression.LZW,
            TiffCompression.Deflate => Compression.ADOBE_DEFLATE,
            _ => Compression.NONE,
        });
        if (options.Compression != TiffCompression.None && options.Predictor)
        {
            tiff.SetField(TiffTag.PREDICTOR, isFloat ? Predictor.FLOATINGPOINT : Predictor.HORIZONTAL);
        }
        if (options.Description is { } description)
        {
            // LibTiff.NET stores a character as one byte: given the bytes of UTF-8 as characters it stores UTF-8.
            tiff.SetField(TiffTag.IMAGEDESCRIPTION, Encoding.Latin1.GetString(Encoding.UTF8.GetBytes(description)));
        }
        if (options.PixelSizeUm is double um)
        {
            tiff.SetField(TiffTag.RESOLUTIONUNIT, ResUnit.CENTIMETER);
            tiff.SetField(TiffTag.XRESOLUTION, 10_000 / um);
            tiff.SetField(TiffTag.YRESOLUTION, 10_000 / um);
        }
    }

    private static void WriteStrips(LibTiffClient client, Tiff tiff, string path, Plane plane)
    {
        int rowsPerStrip = RowsPerStrip(plane);
        byte[] strip = new byte[rowsPerStrip * plane.Width * PlaneBytes.PerPixel(plane.PixelType)];
        for (int index = 0, y = 0; y < plane.Height; index++, y += rowsPerStrip)
        {
            ReadOnlySpan<byte> rows = PlaneBytes.Rows(plane, y, Math.Min(rowsPerStrip, plane.Height - y));
            rows.CopyTo(strip); // a copy: the predictor works in place
            if (tiff.WriteEncodedStrip(index, strip, rows.Length) != rows.Length)
            {
                throw client.Failure(path, $"writing strip {index}");
            }
        }
    }

    private static int RowsPerStrip(Plane plane) => (int)Math.Clamp(StripBytes / ((long)plane.Width * PlaneBytes.PerPixel(plane.PixelType)), 1, plane.Height);
}
