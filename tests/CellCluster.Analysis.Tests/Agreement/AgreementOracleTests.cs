using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Agreement;

public class AgreementOracleTests
{
    private const double Rounding = 1e-12; // float64 sums of at most 400 terms, relative
    private static readonly AgreementOracle s_oracle = AgreementOracle.Read();

    public static TheoryData<string> SeriesNames => [.. s_oracle.Series.Select(series => series.Name)];

    [Theory]
    [MemberData(nameof(SeriesNames))]
    public void Agreement_EverySeries_EqualsSciPy(string name)
    {
        SeriesOracle oracle = s_oracle.Series.Single(series => series.Name == name);
        MetricAgreement agreement = MetricAgreement.Of(oracle.Pairs);
        // Means of numbers near 1e9 carry 1e-7; what is computed about the mean does not.
        double scale = Math.Abs(oracle.Stained.Max()) + Math.Abs(oracle.Predicted.Min());

        Close(oracle.Pearson, agreement.Pearson.Value);
        Close(oracle.Spearman, agreement.Spearman.Value);
        Close(oracle.Slope, agreement.Slope.Value);
        Close(oracle.Intercept, agreement.Intercept.Value, scale);
        Close(oracle.Bias, agreement.Bias.Value, scale);
        Close(oracle.Lower, agreement.LowerLimit.Value, scale);
        Close(oracle.Upper, agreement.UpperLimit.Value, scale);
        Close(oracle.Concordance, agreement.Concordance.Value, scale);
        Close(oracle.Pearson, Correlation.Pearson(oracle.Stained, oracle.Predicted));
        Close(oracle.Spearman, Correlation.Spearman(oracle.Stained, oracle.Predicted));
    }

    [Fact]
    public void Intervals_ByWell_AreThoseOfManyMoreResamples()
    {
        MetricAgreement agreement = MetricAgreement.Of(s_oracle.Series[0].Pairs);

        Near("pearson", agreement.Pearson);
        Near("bias", agreement.Bias);
        Near("concordance", agreement.Concordance);

        // The end of a percentile interval of 2000 resamples scatters by about 3 % of its width (normal, 2.5 % tail: sd = sqrt(.025 * .975 / 2000) / .058 / 3.92).
        static void Near(string name, Estimate estimate)
        {
            double[] ends = s_oracle.Intervals[name];
            double tolerance = 0.1 * (ends[1] - ends[0]);
            Assert.InRange(estimate.Low, ends[0] - tolerance, ends[0] + tolerance);
            Assert.InRange(estimate.High, ends[1] - tolerance, ends[1] + tolerance);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Matching_OverlappingRectangles_EqualsTheBestAssignment(int at)
    {
        MatchingOracle oracle = s_oracle.Matching[at];
        using Plane<uint> found = new(oracle.Height, oracle.Width, oracle.Found);
        using Plane<uint> reference = new(oracle.Height, oracle.Width, oracle.Reference);

        ObjectOverlap overlap = ObjectOverlap.Of(found, reference);
        DetectionCurve curve = DetectionCurve.Of(overlap);

        Assert.Equal(oracle.Overlaps, overlap.Pairs.Select(pair => pair.IntersectionOverUnion));
        Assert.Equal(oracle.TruePositives, curve.Counts.Select(counts => counts.TruePositives));
        Assert.All(curve.Counts, counts => Assert.Equal((oracle.FoundCount, oracle.ReferenceCount), (counts.TruePositives + counts.FalsePositives, counts.TruePositives + counts.FalseNegatives)));
    }

    [Fact]
    public void Planes_NoisyLine_EqualsScikitImage()
    {
        PlanesOracle oracle = s_oracle.Planes;
        using Plane<float> predicted = new(oracle.Height, oracle.Width, oracle.Predicted);
        using Plane<float> stained = new(oracle.Height, oracle.Width, oracle.Stained);

        PlaneAgreement agreement = PlaneAgreement.Of(predicted, stained);

        Close(oracle.Pearson, agreement.Pearson);
        Close(oracle.Nrmse, agreement.NormalisedRmse);
        Close(oracle.Slope, agreement.Slope);
        Close(oracle.Intercept, agreement.Intercept, 1000);
        Assert.Equal((23 * 17, 0, NotEnough.None), (agreement.PixelCount, agreement.LeftOutCount, agreement.Reason));
    }

    private static void Close(double expected, double actual, double scale = 1) => Assert.Equal(expected, actual, Rounding * Math.Max(scale, Math.Abs(expected)));
}
