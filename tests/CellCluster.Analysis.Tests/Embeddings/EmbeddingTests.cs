using CellCluster.Imaging;
using CsCheck;

namespace CellCluster.Analysis.Tests.Embeddings;

public class EmbeddingTests
{
    private static readonly Gen<double[][]> s_fields = Gen.Double[-1000, 1000].Array[5].Array[2, 12];

    [Fact]
    public void Accumulator_AnyOrderAndGrouping_GivesTheSameBits() =>
        Gen.Select(s_fields, Gen.Int[0, 1000]).Sample(
            (fields, seed) =>
            {
                byte[] expected = Added(fields).ToBytes();
                double[][] shuffled = [.. fields];
                new Random(seed).Shuffle(shuffled);
                int cut = seed % shuffled.Length;
                EmbeddingAccumulator right = Added(shuffled[cut..]);
                right.Merge(Added(shuffled[..cut]));
                Assert.Equal(expected, right.ToBytes());
                Assert.Equal(expected, EmbeddingAccumulator.FromBytes(expected).ToBytes());
            },
            iter: 200);

    [Fact]
    public void Accumulator_Moments_EqualTheFormula() => s_fields.Sample(
        fields =>
        {
            EmbeddingAccumulator accumulator = Added(fields);
            for (int i = 0; i < 5; i++)
            {
                double mean = fields.Average(field => field[i]);
                Assert.Equal(mean, accumulator.Mean()[i], 1e-9);
                Assert.Equal(fields.Average(field => (field[i] - mean) * (field[i] - mean)), accumulator.Variance()[i], 1e-6);
            }
            Assert.Equal(fields.Length, accumulator.FieldCount);
        },
        iter: 100);

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e10)] // its square leaves the fixed point
    public void Accumulator_UnusableComponent_ThrowsAndAddsNothing(double bad)
    {
        var accumulator = new EmbeddingAccumulator(2);
        accumulator.Add([1, 2]);
        byte[] before = accumulator.ToBytes();
        Assert.Throws<ArgumentOutOfRangeException>(() => accumulator.Add([3, bad]));
        Assert.Equal(before, accumulator.ToBytes());
    }

    [Fact]
    public void Accumulator_OtherWidth_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new EmbeddingAccumulator(2).Merge(new EmbeddingAccumulator(3)));
        Assert.Throws<FormatException>(() => EmbeddingAccumulator.FromBytes(new byte[41]));
    }

    [Fact]
    public void FieldEmbedding_AnyTiling_IsTheMeanOverTheFieldsCells()
    {
        var geometry = new NetworkGeometry(4, 9);
        float[] cells = [.. Enumerable.Range(0, 40 * 30).Select(i => (float)Math.Sin(i))]; // 40 x 30 cells
        double expected = cells.Average(cell => (double)cell);
        foreach (int target in new[] { 28, 40, 64, 500 })
        {
            TilePlan plan = TilePlan.Exact(160, 118, geometry, target);
            var embedding = new FieldEmbedding(plan, 1);
            foreach (Tile tile in plan.Tiles.Reverse())
            {
                foreach (EmbeddingRegion region in plan.EmbeddingRegions(tile))
                {
                    embedding.Add(region, [Sum(cells, tile, region.Cells)]);
                }
            }
            EmbeddingSummary summary = embedding.Summary();
            Assert.Equal(expected, summary.Mean[0], 1e-12);
            Assert.Equal(1200, summary.CellCount);
            Assert.Equal(Sum(cells, plan.Tiles[0], new PixelRect(0, 0, 16, 16), whole: true) / 256, embedding.BlockMean(0)[0], 1e-12);
        }
    }

    private static double Sum(float[] cells, Tile tile, PixelRect region, bool whole = false)
    {
        int top = whole ? 0 : tile.Outer.Y / 4;
        int left = whole ? 0 : tile.Outer.X / 4;
        double sum = 0;
        for (int y = region.Y; y < region.Bottom; y++)
        {
            for (int x = region.X; x < region.Right; x++)
            {
                sum += cells[((top + y) * 30) + left + x];
            }
        }
        return sum;
    }

    private static EmbeddingAccumulator Added(double[][] fields)
    {
        var accumulator = new EmbeddingAccumulator(5);
        foreach (double[] field in fields)
        {
            accumulator.Add(field);
        }
        return accumulator;
    }
}
