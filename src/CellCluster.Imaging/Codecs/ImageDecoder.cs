namespace CellCluster.Imaging;

/// <summary>Chooses the decoder by the first bytes of the file.</summary>
internal static class ImageDecoder
{
    public static ImageHeader ReadHeader(ImageSource source, ReadOptions options) =>
        FormatOf(source) == ImageFormat.Tiff ? TiffDecoder.ReadHeader(source, options) : PngDecoder.ReadHeader(source, options);

    public static Plane Read(ImageSource source, ReadOptions options) =>
        FormatOf(source) == ImageFormat.Tiff ? TiffDecoder.Read(source, options) : PngDecoder.Read(source, options);

    private static ImageFormat FormatOf(ImageSource source)
    {
        Span<byte> head = stackalloc byte[8];
        head = head[..source.ReadAt(0, head)];
        if (head.StartsWith("II*\0"u8) || head.StartsWith("MM\0*"u8) || head.StartsWith("II+\0"u8) || head.StartsWith("MM\0+"u8))
        {
            return ImageFormat.Tiff;
        }
        if (head.StartsWith(PngStructure.Signature))
        {
            return ImageFormat.Png;
        }
        string found = head.Length == 0 ? "an empty file" : $"first bytes {Convert.ToHexString(head)}";
        throw new ImageFormatException(source.Name, ImageFault.NotAnImage, found, "a TIFF or PNG", "give the exported image itself");
    }
}
