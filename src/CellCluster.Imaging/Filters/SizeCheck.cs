namespace CellCluster.Imaging;

/// <summary>The door check of operations whose planes have one size.</summary>
internal static class SizeCheck
{
    public static void Same(Plane source, Plane other, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(other, name);
        if (source.Height != other.Height || source.Width != other.Width)
        {
            throw new ArgumentException($"{name} has {other.Height}x{other.Width} px, the source {source.Height}x{source.Width}; both must have one size.", name);
        }
    }
}
