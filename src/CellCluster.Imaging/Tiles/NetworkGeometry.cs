namespace CellCluster.Imaging;

/// <summary>What a network asks of a tiling.</summary>
/// <param name="Multiple">Heights, widths and tile starts must be multiples of this, px: 2^depth.</param>
/// <param name="ReceptiveRadiusPx">How far an output pixel looks, px, on that grid: 94 for four levels of two 3x3 convolutions.</param>
public readonly record struct NetworkGeometry(int Multiple, int ReceptiveRadiusPx)
{
    /// <summary>The halo of an exact tiling: the radius rounded up to the grid, px.</summary>
    public int HaloPx => (ReceptiveRadiusPx + Multiple - 1) / Multiple * Multiple;
}
