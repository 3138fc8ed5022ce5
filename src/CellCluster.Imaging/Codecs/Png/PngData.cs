namespace CellCluster.Imaging;

internal static class PngData
{
    public static void RequireComplete(ImageSource source, PngStructure png, ReadOnlySpan<byte> content)
    {
    }
}
