using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Regions;

/// <summary>Objects of pieces far from each other, whose bounding boxes say nothing of their size.</summary>
public class FarPiecesTests
{
    [Fact]
    public void Of_EveryIdInTwoFarPieces_CostsWhatThePiecesDo()
    {
        const int Side = 2136;
        using var labels = new Plane<uint>(Side, Side);
        for (int i = 0; i < labels.PixelCount; i++)
        {
            labels.Pixels[i] = (uint)(1 + (i % (labels.PixelCount / 2))); // the heights of the bounding boxes sum up to 2.4e9
        }
        RegionShape[] shapes = RegionShapes.OfContours(labels);
        Assert.All(new[] { 1, 5000, shapes.Length - 1 }, id => Assert.Equal((2, 0, (Side / 2) + 1), (shapes[id].PixelCount, shapes[id].HullAreaPx, shapes[id].HullPixelCount)));
    }

    [Fact]
    public void Of_AFewFarPixels_HaveTheHullOfTheirEdgeMidpoints()
    {
        int[] places = ConstructedPlane.Lcg(9, 2000);
        for (int round = 0; round < 60; round++)
        {
            (int height, int width) = (100 + (round * 3), 260 - (round * 4));
            using var labels = new Plane<uint>(height, width);
            for (int k = 0; k <= round % 5; k++)
            {
                labels[places[(10 * round) + (2 * k)] % height, places[(10 * round) + (2 * k) + 1] % width] = 1;
            }
            Assert.Equal(HullPixels(labels), RegionShapes.Of(labels)[1].HullPixelCount);
        }
    }

    // Pixels on no outer side of any line through two midpoints that has all midpoints on one side.
    private static long HullPixels(Plane<uint> labels)
    {
        var midpoints = new List<(long Y, long X)>();
        for (int i = 0; i < labels.PixelCount; i++)
        {
            if (labels.Pixels[i] != 0)
            {
                (long y, long x) = (2L * (i / labels.Width), 2L * (i % labels.Width));
                midpoints.AddRange([(y, x - 1), (y, x + 1), (y - 1, x), (y + 1, x)]);
            }
        }
        var sides = midpoints.SelectMany(a => midpoints.Where(b => b != a && midpoints.All(c => Cross(a, b, c) >= 0)).Select(b => (a, b))).ToList();
        return Enumerable.Range(0, labels.PixelCount).LongCount(i => sides.All(side => Cross(side.a, side.b, (2L * (i / labels.Width), 2L * (i % labels.Width))) >= 0));
    }

    private static long Cross((long Y, long X) a, (long Y, long X) b, (long Y, long X) c) => ((b.Y - a.Y) * (c.X - a.X)) - ((b.X - a.X) * (c.Y - a.Y));
}
