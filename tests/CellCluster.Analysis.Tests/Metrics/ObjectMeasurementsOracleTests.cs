using CellCluster.Analysis.Tests.Oracles;
using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Metrics;

/// <summary>Against scikit-image's regionprops, graycomatrix and graycoprops, and OpenCV's openings.</summary>
public class ObjectMeasurementsOracleTests
{
    private const double Rounding = 1e-10; // sums of at most a few hundred float64 of order 1, in another order

    public static TheoryData<int> Fields => new(Enumerable.Range(0, MeasurementOracle.Recorded.Fields.Length));

    [Theory]
    [MemberData(nameof(Fields))]
    public void Shapes_ConstructedField_EqualRegionprops(int field)
    {
        ForEach(field, (expected, measured) =>
        {
            PixelRect box = measured.BoundingBox;
            Assert.Equal(expected.Area, measured.AreaPx);
            Assert.Equal(expected.Box, (int[])[box.Y, box.X, box.Bottom, box.Right]);
            Assert.Equal(expected.Centroid[0], measured.CentroidYPx, Rounding);
            Assert.Equal(expected.Centroid[1], measured.CentroidXPx, Rounding);
            Assert.Equal(expected.Perimeter, measured.PerimeterPx, Rounding);
            Assert.Equal((double)expected.Area / expected.ConvexArea, measured.Solidity, 1e-15);
            // Roots of differences that cancel: half of the digits are left where an axis is 0.
            Assert.Equal(expected.Eccentricity, measured.Eccentricity, 1e-7);
            Assert.Equal(expected.Axes[0], measured.MajorAxisPx, 1e-7);
            Assert.Equal(expected.Axes[1], measured.MinorAxisPx, 1e-7);
        });
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Intensities_ConstructedField_EqualNumPy(int field)
    {
        ForEach(field, (expected, measured) =>
        {
            ObjectIntensity i = measured.Intensity;
            double[] ours = [i.Mean, i.Total, i.Minimum, i.Maximum, i.Deviation, i.LowerQuartile, i.Median, i.UpperQuartile, i.EdgeMean];
            for (int k = 0; k < ours.Length; k++)
            {
                Assert.Equal(expected.Intensity[k], ours[k], Rounding * Math.Max(1, Math.Abs(expected.Intensity[k])));
            }
        });
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Textures_ConstructedField_EqualGraycoprops(int field)
    {
        ForEach(field, (expected, measured) =>
        {
            ObjectTexture t = measured.Texture;
            if (expected.Texture is null)
            {
                Assert.Equal(ObjectTexture.None, t);
                return;
            }
            double[] ours = [t.Contrast, t.Correlation, t.AngularSecondMoment, t.Homogeneity, t.Entropy];
            for (int k = 0; k < ours.Length; k++)
            {
                Assert.Equal(expected.Texture[k], ours[k], Rounding);
            }
        });
    }

    [Theory]
    [MemberData(nameof(Fields))]
    public void Granularity_ConstructedField_EqualsOpenings(int field)
    {
        ForEach(field, (expected, measured) =>
        {
            for (int k = 0; k < measured.Granularity.Count; k++)
            {
                // 65,536 levels: half a level of about 10^4 per pixel.
                Assert.Equal(expected.Granularity?[k] ?? double.NaN, measured.Granularity[k], 1e-4);
            }
        });
    }

    private static void ForEach(int field, Action<ObjectOracle, ObjectMeasurement> check)
    {
        FieldOracle oracle = MeasurementOracle.Recorded.Fields[field];
        using Plane<uint> labels = oracle.Labels();
        using Plane<float> plane = oracle.Plane();
        IReadOnlyList<ObjectMeasurement> measured = ObjectMeasurements.Of(labels, plane);
        Assert.Equal(oracle.Rows.Select(row => row.Id), measured.Select(one => one.Id));
        for (int i = 0; i < measured.Count; i++)
        {
            check(oracle.Rows[i], measured[i]);
        }
    }
}
