namespace CellCluster.Imaging;

internal static class PngDecoder
{
    public static ImageHeader ReadHeader(ImageSource source, ReadOptions options) => throw source.Unsupported("a PNG", "a TIFF");

    public static Plane Read(ImageSource source, ReadOptions options) => throw source.Unsupported("a PNG", "a TIFF");
}
