using System.Numerics;
using System.Runtime.CompilerServices;

namespace CellCluster.Imaging;

/// <summary>The least of pixel + depth under the ball for one tile of output pixels, by best-first search over blocks of input pixels.</summary>
/// <remarks>
/// Lane i is output column x + i; eight output rows are eight accumulators. A block's bound is its least pixel + the least depth between it and the tile. Blocks are
/// visited by rising bound; a bound that is not below the largest accumulator ends the search, and within a block only pixels whose own bound is
/// below it are tried. Rounding is monotonic, so a bound computed in float32 is never above a candidate computed in float32: what is left out cannot be the
/// least, and the result is that of trying all, bit for bit. Cost: a few pixels per tile on noise, all of them where everything ties.
/// </remarks>
internal unsafe ref struct BallSearch<TVector, TLanes>
    where TVector : unmanaged
    where TLanes : ILanes<TVector>
{
    private const int TileRows = BallTables.TileRows;
    private const float RoundingShare = 1f / (1 << 20);
    private const int ManyCandidates = 4; // in a row of a block: then new levels are worth their cost
    private const float Denormal = 1e-42f;

    public required float* Padded;         // first pixel of the margin
    public required int PaddedStride;
    public required float* BlockMinima;    // one per block of the padded plane
    public required int BlockStride;
    public required float* Depths;         // at offset (0, 0)
    public required int DepthStride;
    public required float* Nearest;
    public required int NearestStride;
    public required float* BlockDepths;
    public required int BoundStride;
    public required int BoundRows;
    public required int MarginX;
    public required float* Tilts;
    public required BlockPlane* Planes;
    public required float* Bounds;         // scratch, BoundRows * BoundStride

    /// <summary>Lowers the accumulators of a tile.</summary>
    /// <param name="tileY">Row of tiles; the same number is its window's first row of blocks.</param>
    /// <param name="tileX">Column of tiles.</param>
    /// <param name="tile">TileRows * lanes values: the least so far, -infinity where no output is wanted.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public readonly void Lower(int tileY, int tileX, float* tile)
    {
        int lanes = TLanes.Count;
        TVector a0 = TLanes.Load(tile);
        TVector a1 = TLanes.Load(tile + lanes);
        TVector a2 = TLanes.Load(tile + (2 * lanes));
        TVector a3 = TLanes.Load(tile + (3 * lanes));
        TVector a4 = TLanes.Load(tile + (4 * lanes));
        TVector a5 = TLanes.Load(tile + (5 * lanes));
        TVector a6 = TLanes.Load(tile + (6 * lanes));
        TVector a7 = TLanes.Load(tile + (7 * lanes));
        TVector highest = TLanes.Broadcast(Highest(a0, a1, a2, a3, a4, a5, a6, a7));
        FillBounds(tileY, tileX);
        float least = float.PositiveInfinity;
        while (true)
        {
            int block = Best(out float bound);
            if (TLanes.BitsBelow(TLanes.Broadcast(bound), highest) == 0)
            {
                break;
            }
            Bounds[block] = float.PositiveInfinity;
            least = Math.Min(least, bound);
            BlockPlane plane = Planes[block];
            TVector tilt = TLanes.Load(Tilts + (block * lanes));
            TVector slope = TLanes.Broadcast(plane.SlopeY);
            float margin = ((Math.Max(Math.Abs(TLanes.First(highest)), Math.Abs(least)) + plane.Extent) * RoundingShare) + Denormal;
            TVector tilted = TLanes.Broadcast(HighestOver(a0, a1, a2, a3, a4, a5, a6, a7, tilt, slope) + margin);
            TVector step = TLanes.Add(tilt, TLanes.Broadcast(plane.Level));
            int blockY = block / BoundStride;
            int blockX = block - (blockY * BoundStride);
            float* pixels = Padded + ((nint)(tileY + blockY) * TileRows * PaddedStride) + ((nint)(tileX + blockX) * lanes);
            float* nearest = Nearest + (blockY * TileRows * NearestStride) + (blockX * lanes);
            float* depths = Depths + (((blockY * TileRows) - ((BoundRows / 2) * TileRows)) * DepthStride) + MarginX - (blockX * lanes);
            for (int row = 0; row < TileRows; row++)
            {
                TVector values = TLanes.Load(pixels);
                uint candidates = TLanes.BitsBelow(TLanes.Add(values, TLanes.Load(nearest)), highest) & TLanes.BitsBelow(TLanes.Add(values, step), tilted);
                step = TLanes.Add(step, slope);
                bool many = BitOperations.PopCount(candidates) >= ManyCandidates;
                while (candidates != 0)
                {
                    int column = BitOperations.TrailingZeroCount(candidates);
                    candidates &= candidates - 1;
                    TVector pixel = TLanes.Broadcast(pixels[column]);
                    float* depth = depths - column; // lane i: output column i, offset i - column
                    a0 = TLanes.Min(a0, TLanes.Add(pixel, TLanes.Load(depth)));
                    a1 = TLanes.Min(a1, TLanes.Add(pixel, TLanes.Load(depth - DepthStride)));
                    a2 = TLanes.Min(a2, TLanes.Add(pixel, TLanes.Load(depth - (2 * DepthStride))));
                    a3 = TLanes.Min(a3, TLanes.Add(pixel, TLanes.Load(depth - (3 * DepthStride))));
                    a4 = TLanes.Min(a4, TLanes.Add(pixel, TLanes.Load(depth - (4 * DepthStride))));
                    a5 = TLanes.Min(a5, TLanes.Add(pixel, TLanes.Load(depth - (5 * DepthStride))));
                    a6 = TLanes.Min(a6, TLanes.Add(pixel, TLanes.Load(depth - (6 * DepthStride))));
                    a7 = TLanes.Min(a7, TLanes.Add(pixel, TLanes.Load(depth - (7 * DepthStride))));
                }
                if (many)
                {
                    highest = TLanes.Broadcast(Highest(a0, a1, a2, a3, a4, a5, a6, a7));
                    tilted = TLanes.Broadcast(HighestOver(a0, a1, a2, a3, a4, a5, a6, a7, tilt, slope) + margin);
                }
                pixels += PaddedStride;
                nearest += NearestStride;
                depths += DepthStride;
            }
            highest = TLanes.Broadcast(Highest(a0, a1, a2, a3, a4, a5, a6, a7));
        }
        TLanes.Store(a0, tile);
        TLanes.Store(a1, tile + lanes);
        TLanes.Store(a2, tile + (2 * lanes));
        TLanes.Store(a3, tile + (3 * lanes));
        TLanes.Store(a4, tile + (4 * lanes));
        TLanes.Store(a5, tile + (5 * lanes));
        TLanes.Store(a6, tile + (6 * lanes));
        TLanes.Store(a7, tile + (7 * lanes));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float Highest(TVector a0, TVector a1, TVector a2, TVector a3, TVector a4, TVector a5, TVector a6, TVector a7) =>
        TLanes.Highest(TLanes.Max(TLanes.Max(TLanes.Max(a0, a1), TLanes.Max(a2, a3)), TLanes.Max(TLanes.Max(a4, a5), TLanes.Max(a6, a7))));

    // Highest of accumulator + slope * row + tilt.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float HighestOver(TVector a0, TVector a1, TVector a2, TVector a3, TVector a4, TVector a5, TVector a6, TVector a7, TVector tilt, TVector slope)
    {
        TVector slope2 = TLanes.Add(slope, slope);
        TVector slope4 = TLanes.Add(slope2, slope2);
        TVector first = TLanes.Max(TLanes.Max(a0, TLanes.Add(a1, slope)), TLanes.Add(TLanes.Max(a2, TLanes.Add(a3, slope)), slope2));
        TVector last = TLanes.Max(TLanes.Max(a4, TLanes.Add(a5, slope)), TLanes.Add(TLanes.Max(a6, TLanes.Add(a7, slope)), slope2));
        return TLanes.Highest(TLanes.Add(TLanes.Max(first, TLanes.Add(last, slope4)), tilt));
    }

    private readonly void FillBounds(int tileY, int tileX)
    {
        for (int y = 0; y < BoundRows; y++)
        {
            float* minima = BlockMinima + ((nint)(tileY + y) * BlockStride) + tileX;
            for (int x = 0; x < BoundStride; x += TLanes.Count)
            {
                int at = (y * BoundStride) + x;
                TLanes.Store(TLanes.Add(TLanes.Load(minima + x), TLanes.Load(BlockDepths + at)), Bounds + at);
            }
        }
    }

    // The block of the least bound.
    private readonly int Best(out float bound)
    {
        int count = BoundRows * BoundStride;
        TVector least = TLanes.Load(Bounds);
        int at = 0;
        for (int i = TLanes.Count; i < count; i += TLanes.Count)
        {
            least = TLanes.Min(least, TLanes.Load(Bounds + i));
        }
        bound = TLanes.Lowest(least);
        TVector wanted = TLanes.Broadcast(bound);
        uint found;
        while ((found = TLanes.BitsEqual(TLanes.Load(Bounds + at), wanted)) == 0)
        {
            at += TLanes.Count;
        }
        return at + BitOperations.TrailingZeroCount(found);
    }
}
