using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Metrics;

public class CellReachTests
{
    [Theory]
    [InlineData(0.5)]
    [InlineData(1)]
    [InlineData(7.07)]
    [InlineData(75)]
    [InlineData(1e9)]
    public void Row_ScatteredNuclei_AreThePixelsWithinTheRadiusOfTheMap(double radius)
    {
        foreach ((int height, int width) in ((int, int)[])[(1, 1), (1, 70), (70, 1), (45, 97), (200, 130)])
        {
            var random = new Random(height + width);
            using var nuclei = new Plane<uint>(height, width);
            for (int n = 0; n < 1 + (height * width / 3000); n++)
            {
                nuclei[random.Next(height), random.Next(width)] = (uint)(n + 1);
            }
            using NearestNucleus nearest = NearestNucleus.Of(nuclei);
            using CellReach reach = CellReach.Of(nuclei, radius);
            var covers = new int[width + 1];
            for (int y = 0; y < height; y++)
            {
                reach.Row(y, covers);
                float[] away = nearest.DistancePx.Row(y).ToArray();
                Assert.Equal(away.Select(distance => distance <= radius), covers.Take(width).Select(cover => cover > 0));
            }
        }
    }

    [Fact]
    public void Row_NoNucleus_IsEmpty()
    {
        using var nuclei = new Plane<uint>(5, 40);
        using CellReach reach = CellReach.Of(nuclei, 1e9);
        var covers = new int[41];
        reach.Row(2, covers);
        Assert.All(covers, cover => Assert.Equal(0, cover));
    }
}
