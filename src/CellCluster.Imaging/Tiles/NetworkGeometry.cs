namespace CellCluster.Imaging;

/// <summary>What a tile plan has to know of a network: its down-sampling and how far a pixel of its output sees.</summary>
/// <param name="Multiple">2^depth, px: input sizes and tile starts are multiples of it. 16 for four poolings. At least 1.</param>
/// <param name="ReceptiveRadiusPx">The farthest input pixel, in px along an axis, that an output pixel depends on; found by walking the layers. 94 for four levels of two 3x3 convolutions. At least 0.</param>
public readonly record struct NetworkGeometry(int Multiple, int ReceptiveRadiusPx)
{
    /// <summary>The receptive radius rounded up to <see cref="Multiple"/>, px: the margin that an exact tile computes and throws away on its inner sides.</summary>
    public int HaloPx => RoundUp(ReceptiveRadiusPx);

    /// <summary><paramref name="sizePx"/> rounded up to <see cref="Multiple"/>, px.</summary>
    public int RoundUp(int sizePx) => checked((sizePx + Multiple - 1) / Multiple * Multiple);

    internal void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(Multiple, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(ReceptiveRadiusPx);
    }
}
