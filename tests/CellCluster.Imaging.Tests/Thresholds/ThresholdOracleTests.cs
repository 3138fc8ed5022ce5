using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Thresholds;

public class ThresholdOracleTests
{
    public static TheoryData<int> PlanesWithThresholds => [.. Enumerable.Range(0, ClassicalOracle.Recorded.Planes.Length).Where(i => ClassicalOracle.Recorded.Planes[i].Thresholds is not null)];

    public static TheoryData<int> AllPlanes => [.. Enumerable.Range(0, ClassicalOracle.Recorded.Planes.Length)];

    [Theory]
    [MemberData(nameof(PlanesWithThresholds))]
    public void Thresholds_ConstructedPlane_FallIntoTheSameBinsAsScikitImage(int index)
    {
        PlaneOracle oracle = ClassicalOracle.Recorded.Planes[index];
        using Plane<float> plane = oracle.Make();
        Histogram histogram = Histogram.Of(plane);
        Assert.Equal(oracle.Thresholds!.Histogram, histogram.Counts.ToArray());
        Assert.Equal(histogram.Centre(oracle.Thresholds.Otsu), OtsuThreshold.Find(histogram));
        Assert.Equal(histogram.Centre(oracle.Thresholds.Isodata), IsodataThreshold.Find(histogram));
        MinimumThresholdResult minimum = MinimumThreshold.Find(histogram);
        Assert.Equal(oracle.Thresholds.Minimum, minimum.Bin);
        Assert.Equal(oracle.Thresholds.Minimum >= 0, minimum.IsBimodal);
        Assert.Equal(oracle.Thresholds.Mean, MeanThreshold.Of(plane), 1e-12);
    }

    [Theory]
    [MemberData(nameof(AllPlanes))]
    public void LocalSurface_ConstructedPlane_EqualsScikitImage(int index)
    {
        PlaneOracle oracle = ClassicalOracle.Recorded.Planes[index];
        using Plane<float> plane = oracle.Make();
        using var surface = Plane<float>.Rent(plane.Height, plane.Width);
        foreach (LocalOracle local in oracle.Local)
        {
            LocalThreshold.Surface(plane, local.Block, surface);
            foreach (double[] sample in local.Samples)
            {
                // 1e-6 relative: two passes of up to 241 float32 products that sum to 1, against float64.
                double found = surface[(int)sample[0], (int)sample[1]];
                Assert.True(Math.Abs(found - sample[2]) <= 1e-6 * sample[2], $"block {local.Block} at ({sample[0]}, {sample[1]}): {found:R}, expected {sample[2]:R}");
            }
        }
    }
}
