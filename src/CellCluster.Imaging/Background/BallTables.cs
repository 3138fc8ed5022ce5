namespace CellCluster.Imaging;

/// <summary>A ball's depths laid out for the search: per pair of offsets, per pixel and tile, per block and tile.</summary>
/// <remarks>
/// A tile is <see cref="TileRows"/> output rows of one vector each; the padded input is cut into blocks of the same size on the same grid.
/// </remarks>
internal sealed class BallTables
{
    /// <summary>Rows of a tile: as many accumulators stay in registers.</summary>
    public const int TileRows = 8;

    private const double SteepShare = 0.9;
    private const double RoundingShare = 1.0 / (1 << 20); // 16 half units in the last place of float32

    private const double Denormal = 1e-42; // where relative rounding is none

    private static BallTables? s_latest; // a plate uses one ball for all its fields

    private readonly Ball _ball;

    private BallTables(Ball ball, int lanes)
    {
        _ball = ball;
        Lanes = lanes;
        int reach = ball.ReachPx;
        BlocksX = (reach + lanes - 1) / lanes;
        BlocksY = (reach + TileRows - 1) / TileRows;
        MarginX = BlocksX * lanes;
        MarginY = BlocksY * TileRows;
        int farX = MarginX + lanes;
        int farY = MarginY + TileRows;
        DepthStride = (2 * farX) + lanes;
        DepthOrigin = (farY * DepthStride) + farX;
        Depths = new float[((2 * farY) + 1) * DepthStride];
        Depths.AsSpan().Fill(float.PositiveInfinity);
        for (int dy = -reach; dy <= reach; dy++)
        {
            for (int dx = -reach; dx <= reach; dx++)
            {
                Depths[DepthOrigin + (dy * DepthStride) + dx] = ball.Depth(dy, dx);
            }
        }
        NearestStride = (2 * MarginX) + lanes;
        Nearest = new float[((2 * MarginY) + TileRows) * NearestStride];
        BoundStride = ((2 * BlocksX) + 1 + lanes - 1) / lanes * lanes;
        Bounds = new float[((2 * BlocksY) + 1) * BoundStride];
        Bounds.AsSpan().Fill(float.PositiveInfinity);
        Planes = new BlockPlane[Bounds.Length];
        Tilts = new float[Bounds.Length * lanes];
        FillNearest();
        FillPlanes(ball);
    }

    /// <summary>The tables of a ball; those of the latest one are kept.</summary>
    public static BallTables For(Ball ball, int lanes)
    {
        BallTables? latest = Volatile.Read(ref s_latest);
        if (latest is null || latest._ball != ball || latest.Lanes != lanes)
        {
            latest = new BallTables(ball, lanes);
            Volatile.Write(ref s_latest, latest);
        }
        return latest;
    }

    public int Lanes { get; }

    /// <summary>Blocks of margin on either side.</summary>
    public int BlocksX { get; }

    public int BlocksY { get; }

    /// <summary>The same in px.</summary>
    public int MarginX { get; }

    public int MarginY { get; }

    /// <summary>Depth at (dy, dx) lies at <see cref="DepthOrigin"/> + dy * <see cref="DepthStride"/> + dx; far enough in both axes for every pixel of the margin and every lane.</summary>
    public float[] Depths { get; }

    public int DepthStride { get; }

    public int DepthOrigin { get; }

    /// <summary>Per pixel of the tile and its margin, row by row from the top left of the margin: the least depth to any pixel of the tile.</summary>
    public float[] Nearest { get; }

    public int NearestStride { get; }

    /// <summary>Per block of the tile and its margin: the least depth between any of its pixels and any of the tile's.</summary>
    public float[] Bounds { get; }

    /// <summary>Row stride of <see cref="Bounds"/>: a multiple of the lanes, the rest +infinity.</summary>
    public int BoundStride { get; }

    /// <summary>Per block, <see cref="Lanes"/> values: the plane's slope along x times the lane.</summary>
    public float[] Tilts { get; }

    /// <summary>Per block: a plane below the depths, least(q, x) = Level + SlopeY * (q.row - x.row) + SlopeX * (q.column - x.column), rows and columns within block and tile.</summary>
    public BlockPlane[] Planes { get; }

    // The depths are convex, so a tangent plane is nowhere above them: taken at the offset from block to tile, it follows the depths to second order. Beyond 0.9 radii
    // the ball is too steep for that. The level is lowered by what rounding of depths and plane may amount to.
    private void FillPlanes(Ball ball)
    {
        double radius = ball.RadiusPx;
        for (int y = 0; y < (2 * BlocksY) + 1; y++)
        {
            for (int x = 0; x < BoundStride; x++)
            {
                double dy = (y - BlocksY) * TileRows;
                double dx = (x - BlocksX) * Lanes;
                double distance = Math.Sqrt((dy * dy) + (dx * dx));
                double share = distance > SteepShare * radius ? SteepShare * radius / distance : 1;
                double height = Math.Sqrt((radius * radius) - (distance * share * distance * share));
                double slopeY = ball.LevelsPerPx * dy * share / height;
                double slopeX = ball.LevelsPerPx * dx * share / height;
                double level = (ball.LevelsPerPx * (radius - height)) + (slopeY * dy * (1 - share)) + (slopeX * dx * (1 - share));
                double extent = (Math.Abs(slopeY) * TileRows) + (Math.Abs(slopeX) * Lanes) + Math.Abs(level) + (ball.LevelsPerPx * radius);
                int block = (y * BoundStride) + x;
                Planes[block] = new BlockPlane((float)slopeY, (float)(level - (extent * RoundingShare) - Denormal), (float)extent);
                for (int lane = 0; lane < Lanes; lane++)
                {
                    Tilts[(block * Lanes) + lane] = (float)(slopeX * lane);
                }
            }
        }
    }

    private void FillNearest()
    {
        for (int y = 0; y < (2 * MarginY) + TileRows; y++)
        {
            int dy = Outside(y - MarginY, TileRows);
            for (int x = 0; x < NearestStride; x++)
            {
                // Depth grows with |dy| and with |dx|, so the nearest pixel of the tile has the least.
                float depth = Depths[DepthOrigin + (dy * DepthStride) + Outside(x - MarginX, Lanes)];
                Nearest[(y * NearestStride) + x] = depth;
                ref float bound = ref Bounds[(y / TileRows * BoundStride) + (x / Lanes)];
                bound = Math.Min(bound, depth);
            }
        }
    }

    private static int Outside(int offset, int length) => Math.Max(0, Math.Max(-offset, offset - (length - 1)));
}

/// <summary>A plane below the depths between a block and a tile.</summary>
/// <param name="SlopeY">Levels per row.</param>
/// <param name="Level">Levels at equal places of block and tile.</param>
/// <param name="Extent">No term of the plane is larger than this, in either sign.</param>
internal readonly record struct BlockPlane(float SlopeY, float Level, float Extent);
