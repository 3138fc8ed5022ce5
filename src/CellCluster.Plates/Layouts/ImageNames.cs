namespace CellCluster.Plates;

/// <summary>Which files are images, by the end of their names.</summary>
public static class ImageNames
{
    /// <summary>True for a name that ends in .tif, .tiff or .png, in any case.</summary>
    public static bool IsImage(string path) =>
        Path.GetExtension(path) is string ending
        && (ending.Equals(".tif", StringComparison.OrdinalIgnoreCase) || ending.Equals(".tiff", StringComparison.OrdinalIgnoreCase) || ending.Equals(".png", StringComparison.OrdinalIgnoreCase));
}
