namespace CellCluster.Imaging;

/// <summary>A pixel: row <see cref="Y"/>, column <see cref="X"/>, origin top-left.</summary>
public readonly record struct PixelPoint(int Y, int X);
