using CellCluster.Imaging.Tests.Oracles;

namespace CellCluster.Imaging.Tests.Thresholds;

public class OptimalThresholdOracleTests
{
    public static TheoryData<int> Mixtures => [.. Enumerable.Range(0, ThresholdValuesOracle.Recorded.Mixtures.Length)];

    [Theory]
    [MemberData(nameof(Mixtures))]
    public void Quadratic_KnownClasses_IsTheLevelOfLeastError(int index)
    {
        MixtureOracle oracle = ThresholdValuesOracle.Recorded.Mixtures[index];
        TwoGaussians mixture = oracle.Mixture;
        Assert.Equal(oracle.Optimum, OptimalThreshold.Quadratic(mixture), 1e-9 * (mixture.Upper.Mean - mixture.Lower.Mean));
    }

    [Fact]
    public void Quadratic_ClassesOfOneWidth_EqualsTheClosedForm()
    {
        var mixture = new TwoGaussians(new GaussianClass(0.8, 10, 2), new GaussianClass(0.2, 20, 2));
        double expected = 15 + (4.0 / -10 * Math.Log(0.2 / 0.8));
        Assert.Equal(expected, OptimalThreshold.Quadratic(mixture), 1e-12);
        Assert.Equal(expected, OptimalThreshold.EqualVariance(mixture), 1e-12);
    }

    [Theory]
    [InlineData(1e-3)]
    [InlineData(1e-6)]
    [InlineData(1e-9)]
    [InlineData(1e-12)]
    [InlineData(1e-15)]
    public void Quadratic_WidthsNearlyEqual_GoesOverIntoTheEqualForm(double difference)
    {
        var mixture = new TwoGaussians(new GaussianClass(0.7, 1000, 5), new GaussianClass(0.3, 1030, 5 * (1 + difference)));
        Assert.Equal(OptimalThreshold.EqualVariance(mixture), OptimalThreshold.Quadratic(mixture), 10 * difference + 1e-9);
    }

    [Fact]
    public void Optimum_OneClassLikelierAllTheWay_IsNone()
    {
        var mixture = new TwoGaussians(new GaussianClass(0.9999, 0, 3), new GaussianClass(0.0001, 1, 3));
        Assert.True(double.IsNaN(OptimalThreshold.Quadratic(mixture)));
        Assert.True(double.IsNaN(OptimalThreshold.EqualVariance(mixture)));
    }

    [Theory]
    [MemberData(nameof(Mixtures))]
    public void TwoGaussianFit_CountsOfAMixture_IsTheLikeliestOne(int index)
    {
        MixtureOracle oracle = ThresholdValuesOracle.Recorded.Mixtures[index];
        Histogram histogram = oracle.MakeHistogram();
        Assert.Equal(oracle.Counts, histogram.Counts.ToArray());
        foreach (bool common in new[] { false, true })
        {
            TwoGaussianFit fit = TwoGaussianFit.Of(histogram, common);
            Assert.Equal(fit.ValleyDepth > 0 ? LevelOutcome.Found : LevelOutcome.NotBimodal, fit.Outcome);
            Assert.True(fit.HasConverged, $"{fit}");
            double[] expected = common ? oracle.CommonFit : oracle.Fit;
            double[] found = [fit.Classes.Lower.Share, fit.Classes.Lower.Mean, fit.Classes.Lower.Deviation, fit.Classes.Upper.Share, fit.Classes.Upper.Mean, fit.Classes.Upper.Deviation];
            for (int i = 0; i < found.Length; i++)
            {
                // The other minimiser stops where the likelihood is flat to float64: 1e-3 of a bin, 1e-4 of a share.
                Assert.Equal(expected[i], found[i], i % 3 == 0 ? 1e-4 : 2e-3 * oracle.BinWidth);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Mixtures))]
    public void OptimalThreshold_CountsOfAMixture_MeetsTheOptimumOfItsClasses(int index)
    {
        MixtureOracle oracle = ThresholdValuesOracle.Recorded.Mixtures[index];
        Histogram histogram = oracle.MakeHistogram();
        ThresholdLevel level = GlobalThreshold.Find(histogram, LevelMethod.TwoGaussians);
        Assert.True(level.IsFound);
        Assert.Equal(oracle.Optimum, level.Value, 0.25 * oracle.BinWidth); // bins as points widen the classes a little
        Assert.InRange(level.Score, 0.2, 1);
    }
}
