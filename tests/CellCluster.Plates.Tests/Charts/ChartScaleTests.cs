namespace CellCluster.Plates.Tests.Charts;

public sealed class ChartScaleTests
{
    [Theory]
    [InlineData(0, 10, new[] { 0.0, 2, 4, 6, 8, 10 })]
    [InlineData(-0.3, 0.32, new[] { -0.3, -0.2, -0.1, 0, 0.1, 0.2, 0.3 })]
    [InlineData(1234, 1290, new[] { 1240.0, 1250, 1260, 1270, 1280, 1290 })]
    [InlineData(2e6, 9e6, new[] { 2e6, 3e6, 4e6, 5e6, 6e6, 7e6, 8e6, 9e6 })]
    public void Ticks_AnyRange_AreRound(double low, double high, double[] expected) =>
        Assert.Equal(expected, new ChartScale(low, high, 0, 1).Ticks(6));

    [Fact]
    public void Around_Values_HoldsAllWithAMargin()
    {
        ChartScale scale = ChartScale.Around([3, double.NaN, 5, double.PositiveInfinity], 100, 0);
        Assert.Equal((2.9, 5.1), (scale.Low, scale.High));
        Assert.Equal(50, scale.At(4), 9);
        Assert.True(scale.At(3) > scale.At(5)); // upwards
    }

    [Theory]
    [InlineData(0)]
    [InlineData(7)]
    [InlineData(-1e-9)]
    public void Around_OneValue_HasRoomOnBothSides(double value)
    {
        ChartScale scale = ChartScale.Around([value, value], 0, 1);
        Assert.True(scale.Low < value && value < scale.High);
        Assert.NotEmpty(scale.Ticks(5));
    }

    [Fact]
    public void Ticks_ValuesThatDifferByRounding_AreFew()
    {
        ChartScale scale = ChartScale.Around([1, 0.9999999999999999], 0, 1);
        Assert.InRange(scale.Ticks(5).Count, 3, 8);
    }

    [Theory]
    [InlineData(0.0008, 0.0022, "0.0010 0.0015 0.0020")]
    [InlineData(-0.3, 0.3, "\u22120.2 0.0 0.2")]
    [InlineData(0, 6000, "0 2000 4000 6000")]
    [InlineData(0, 50000, "0 20k 40k")]
    public void TickText_Neighbours_Differ(double low, double high, string expected)
    {
        var scale = new ChartScale(low, high, 0, 1);
        Assert.Equal(expected, string.Join(' ', scale.Ticks(3).Select(tick => scale.TickText(tick, 3))));
    }

    [Fact]
    public void Around_NoFiniteValue_IsZeroToOne() => Assert.Equal(new ChartScale(0, 1, 2, 3), ChartScale.Around([double.NaN], 2, 3));
}
