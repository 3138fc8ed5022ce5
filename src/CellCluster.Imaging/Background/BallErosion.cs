using System.Runtime.Intrinsics;

namespace CellCluster.Imaging;

/// <summary>Erosion of a plane by a ball: out(y, x) = min over (dy, dx) under the ball of in(y + dy, x + dx) + depth(dy, dx).</summary>
/// <remarks>
/// Outside the plane is +infinity, and so is every pixel that is not finite. Where nothing finite lies under the ball the result is NaN. With
/// <c>negate</c> the plane is negated on the way in and out, which is the dilation by the same ball with -infinity outside. One rounding per candidate, in
/// float32; every path gives the same bits. Single-threaded; scratch is pooled.
/// </remarks>
internal static partial class BallErosion
{
    /// <summary>Erodes (or dilates) on the widest vectors there are.</summary>
    public static void Apply(Plane<float> source, Ball ball, bool negate, Plane<float> destination)
    {
        if (Vector512.IsHardwareAccelerated)
        {
            Search<Vector512<float>, Lanes512>(source, ball, negate, destination);
        }
        else if (Vector256.IsHardwareAccelerated)
        {
            Search<Vector256<float>, Lanes256>(source, ball, negate, destination);
        }
        else if (Vector128.IsHardwareAccelerated)
        {
            Search<Vector128<float>, Lanes128>(source, ball, negate, destination);
        }
        else
        {
            Scalar(source, ball, negate, destination);
        }
    }

    /// <summary>The search on vectors of a given width. <paramref name="destination"/> may be <paramref name="source"/>.</summary>
    internal static unsafe void Search<TVector, TLanes>(Plane<float> source, Ball ball, bool negate, Plane<float> destination)
        where TVector : unmanaged
        where TLanes : ILanes<TVector>
    {
        const int TileRows = BallTables.TileRows;
        int lanes = TLanes.Count;
        BallTables tables = BallTables.For(ball, lanes);
        int tilesY = (source.Height + TileRows - 1) / TileRows;
        int tilesX = (source.Width + lanes - 1) / lanes;
        int blocksY = tilesY + (2 * tables.BlocksY);
        int blocksX = tilesX + (2 * tables.BlocksX);
        using var padded = Plane<float>.Rent(blocksY * TileRows, blocksX * lanes);
        using var minima = Plane<float>.Rent(blocksY, blocksX + lanes); // the last columns are read with a whole vector
        using var bounds = Plane<float>.Rent(1, tables.Bounds.Length);
        Pad(source, tables, negate, padded);
        Minima(padded, lanes, minima);
        fixed (float* paddedAt = padded.Buffer, minimaAt = minima.Buffer, boundsAt = bounds.Buffer)
        fixed (float* depths = tables.Depths, nearest = tables.Nearest, blockDepths = tables.Bounds, tilts = tables.Tilts)
        fixed (BlockPlane* planes = tables.Planes)
        {
            var search = new BallSearch<TVector, TLanes>
            {
                Padded = paddedAt,
                PaddedStride = padded.Width,
                BlockMinima = minimaAt,
                BlockStride = minima.Width,
                Depths = depths + tables.DepthOrigin,
                DepthStride = tables.DepthStride,
                Nearest = nearest,
                NearestStride = tables.NearestStride,
                BlockDepths = blockDepths,
                BoundStride = tables.BoundStride,
                BoundRows = (2 * tables.BlocksY) + 1,
                MarginX = tables.MarginX,
                Tilts = tilts,
                Planes = planes,
                Bounds = boundsAt,
            };
            float* tile = stackalloc float[TileRows * lanes];
            for (int tileY = 0; tileY < tilesY; tileY++)
            {
                int rows = Math.Min(TileRows, source.Height - (tileY * TileRows));
                for (int tileX = 0; tileX < tilesX; tileX++)
                {
                    int columns = Math.Min(lanes, source.Width - (tileX * lanes));
                    // The apex itself: depth 0. What lies outside the plane must not hold the search up: as low as the tile's first pixel.
                    var values = new Span<float>(tile, TileRows * lanes);
                    if (rows < TileRows || columns < lanes)
                    {
                        values.Fill(padded[tables.MarginY + (tileY * TileRows), tables.MarginX + (tileX * lanes)]);
                    }
                    for (int row = 0; row < rows; row++)
                    {
                        padded.Row(tables.MarginY + (tileY * TileRows) + row).Slice(tables.MarginX + (tileX * lanes), columns).CopyTo(values[(row * lanes)..]);
                    }
                    search.Lower(tileY, tileX, tile);
                    for (int row = 0; row < rows; row++)
                    {
                        Finish(values.Slice(row * lanes, columns), negate, destination.Row((tileY * TileRows) + row).Slice(tileX * lanes, columns));
                    }
                }
            }
        }
    }

    private static void Finish(ReadOnlySpan<float> least, bool negate, Span<float> destination)
    {
        for (int i = 0; i < least.Length; i++)
        {
            float value = negate ? -least[i] : least[i];
            destination[i] = float.IsFinite(value) ? value + 0f : float.NaN; // -0 becomes 0: which zero a minimum takes depends on the processor
        }
    }

    private static void Pad(Plane<float> source, BallTables tables, bool negate, Plane<float> padded)
    {
        padded.Pixels.Fill(float.PositiveInfinity);
        for (int y = 0; y < source.Height; y++)
        {
            ReadOnlySpan<float> from = source.Row(y);
            Span<float> to = padded.Row(tables.MarginY + y).Slice(tables.MarginX, from.Length);
            for (int x = 0; x < from.Length; x++)
            {
                float pixel = negate ? -from[x] : from[x];
                to[x] = float.IsFinite(pixel) ? pixel : float.PositiveInfinity;
            }
        }
    }

    private static void Minima(Plane<float> padded, int lanes, Plane<float> minima)
    {
        minima.Pixels.Fill(float.PositiveInfinity);
        for (int y = 0; y < padded.Height; y++)
        {
            ReadOnlySpan<float> from = padded.Row(y);
            Span<float> to = minima.Row(y / BallTables.TileRows);
            for (int x = 0; x < from.Length; x += lanes)
            {
                float least = to[x / lanes];
                foreach (float pixel in from.Slice(x, lanes))
                {
                    least = pixel < least ? pixel : least;
                }
                to[x / lanes] = least;
            }
        }
    }
}
