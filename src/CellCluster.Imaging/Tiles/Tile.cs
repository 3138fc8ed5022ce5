namespace CellCluster.Imaging;

/// <summary>One tile of a <see cref="TilePlan"/>.</summary>
/// <param name="Index">Position in <see cref="TilePlan.Tiles"/>: row by row, from the top left.</param>
/// <param name="Row">Tile row, 0-based.</param>
/// <param name="Column">Tile column, 0-based.</param>
/// <param name="Outer">What the network computes, px of the padded field.</param>
/// <param name="Core">What is kept of it, px of the padded field; the cores of a plan cover the padded field exactly once.</param>
public readonly record struct Tile(int Index, int Row, int Column, PixelRect Outer, PixelRect Core);

/// <summary>The part of a tile's bottleneck that belongs to one block of the field's bottleneck grid.</summary>
/// <param name="BlockIndex">Row-major index of the block, 0..<see cref="TilePlan.EmbeddingBlockCount"/>-1.</param>
/// <param name="Cells">Bottleneck cells relative to the tile's own bottleneck (1 cell = Multiple x Multiple px).</param>
public readonly record struct EmbeddingRegion(int BlockIndex, PixelRect Cells);

/// <summary>How a plan cuts a field.</summary>
public enum TilingKind
{
    /// <summary>Joined cores equal the network applied to the whole padded field.</summary>
    Exact,

    /// <summary>The source's sliding window with kept centres: seams remain and are measured by <see cref="SeamDisagreement"/>.</summary>
    Overlapping,
}
