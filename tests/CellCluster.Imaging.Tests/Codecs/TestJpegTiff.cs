using BitMiracle.LibTiff.Classic;

namespace CellCluster.Imaging.Tests.Codecs;

/// <summary>A JPEG-compressed TIFF of a smooth ramp, grey or YCbCr, written by LibTiff.NET.</summary>
internal static class TestJpegTiff
{
    /// <summary>Pixel (y, x) is y + 2 x, before the loss of JPEG.</summary>
    public static byte[] Build(int height, int width, bool colour = false)
    {
        using var stream = new MemoryStream();
        int samples = colour ? 3 : 1;
        using (Tiff tiff = Tiff.ClientOpen("jpeg", "w", stream, new TiffStream()))
        {
            tiff.SetField(TiffTag.IMAGEWIDTH, width);
            tiff.SetField(TiffTag.IMAGELENGTH, height);
            tiff.SetField(TiffTag.BITSPERSAMPLE, 8);
            tiff.SetField(TiffTag.SAMPLESPERPIXEL, samples);
            tiff.SetField(TiffTag.COMPRESSION, Compression.JPEG);
            tiff.SetField(TiffTag.PHOTOMETRIC, colour ? Photometric.YCBCR : Photometric.MINISBLACK);
            tiff.SetField(TiffTag.PLANARCONFIG, PlanarConfig.CONTIG);
            tiff.SetField(TiffTag.ROWSPERSTRIP, 16);
            if (colour)
            {
                tiff.SetField(TiffTag.JPEGCOLORMODE, JpegColorMode.RGB);
            }
            for (int y = 0; y < height; y += 16)
            {
                int rows = Math.Min(16, height - y);
                byte[] strip = new byte[rows * width * samples];
                for (int i = 0; i < strip.Length; i++)
                {
                    strip[i] = (byte)(y + (i / samples / width) + (2 * (i / samples % width)));
                }
                tiff.WriteEncodedStrip(y / 16, strip, strip.Length);
            }
            tiff.WriteDirectory();
            return stream.ToArray();
        }
    }
}
