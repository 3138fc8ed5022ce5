namespace CellCluster.Imaging.Tests.Tiles;

public class TilePlanTests
{
    private static readonly NetworkGeometry s_fourLevels = new(16, 94);

    [Fact]
    public void Exact_SourceField_GivesSixteenTilesOf688()
    {
        TilePlan plan = TilePlan.Exact(2136, 2136, s_fourLevels, 688);
        Assert.Equal(16, plan.Tiles.Count);
        Assert.Equal((688, 688), (plan.OuterHeight, plan.OuterWidth));
        Assert.Equal((2144, 2144), (plan.PaddedHeight, plan.PaddedWidth));
        Assert.Equal(16 * 688.0 * 688 / (2136.0 * 2136), plan.ComputedPixelRatio, 12);
        Assert.InRange(plan.ComputedPixelRatio, 1.65, 1.67);
        Assert.Equal(96, s_fourLevels.HaloPx);
    }

    [Theory]
    [InlineData(1, 1, 16, 16)]
    [InlineData(15, 16, 16, 16)]
    [InlineData(17, 500, 32, 512)]
    [InlineData(740, 688, 752, 688)] // up to 1.1 times the target
    public void Exact_FieldNotLargerThanTarget_IsOneTileOfItsPaddedSize(int height, int width, int outerHeight, int outerWidth)
    {
        TilePlan plan = TilePlan.Exact(height, width, s_fourLevels, 688);
        Tile tile = Assert.Single(plan.Tiles);
        Assert.Equal(new PixelRect(0, 0, outerHeight, outerWidth), tile.Outer);
        Assert.Equal(tile.Outer, tile.Core);
    }

    [Fact]
    public void Exact_TargetWithoutRoomForHalosAndCore_SaysWhatIsNeeded()
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => TilePlan.Exact(1000, 1000, s_fourLevels, 192));
        Assert.Contains("at least 208 px", error.Message, StringComparison.Ordinal);
        Assert.InRange(TilePlan.Exact(1000, 1000, s_fourLevels, 208).OuterHeight, 208, 1.1 * 208);
    }

    [Fact]
    public void Overlapping_SourceField_KeepsCentresAndMovesTheLastWindowIn()
    {
        TilePlan plan = TilePlan.Overlapping(2136, 2136, s_fourLevels);
        Assert.Equal(100, plan.Tiles.Count);
        Tile second = plan.Tiles[1];
        Assert.Equal(new PixelRect(0, 226, 256, 256), second.Outer);
        Assert.Equal((226 + 15, 226 + 256 - 15), (second.Core.X, second.Core.Right));
        Assert.Equal(2144 - 256, plan.Tiles[^1].Outer.X);
        Assert.Equal(1.436, plan.ComputedPixelRatio, 3);
    }

    [Fact]
    public void Overlapping_WindowOffTheMultiple_SaysTheNext()
    {
        ArgumentOutOfRangeException error = Assert.Throws<ArgumentOutOfRangeException>(() => TilePlan.Overlapping(999, 999, s_fourLevels, 250, 220));
        Assert.Contains("256", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void CutTile_BeyondTheField_RepeatsTheLastRowAndColumn()
    {
        using var field = new Plane<float>(1, 2, [3, 4]);
        TilePlan plan = TilePlan.Exact(1, 2, new NetworkGeometry(4, 3), 64);
        using var tile = new Plane<float>(4, 4);
        plan.CutTile(field, plan.Tiles[0], tile);
        Assert.Equal([3, 4, 4, 4, 3, 4, 4, 4, 3, 4, 4, 4, 3, 4, 4, 4], tile.Buffer);
    }

    [Fact]
    public void CutTile_FieldOfAnotherSize_SaysBothSizes()
    {
        TilePlan plan = TilePlan.Exact(30, 30, s_fourLevels, 64);
        using var field = new Plane<float>(30, 31);
        using var tile = new Plane<float>(32, 32);
        ArgumentException error = Assert.Throws<ArgumentException>(() => plan.CutTile(field, plan.Tiles[0], tile));
        Assert.Contains("30x31", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => plan.JoinCore(tile, plan.Tiles[0] with { Core = default }, field));
    }

    [Fact]
    public void EmbeddingRegions_OneTile_SplitsAlongTheFieldsBlocks()
    {
        TilePlan plan = TilePlan.Exact(300, 250, s_fourLevels, 688); // 19 x 16 cells
        Assert.Equal(2, plan.EmbeddingBlockCount);
        Assert.Equal((256, 48), (plan.CellCountOfBlock(0), plan.CellCountOfBlock(1)));
        Assert.Equal([new(0, new PixelRect(0, 0, 16, 16)), new(1, new PixelRect(16, 0, 3, 16))], plan.EmbeddingRegions(plan.Tiles[0]));
    }
}
