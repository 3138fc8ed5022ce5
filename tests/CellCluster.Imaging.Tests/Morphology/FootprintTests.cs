using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Morphology;

public class FootprintTests
{
    [Fact]
    public void Footprint_SideWhoseSquareWraps_IsRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Footprint.Square(65_537));
        Assert.Throws<ArgumentOutOfRangeException>(() => Footprint.Square(Footprint.LargestSidePx + 2));
        Assert.Throws<ArgumentOutOfRangeException>(() => Footprint.Disk(32_768));
        Assert.Throws<ArgumentOutOfRangeException>(() => Footprint.Disk(512));
        Assert.Equal(Footprint.LargestSidePx, Footprint.Disk(511).SidePx);
        using var mask = new Plane<byte>(3, 4);
        using var eroded = new Plane<byte>(3, 4);
        Erosion.Apply(mask, eroded, Footprint.Square(Footprint.LargestSidePx));
        Assert.Equal(mask.Buffer, eroded.Buffer);
    }

    [Theory]
    [InlineData(40, 53, 60)]
    [InlineData(1, 17, 5)]
    [InlineData(9, 16, 1)]
    public void Operations_PixelsThatAreNotFinite_MakeTheFootprintAroundThemNaN(int height, int width, int every)
    {
        using var plane = new Plane<float>(height, width, [.. ConstructedPlane.Lcg(5, height * width).Select(value =>
            value % every != 0 ? value : (value / every % 3) switch { 0 => float.NaN, 1 => float.PositiveInfinity, _ => float.NegativeInfinity })]);
        foreach (Footprint footprint in new[] { Footprint.Square(3), Footprint.Square(7), Footprint.Disk(1), Footprint.Disk(4) })
        {
            using Plane<float> eroded = ByDefinition(plane, footprint, Math.Min, float.MaxValue);
            using Plane<float> dilated = ByDefinition(plane, footprint, Math.Max, float.MinValue);
            using Plane<float> opened = ByDefinition(eroded, footprint, Math.Max, float.MinValue);
            using Plane<float> closed = ByDefinition(dilated, footprint, Math.Min, float.MaxValue);
            using var found = new Plane<float>(height, width);
            Erosion.Apply(plane, found, footprint);
            Assert.Equal(eroded.Buffer, found.Buffer);
            Dilation.Apply(plane, found, footprint);
            Assert.Equal(dilated.Buffer, found.Buffer);
            Opening.Apply(plane, found, footprint);
            Assert.Equal(opened.Buffer, found.Buffer);
            Closing.Apply(plane, found, footprint);
            Assert.Equal(closed.Buffer, found.Buffer);
        }
    }

    private static Plane<float> ByDefinition(Plane<float> source, Footprint footprint, Func<float, float, float> extreme, float outside)
    {
        var result = new Plane<float>(source.Height, source.Width);
        int radius = footprint.SidePx / 2;
        for (int y = 0; y < source.Height; y++)
        {
            for (int x = 0; x < source.Width; x++)
            {
                float value = outside;
                for (int row = Math.Max(0, y - radius); row <= Math.Min(source.Height - 1, y + radius); row++)
                {
                    for (int column = Math.Max(0, x - radius); column <= Math.Min(source.Width - 1, x + radius); column++)
                    {
                        if (footprint.Contains(row - y, column - x))
                        {
                            value = float.IsFinite(source[row, column]) ? extreme(value, source[row, column]) : float.NaN; // NaN stays in Math.Min and Max
                            if (float.IsNaN(value))
                            {
                                row = source.Height;
                                break;
                            }
                        }
                    }
                }
                result[y, x] = value;
            }
        }
        return result;
    }
}
