namespace CellCluster.Imaging;

/// <summary>How fields of one size are cut into tiles for a network and joined again.</summary>
/// <remarks>
/// The field is thought of as edge-replicated at the bottom and right to <see cref="PaddedHeight"/> x <see cref="PaddedWidth"/>, multiples of
/// 2^depth; all rectangles are in that padded field. All tiles of a plan have one size, so the batch shape is fixed. Halos lie on inner sides
/// only: at the border of the padded field a tile ends where the field does, as it would for the whole field. Immutable and thread-safe.
/// </remarks>
public sealed partial class TilePlan
{
    private TilePlan(TilingKind kind, int height, int width, NetworkGeometry geometry, TileAxis rows, TileAxis columns)
    {
        Kind = kind;
        Height = height;
        Width = width;
        Geometry = geometry;
        PaddedHeight = geometry.RoundUp(height);
        PaddedWidth = geometry.RoundUp(width);
        TileRowCount = rows.StartsPx.Length;
        TileColumnCount = columns.StartsPx.Length;
        OuterHeight = rows.OuterPx;
        OuterWidth = columns.OuterPx;
        var tiles = new Tile[TileRowCount * TileColumnCount];
        for (int index = 0; index < tiles.Length; index++)
        {
            int row = index / TileColumnCount;
            int column = index % TileColumnCount;
            tiles[index] = new Tile(
                index,
                row,
                column,
                new PixelRect(rows.StartsPx[row], columns.StartsPx[column], OuterHeight, OuterWidth),
                new PixelRect(rows.EdgesPx[row], columns.EdgesPx[column], rows.EdgesPx[row + 1] - rows.EdgesPx[row], columns.EdgesPx[column + 1] - columns.EdgesPx[column]));
        }
        Tiles = tiles;
    }

    /// <summary>Exact or overlapping.</summary>
    public TilingKind Kind { get; }

    /// <summary>Rows of the field itself.</summary>
    public int Height { get; }

    /// <summary>Columns of the field itself.</summary>
    public int Width { get; }

    /// <summary>Rows of the padded field: <see cref="Height"/> rounded up to the multiple.</summary>
    public int PaddedHeight { get; }

    /// <summary>Columns of the padded field.</summary>
    public int PaddedWidth { get; }

    /// <summary>Rows of every tile, px.</summary>
    public int OuterHeight { get; }

    /// <summary>Columns of every tile, px.</summary>
    public int OuterWidth { get; }

    /// <summary>Tile rows.</summary>
    public int TileRowCount { get; }

    /// <summary>Tile columns.</summary>
    public int TileColumnCount { get; }

    /// <summary>The network the plan was made for.</summary>
    public NetworkGeometry Geometry { get; }

    /// <summary>All tiles, row by row.</summary>
    public IReadOnlyList<Tile> Tiles { get; }

    /// <summary>Pixels that the network computes over pixels of the field; 1 where nothing is computed twice and nothing padded.</summary>
    public double ComputedPixelRatio => Tiles.Count * (double)OuterHeight * OuterWidth / ((double)Height * Width);

    /// <summary>The plan whose joined cores equal the network applied to the whole padded field (normalisation frozen).</summary>
    /// <param name="height">Rows of the field, at least 1.</param>
    /// <param name="width">Columns of the field, at least 1.</param>
    /// <param name="geometry">Down-sampling and receptive radius of the network.</param>
    /// <param name="targetOuterPx">Tile size, px per axis, that suits the predictor: tiles are at most 1.1 times it. A field not larger is one tile of its own padded size.</param>
    /// <exception cref="ArgumentOutOfRangeException">The target has no room for two halos and a core.</exception>
    public static TilePlan Exact(int height, int width, NetworkGeometry geometry, int targetOuterPx)
    {
        Check(height, width, geometry);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(targetOuterPx);
        return new TilePlan(
            TilingKind.Exact,
            height,
            width,
            geometry,
            TileAxis.Exact(geometry.RoundUp(height), geometry, targetOuterPx),
            TileAxis.Exact(geometry.RoundUp(width), geometry, targetOuterPx));
    }

    /// <summary>The source's scheme: windows of one size every step, of which the centres are kept. Joined cores only come near the whole field's result.</summary>
    /// <remarks>At a step of 226 and a window of 256 each inner side gives up 15 px. The last window is moved in to end at the padded field's border.</remarks>
    /// <param name="height">Rows of the field, at least 1.</param>
    /// <param name="width">Columns of the field, at least 1.</param>
    /// <param name="geometry">Down-sampling of the network; its receptive radius is ignored.</param>
    /// <param name="windowPx">Tile size, px: a multiple of the down-sampling. Default 256.</param>
    /// <param name="stepPx">Distance of neighbouring windows, px, 1..<paramref name="windowPx"/>. Default 226.</param>
    public static TilePlan Overlapping(int height, int width, NetworkGeometry geometry, int windowPx = 256, int stepPx = 226)
    {
        Check(height, width, geometry);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(windowPx);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(stepPx);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(stepPx, windowPx);
        if (windowPx % geometry.Multiple != 0)
        {
            throw new ArgumentOutOfRangeException(nameof(windowPx), windowPx, $"the network takes multiples of {geometry.Multiple} px; the next is {geometry.RoundUp(windowPx)}");
        }
        return new TilePlan(
            TilingKind.Overlapping,
            height,
            width,
            geometry,
            TileAxis.Overlapping(geometry.RoundUp(height), windowPx, stepPx),
            TileAxis.Overlapping(geometry.RoundUp(width), windowPx, stepPx));
    }

    /// <summary>One line for logs and the run fingerprint: kind, tile count and size, halo or overlap, field size.</summary>
    public override string ToString() =>
        $"{(Kind == TilingKind.Exact ? "exact" : "overlapping")} {TileRowCount}x{TileColumnCount} tiles of {OuterHeight}x{OuterWidth} px on {Height}x{Width} px, multiple {Geometry.Multiple}, halo {(Kind == TilingKind.Exact ? Geometry.HaloPx : 0)}";

    private static void Check(int height, int width, NetworkGeometry geometry)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        geometry.Check();
    }
}
