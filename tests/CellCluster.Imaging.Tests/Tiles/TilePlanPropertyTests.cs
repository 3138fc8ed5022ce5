using CsCheck;

namespace CellCluster.Imaging.Tests.Tiles;

public class TilePlanPropertyTests
{
    private static readonly Gen<int> s_size = Gen.OneOf(Gen.Int[0, 7].Select(i => new[] { 1, 15, 16, 17, 255, 256, 257, 688 }[i]), Gen.Int[1, 900]);

    private static readonly Gen<TilePlan> s_exact =
        from height in s_size
        from width in s_size
        from depth in Gen.Int[0, 4]
        from radius in Gen.Int[0, 40]
        from extra in Gen.Int[0, 200]
        let geometry = new NetworkGeometry(1 << depth, radius)
        select TilePlan.Exact(height, width, geometry, (2 * geometry.HaloPx) + geometry.Multiple + extra);

    private static readonly Gen<TilePlan> s_overlapping =
        from height in s_size
        from width in s_size
        from depth in Gen.Int[0, 4]
        from window in Gen.Int[1, 16]
        from overlap in Gen.Double[0, 0.9]
        let windowPx = window * (1 << depth)
        select TilePlan.Overlapping(height, width, new NetworkGeometry(1 << depth, 94), windowPx, Math.Max(1, (int)(windowPx * (1 - overlap))));

    private static readonly Gen<TilePlan> s_any = Gen.OneOf(s_exact, s_overlapping).Where(plan => plan.Tiles.Count < 400);

    [Fact]
    public void Cores_CoverEveryPixel_ExactlyOnce() => s_any.Sample(
        plan =>
        {
            byte[] seen = new byte[plan.PaddedHeight * plan.PaddedWidth];
            foreach (Tile tile in plan.Tiles)
            {
                Assert.True(tile.Outer.Contains(tile.Core));
                Assert.True(tile.Core.PixelCount > 0);
                Assert.Equal((plan.OuterHeight, plan.OuterWidth), (tile.Outer.Height, tile.Outer.Width));
                Assert.True(new PixelRect(0, 0, plan.PaddedHeight, plan.PaddedWidth).Contains(tile.Outer));
                for (int y = tile.Core.Y; y < tile.Core.Bottom; y++)
                {
                    foreach (ref byte pixel in seen.AsSpan((y * plan.PaddedWidth) + tile.Core.X, tile.Core.Width))
                    {
                        pixel++;
                    }
                }
            }
            Assert.False(seen.AsSpan().ContainsAnyExcept((byte)1), $"{plan}");
        },
        iter: 60);

    [Fact]
    public void ExactTiles_AnySize_AreAlignedAndKeepAHaloOnInnerSides() => s_exact.Sample(
        plan =>
        {
            int multiple = plan.Geometry.Multiple;
            foreach (Tile tile in plan.Tiles)
            {
                foreach (int edge in new[] { tile.Outer.Y, tile.Outer.X, tile.Outer.Bottom, tile.Outer.Right, tile.Core.Y, tile.Core.X, tile.Core.Bottom, tile.Core.Right })
                {
                    Assert.Equal(0, edge % multiple);
                }
                AssertHalo(tile.Outer.Y, tile.Core.Y, 0);
                AssertHalo(tile.Outer.X, tile.Core.X, 0);
                AssertHalo(-tile.Outer.Bottom, -tile.Core.Bottom, -plan.PaddedHeight);
                AssertHalo(-tile.Outer.Right, -tile.Core.Right, -plan.PaddedWidth);
            }

            void AssertHalo(int outer, int core, int border)
            {
                Assert.True(outer == border ? core >= outer : core - outer >= plan.Geometry.ReceptiveRadiusPx, $"{plan}");
            }
        },
        iter: 500);

    [Fact]
    public void CutThenJoin_GivesTheSamePlane() => s_any.Sample(
        plan =>
        {
            using Plane<float> field = Numbered(plan.Height, plan.Width);
            using var joined = Plane<float>.Rent(plan.Height, plan.Width);
            using var tilePlane = Plane<float>.Rent(plan.OuterHeight, plan.OuterWidth);
            joined.Pixels.Fill(float.NaN);
            foreach (Tile tile in plan.Tiles)
            {
                tilePlane.Pixels.Fill(float.NaN);
                plan.CutTile(field, tile, tilePlane);
                Assert.False(float.IsNaN(tilePlane.Pixels[^1]));
                plan.JoinCore(tilePlane, tile, joined);
            }
            Assert.True(field.Pixels.SequenceEqual(joined.Pixels), $"{plan}");
        },
        iter: 60);

    [Fact]
    public void EmbeddingRegions_AnyPlan_CountEveryCellOfTheFieldOnce() => s_any.Sample(
        plan =>
        {
            long[] counted = new long[plan.EmbeddingBlockCount];
            var bottleneck = new PixelRect(0, 0, plan.OuterHeight / plan.Geometry.Multiple, plan.OuterWidth / plan.Geometry.Multiple);
            foreach (Tile tile in plan.Tiles)
            {
                foreach (EmbeddingRegion region in plan.EmbeddingRegions(tile))
                {
                    Assert.True(bottleneck.Contains(region.Cells), $"{plan}: {region}");
                    Assert.True(region.Cells.PixelCount > 0);
                    counted[region.BlockIndex] += region.Cells.PixelCount;
                }
            }
            Assert.Equal(Enumerable.Range(0, plan.EmbeddingBlockCount).Select(block => (long)plan.CellCountOfBlock(block)), counted);
        },
        iter: 300);

    internal static Plane<float> Numbered(int height, int width)
    {
        var plane = Plane<float>.Rent(height, width);
        for (int i = 0; i < plane.PixelCount; i++)
        {
            plane.Pixels[i] = i;
        }
        return plane;
    }
}
