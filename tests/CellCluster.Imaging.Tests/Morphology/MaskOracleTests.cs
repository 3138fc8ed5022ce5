using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Morphology;

public class MaskOracleTests
{
    public static TheoryData<int> RandomMasks => [.. Enumerable.Range(0, ClassicalOracle.Recorded.Masks.Length)];

    public static TheoryData<int> PlanesWithMasks => [.. Enumerable.Range(0, ClassicalOracle.Recorded.Planes.Length).Where(i => ClassicalOracle.Recorded.Planes[i].Mask is not null)];

    [Theory]
    [MemberData(nameof(RandomMasks))]
    public void Masks_OfChance_EqualSciPyAndOpenCv(int index)
    {
        RandomMaskOracle oracle = ClassicalOracle.Recorded.Masks[index];
        using Plane<byte> mask = ConstructedPlane.Mask(oracle.Height, oracle.Width, oracle.Seed, oracle.Share);
        AssertEqual(oracle.Mask, mask);
    }

    [Theory]
    [MemberData(nameof(PlanesWithMasks))]
    public void Masks_OfDisks_EqualSciPyAndOpenCv(int index)
    {
        PlaneOracle oracle = ClassicalOracle.Recorded.Planes[index];
        using Plane<float> plane = oracle.Make();
        using var mask = new Plane<byte>(plane.Height, plane.Width);
        ThresholdMask.Above(plane, OtsuThreshold.Find(Histogram.Of(plane)), mask);
        AssertEqual(oracle.Mask!, mask);
    }

    private static void AssertEqual(MaskOracle oracle, Plane<byte> mask)
    {
        Assert.Equal(oracle.Foreground, Count(mask));
        using var opened = new Plane<byte>(mask.Height, mask.Width);
        Opening.Apply3x3(mask, opened);
        Assert.Equal((oracle.Opened, oracle.OpenedHash), (Count(opened), Hash(opened)));
        Assert.Equal(oracle.Filled - oracle.Foreground, HoleFilling.Fill(mask));
        Assert.Equal((oracle.Filled, oracle.FilledHash), (Count(mask), Hash(mask)));
        using var labels = new Plane<uint>(mask.Height, mask.Width);
        Assert.Equal(oracle.Components, ConnectedComponents.Label(mask, labels));
        RegionShape[] shapes = RegionShapes.OfContours(labels)[1..];
        Assert.Equal(oracle.Contours, shapes.Length);
        Assert.Equal(oracle.AreaSum, shapes.Sum(shape => shape.ContourAreaPx), 1e-6);
        Assert.Equal(oracle.HullSum, shapes.Sum(shape => shape.HullAreaPx), 1e-6);
        double[][] largest = [.. shapes.OrderBy(shape => shape.ContourAreaPx).ThenBy(shape => shape.HullAreaPx).TakeLast(8).Select(shape => new[] { shape.ContourAreaPx, shape.HullAreaPx })];
        Assert.Equal(oracle.Largest, largest);
    }

    private static long Count(Plane<byte> mask) => mask.Buffer.LongCount(pixel => pixel != 0);

    private static uint Hash(Plane<byte> mask) => mask.Buffer.Aggregate(0u, (hash, pixel) => unchecked((hash * 31) + (pixel != 0 ? 1u : 0)));
}
