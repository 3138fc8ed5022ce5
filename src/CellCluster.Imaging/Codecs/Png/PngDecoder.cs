using System.Buffers;
using OpenCvSharp;

namespace CellCluster.Imaging;

/// <summary>Reads PNG: its own check of the chunks, then the pixels by OpenCV, then one grey plane.</summary>
/// <remarks>Alpha is ignored: of a pixel that is partly transparent the stored grey value is taken.</remarks>
internal static class PngDecoder
{
    public static ImageHeader ReadHeader(ImageSource source, ReadOptions options)
    {
        RequireFirstPage(source, options);
        PngStructure png = PngStructure.ReadHeader(source, options.Limits ?? ImageLimits.Default);
        return new ImageHeader(ImageFormat.Png, png.Height, png.Width, png.PixelType, png.SampleCount, PageCount: 1, "deflate", Description: null);
    }

    public static Plane Read(ImageSource source, ReadOptions options)
    {
        RequireFirstPage(source, options);
        PngStructure png = PngStructure.ReadHeader(source, options.Limits ?? ImageLimits.Default);
        if (options.Channel is int channel && channel >= png.SampleCount)
        {
            throw source.Unsupported($"{png.SampleCount} sample(s) per pixel", $"a channel {channel} (counted from 0)", "ask for a channel that is there");
        }
        if (source.Length > Array.MaxLength)
        {
            throw source.Unsupported($"a PNG of {source.Length} bytes", $"at most {Array.MaxLength}");
        }
        byte[] buffer = ArrayPool<byte>.Shared.Rent((int)source.Length);
        try
        {
            Memory<byte> content = buffer.AsMemory(0, (int)source.Length);
            source.ReadExactlyAt(0, content.Span, "the content");
            ReadOnlyMemory<byte> critical = png.KeepCritical(source, content);
            using Mat decoded = Decode(source, png, critical.Span);
            return ToPlane(source, png, decoded, options);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void RequireFirstPage(ImageSource source, ReadOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Page);
        if (options.Page > 0)
        {
            throw new ImageFormatException(source.Name, ImageFault.Truncated, "1 page(s)", $"a page {options.Page} (counted from 0)", "a PNG has one page: ask for page 0");
        }
    }

    // OpenCV gives nothing, not half an image, when the compressed pixels are incomplete: a test cuts them at every length.
    private static Mat Decode(ImageSource source, PngStructure png, ReadOnlySpan<byte> content)
    {
        Mat decoded;
        try
        {
            decoded = Cv2.ImDecode(content, ImreadModes.Unchanged);
        }
        catch (OpenCVException e)
        {
            throw source.Corrupt($"pixels that OpenCV does not decode ({e.Message})", "data that decodes", e);
        }
        MatType depth = png.PixelType == PixelType.UInt16 ? MatType.CV_16U : MatType.CV_8U;
        if (decoded.Empty() || decoded.Rows != png.Height || decoded.Cols != png.Width || decoded.Depth() != depth)
        {
            string found = decoded.Empty() ? "pixels that do not decode" : $"{decoded.Rows}x{decoded.Cols} {decoded.Type()} once decoded";
            decoded.Dispose();
            throw source.Corrupt(found, $"{png.Height}x{png.Width} {png.PixelType}");
        }
        return decoded;
    }

    private static Plane ToPlane(ImageSource source, PngStructure png, Mat decoded, ReadOptions options)
    {
        int channels = decoded.Channels();
        // OpenCV stores blue, green, red, alpha; grey with alpha becomes three equal ones and alpha.
        int[] wanted = (options.Channel, png.Colour) switch
        {
            (_, PngColour.Grey) => [0],
            (int channel, PngColour.GreyAlpha) => [channel == 0 ? 0 : channels - 1],
            (null, PngColour.GreyAlpha) => [0],
            (int channel and < 3, PngColour.Rgb or PngColour.Rgba) => [2 - channel],
            (3, PngColour.Rgba) => [3],
            _ => [2, 1, 0],
        };
        var samples = new Plane[wanted.Length];
        try
        {
            for (int i = 0; i < wanted.Length; i++)
            {
                samples[i] = PlaneBytes.Rent(png.PixelType, png.Height, png.Width);
                using PlaneMat target = samples[i].AsMat();
                if (channels == 1)
                {
                    decoded.CopyTo(target.Mat);
                }
                else
                {
                    Cv2.ExtractChannel(decoded, target.Mat, wanted[i]);
                }
                target.RequireInPlace();
            }
            return GreyReduction.Samples(source, samples, isRgb: true, options.Colour);
        }
        finally
        {
            foreach (Plane? sample in samples)
            {
                sample?.Dispose(); // the plane returned has been retained
            }
        }
    }
}
