namespace CellCluster.Imaging;

public sealed partial class TilePlan
{
    /// <summary>Copies a tile's outer rectangle out of a field; beyond the field's true bottom and right its last row and column are repeated (never mirrored).</summary>
    /// <param name="field">(<see cref="Height"/>, <see cref="Width"/>) float.</param>
    /// <param name="tile">A tile of this plan.</param>
    /// <param name="destination">(<see cref="OuterHeight"/>, <see cref="OuterWidth"/>) float, row-major; every pixel is written.</param>
    public void CutTile(Plane<float> field, Tile tile, Span<float> destination)
    {
        ArgumentNullException.ThrowIfNull(field);
        CheckField(field, nameof(field));
        CheckTile(tile, destination.Length, nameof(destination));
        // Every tile begins inside the field: padding is shorter than one multiple and tiles are at least one multiple long.
        int copied = Math.Min(Width - tile.Outer.X, OuterWidth);
        for (int y = 0; y < OuterHeight; y++)
        {
            ReadOnlySpan<float> row = field.Row(Math.Min(tile.Outer.Y + y, Height - 1));
            Span<float> target = destination.Slice(y * OuterWidth, OuterWidth);
            row.Slice(tile.Outer.X, copied).CopyTo(target);
            target[copied..].Fill(row[Width - 1]);
        }
    }

    /// <inheritdoc cref="CutTile(Plane{float}, Tile, Span{float})"/>
    public void CutTile(Plane<float> field, Tile tile, Plane<float> destination)
    {
        ArgumentNullException.ThrowIfNull(destination);
        CheckTilePlane(destination, nameof(destination));
        CutTile(field, tile, destination.Pixels);
    }

    /// <summary>Copies a tile's core into the joined field; what lies beyond the field's true bottom and right is dropped.</summary>
    /// <param name="tileOutput">(<see cref="OuterHeight"/>, <see cref="OuterWidth"/>) float: one channel of the network's output for the tile.</param>
    /// <param name="tile">A tile of this plan.</param>
    /// <param name="joined">(<see cref="Height"/>, <see cref="Width"/>) float; only the core's pixels are written, so tiles may be joined by several threads.</param>
    public void JoinCore(ReadOnlySpan<float> tileOutput, Tile tile, Plane<float> joined)
    {
        ArgumentNullException.ThrowIfNull(joined);
        CheckField(joined, nameof(joined));
        CheckTile(tile, tileOutput.Length, nameof(tileOutput));
        PixelRect kept = tile.Core.Intersect(new PixelRect(0, 0, Height, Width));
        for (int y = kept.Y; y < kept.Bottom; y++)
        {
            tileOutput.Slice(((y - tile.Outer.Y) * OuterWidth) + kept.X - tile.Outer.X, kept.Width).CopyTo(joined.Row(y)[kept.X..]);
        }
    }

    /// <inheritdoc cref="JoinCore(ReadOnlySpan{float}, Tile, Plane{float})"/>
    public void JoinCore(Plane<float> tileOutput, Tile tile, Plane<float> joined)
    {
        ArgumentNullException.ThrowIfNull(tileOutput);
        CheckTilePlane(tileOutput, nameof(tileOutput));
        JoinCore(tileOutput.Pixels, tile, joined);
    }

    private void CheckField(Plane<float> plane, string name)
    {
        if (plane.Height != Height || plane.Width != Width)
        {
            throw new ArgumentException($"The plane has {plane.Height}x{plane.Width} px, the plan was made for {Height}x{Width}; make a plan per field size.", name);
        }
    }

    private void CheckTilePlane(Plane<float> plane, string name)
    {
        if (plane.Height != OuterHeight || plane.Width != OuterWidth)
        {
            throw new ArgumentException($"The tile has {plane.Height}x{plane.Width} px, the plan's tiles have {OuterHeight}x{OuterWidth}.", name);
        }
    }

    private void CheckTile(Tile tile, int length, string name)
    {
        if ((uint)tile.Index >= (uint)Tiles.Count || Tiles[tile.Index] != tile)
        {
            throw new ArgumentException($"Tile {tile.Index} at {tile.Outer} is not of this plan ({this}).", nameof(tile));
        }
        if (length != OuterHeight * OuterWidth)
        {
            throw new ArgumentException($"{length} pixels are not a tile of {OuterHeight}x{OuterWidth}.", name);
        }
    }
}
