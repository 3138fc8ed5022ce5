namespace CellCluster.Imaging;

/// <summary>A rectangle of pixels: rows <see cref="Y"/>..<see cref="Bottom"/>-1, columns <see cref="X"/>..<see cref="Right"/>-1.</summary>
public readonly record struct PixelRect(int Y, int X, int Height, int Width)
{
    /// <summary>The first row below.</summary>
    public int Bottom => Y + Height;

    /// <summary>The first column to the right.</summary>
    public int Right => X + Width;

    /// <summary>Height times width.</summary>
    public long PixelCount => (long)Height * Width;

    /// <summary>True when <paramref name="inner"/> lies inside.</summary>
    public bool Contains(PixelRect inner) => inner.Y >= Y && inner.X >= X && inner.Bottom <= Bottom && inner.Right <= Right;

    /// <summary>The common part; height and width are 0 where there is none.</summary>
    public PixelRect Intersect(PixelRect other)
    {
        int y = Math.Max(Y, other.Y);
        int x = Math.Max(X, other.X);
        return new PixelRect(y, x, Math.Max(0, Math.Min(Bottom, other.Bottom) - y), Math.Max(0, Math.Min(Right, other.Right) - x));
    }
}
