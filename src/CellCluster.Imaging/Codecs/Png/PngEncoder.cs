using OpenCvSharp;

namespace CellCluster.Imaging;

/// <summary>Writes PNG by OpenCV.</summary>
internal static class PngEncoder
{
    // Higher zlib levels gain a few percent on microscopy planes for several times the time.
    private static readonly ImageEncodingParam[] s_parameters = [new(ImwriteFlags.PngCompression, 3)];

    public static void Write(string path, Plane plane, bool flushToDisk)
    {
        if (plane.PixelType is not (PixelType.UInt8 or PixelType.UInt16))
        {
            throw new ArgumentException($"A PNG holds 8 or 16 bits, the plane is {plane.PixelType}; write a TIFF or convert the plane.", nameof(plane));
        }
        using PlaneMat mat = plane.AsMat();
        WriteMat(path, mat.Mat, flushToDisk);
    }

    public static void WriteRgb(string path, int height, int width, ReadOnlySpan<byte> rgb, bool flushToDisk)
    {
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(EncodeRgb(height, width, rgb));
        file.Flush(flushToDisk);
    }

    public static byte[] EncodeRgb(int height, int width, ReadOnlySpan<byte> rgb)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (rgb.Length != (long)height * width * 3)
        {
            throw new ArgumentException($"{rgb.Length} bytes do not fill an RGB picture of {height}x{width}; {(long)height * width * 3} are needed.", nameof(rgb));
        }
        unsafe
        {
            fixed (byte* first = rgb)
            {
                using Mat source = Mat.FromPixelData(height, width, MatType.CV_8UC3, (nint)first);
                using var swapped = new Mat();
                Cv2.CvtColor(source, swapped, ColorConversionCodes.RGB2BGR); // OpenCV's order is blue first
                Cv2.ImEncode(".png", swapped, out byte[] bytes, s_parameters); // throws when it cannot
                return bytes;
            }
        }
    }

    private static void WriteMat(string path, Mat mat, bool flushToDisk)
    {
        Cv2.ImEncode(".png", mat, out byte[] bytes, s_parameters); // throws when it cannot
        using var file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0);
        file.Write(bytes);
        file.Flush(flushToDisk);
    }
}
