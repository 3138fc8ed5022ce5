namespace CellCluster.Imaging;

public sealed partial class TilePlan
{
    /// <summary>Side of a block of the field's bottleneck grid, in cells; blocks lie on a fixed grid from the top left, whatever the tiling.</summary>
    public const int EmbeddingBlockCells = 16;

    /// <summary>Rows of bottleneck cells of the padded field.</summary>
    public int CellRowCount => PaddedHeight / Geometry.Multiple;

    /// <summary>Columns of bottleneck cells of the padded field.</summary>
    public int CellColumnCount => PaddedWidth / Geometry.Multiple;

    /// <summary>Block columns of the field; the last may be narrower.</summary>
    public int EmbeddingBlockColumnCount => (CellColumnCount + EmbeddingBlockCells - 1) / EmbeddingBlockCells;

    /// <summary>Blocks of the field.</summary>
    public int EmbeddingBlockCount => (CellRowCount + EmbeddingBlockCells - 1) / EmbeddingBlockCells * EmbeddingBlockColumnCount;

    /// <summary>How many bottleneck cells a block holds: 256, fewer at the bottom and right.</summary>
    public int CellCountOfBlock(int blockIndex)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(blockIndex);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(blockIndex, EmbeddingBlockCount);
        int row = blockIndex / EmbeddingBlockColumnCount * EmbeddingBlockCells;
        int column = blockIndex % EmbeddingBlockColumnCount * EmbeddingBlockCells;
        return Math.Min(EmbeddingBlockCells, CellRowCount - row) * Math.Min(EmbeddingBlockCells, CellColumnCount - column);
    }

    /// <summary>The cells of a tile's bottleneck that count for the field's embedding, split by block.</summary>
    /// <remarks>
    /// A cell of the field belongs to the tile whose core holds its centre; there the tile's cell that covers this centre stands for it. In
    /// exact plans that is the very same cell; in overlapping plans, whose starts are off the grid, the nearest one. Over all tiles of a
    /// plan each cell of the field is counted exactly once.
    /// </remarks>
    public IReadOnlyList<EmbeddingRegion> EmbeddingRegions(Tile tile)
    {
        (int top, int bottom) = CellsOf(tile.Core.Y, tile.Core.Bottom);
        (int left, int right) = CellsOf(tile.Core.X, tile.Core.Right);
        var regions = new List<EmbeddingRegion>();
        for (int y = top; y < bottom; y = NextBlock(y))
        {
            int endY = Math.Min(bottom, NextBlock(y));
            for (int x = left; x < right; x = NextBlock(x))
            {
                int endX = Math.Min(right, NextBlock(x));
                int block = (y / EmbeddingBlockCells * EmbeddingBlockColumnCount) + (x / EmbeddingBlockCells);
                regions.Add(new EmbeddingRegion(block, new PixelRect(CellInTile(y, tile.Outer.Y), CellInTile(x, tile.Outer.X), endY - y, endX - x)));
            }
        }
        return regions;
    }

    private static int NextBlock(int cell) => ((cell / EmbeddingBlockCells) + 1) * EmbeddingBlockCells;

    // The field's cells with centre c * Multiple + Multiple / 2 in startPx..endPx-1.
    private (int First, int End) CellsOf(int startPx, int endPx) => (CellFrom(startPx), CellFrom(endPx));

    private int CellFrom(int px) => (px - (Geometry.Multiple / 2) + Geometry.Multiple - 1) / Geometry.Multiple;

    private int CellInTile(int fieldCell, int tileStartPx) => ((fieldCell * Geometry.Multiple) + (Geometry.Multiple / 2) - tileStartPx) / Geometry.Multiple;
}
