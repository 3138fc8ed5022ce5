namespace CellCluster.Imaging;

internal static class TiffDecoder
{
    public static ImageHeader ReadHeader(ImageSource source, ReadOptions options) => throw source.Unsupported("a TIFF", "a PNG");

    public static Plane Read(ImageSource source, ReadOptions options) => throw source.Unsupported("a TIFF", "a PNG");
}
