namespace CellCluster.Imaging.Tests.Tiles;

public class SeamDisagreementTests
{
    private static readonly TilePlan s_plan = TilePlan.Overlapping(70, 100, new NetworkGeometry(16, 94), 48, 32);

    [Fact]
    public void Certificate_TilesOfOnePlane_IsZero()
    {
        using Plane<float> field = TilePlanPropertyTests.Numbered(70, 100);
        SeamCertificate certificate = Measure(tile => Cut(field, tile), s_plan.Tiles);
        Assert.Equal(0, certificate.MaximumDifference);
        Assert.Equal(0, certificate.RootMeanSquareDifference);
        Assert.True(certificate.ComparedPixelCount > 0);
    }

    [Fact]
    public void Certificate_OneTileOffByTwo_CountsItsOverlapsOnly()
    {
        // Tile 0 shares 16 columns of 48 rows with its right neighbour, and 48 columns of 16 rows with the one below.
        SeamCertificate certificate = Measure(tile => Filled(tile.Index == 0 ? 2 : 0), s_plan.Tiles);
        Assert.Equal(2, certificate.MaximumDifference);
        Assert.Equal(Math.Sqrt(4.0 * 2 * 16 * 48 / certificate.ComparedPixelCount), certificate.RootMeanSquareDifference, 12);
    }

    [Fact]
    public void Certificate_AnyOrderOfArrival_IsTheSame()
    {
        var random = new Random(5);
        float[][] outputs = [.. s_plan.Tiles.Select(_ => Enumerable.Range(0, 48 * 48).Select(_ => random.NextSingle()).ToArray())];
        SeamCertificate first = Measure(tile => outputs[tile.Index], s_plan.Tiles);
        Assert.Equal(first, Measure(tile => outputs[tile.Index], [.. s_plan.Tiles.Reverse()]));
        Assert.Equal(first, Measure(tile => outputs[tile.Index], [.. s_plan.Tiles.OrderBy(tile => tile.Column)]));
    }

    [Fact]
    public void Certificate_NotANumber_IsNotHidden()
    {
        Assert.True(double.IsNaN(Measure(tile => Filled(tile.Index == 1 ? float.NaN : 0), s_plan.Tiles).MaximumDifference));
    }

    private static float[] Filled(float value) => [.. Enumerable.Repeat(value, 48 * 48)];

    private static float[] Cut(Plane<float> field, Tile tile)
    {
        float[] pixels = new float[48 * 48];
        s_plan.CutTile(field, tile, pixels);
        return pixels;
    }

    private static SeamCertificate Measure(Func<Tile, float[]> output, IReadOnlyList<Tile> order)
    {
        using var seam = new SeamDisagreement(s_plan);
        foreach (Tile tile in order)
        {
            seam.Add(output(tile), tile);
        }
        return seam.Certificate();
    }
}
