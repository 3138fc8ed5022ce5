using CellCluster.Imaging;

namespace CellCluster.Analysis.Tests.Agreement;

public class MetricAgreementTests
{
    [Fact]
    public void Agreement_ShiftedLine_HasItsBiasAndNoSpread()
    {
        PairedValue[] pairs = [.. Enumerable.Range(0, 20).Select(i => new PairedValue(i / 2, i + 3.5, i))];
        MetricAgreement agreement = MetricAgreement.Of(pairs);

        Assert.Equal((20, 0, 10), (agreement.PairCount, agreement.LeftOutCount, agreement.ClusterCount));
        Assert.Equal(new Estimate(1, 1, 1, NotEnough.None), agreement.Spearman);
        Assert.All([agreement.Bias, agreement.LowerLimit, agreement.UpperLimit], estimate => Assert.Equal(3.5, estimate.Value, 12));
        Assert.All([agreement.Bias.Low, agreement.Bias.High], end => Assert.Equal(3.5, end, 12));
        Assert.Equal((1, 3.5), (Math.Round(agreement.Slope.Value, 12), Math.Round(agreement.Intercept.Value, 12)));
        Assert.True(agreement.Concordance.Value < 1);
    }

    [Fact]
    public void Agreement_NumbersThatAreNotFinite_AreLeftOutAndCounted()
    {
        PairedValue[] clean = [.. Enumerable.Range(0, 12).Select(i => new PairedValue(i + 5, Math.Sin(i), Math.Sin(i + 0.3)))];
        PairedValue[] more = [new(0, double.NaN, 1), .. clean, new(5, 1, double.PositiveInfinity), new(99, double.NegativeInfinity, double.NaN)];

        MetricAgreement agreement = MetricAgreement.Of(more);

        Assert.Equal((12, 3, 12), (agreement.PairCount, agreement.LeftOutCount, agreement.ClusterCount));
        Assert.Equal(MetricAgreement.Of(clean).Pearson, agreement.Pearson);
    }

    [Fact]
    public void Agreement_NoPairs_IsUndefinedWithReason()
    {
        MetricAgreement agreement = MetricAgreement.Of([]);
        Assert.All([agreement.Pearson, agreement.Spearman, agreement.Bias, agreement.UpperLimit], IsUndefinedFor(NotEnough.Pairs));
    }

    [Fact]
    public void Agreement_OnePair_HasABiasAndNothingElse()
    {
        MetricAgreement agreement = MetricAgreement.Of([new PairedValue(0, 3, 1)]);
        Assert.Equal(new Estimate(2, double.NaN, double.NaN, NotEnough.Wells), agreement.Bias);
        Assert.All([agreement.Pearson, agreement.Spearman, agreement.Concordance, agreement.LowerLimit, agreement.Slope], IsUndefinedFor(NotEnough.Pairs));
    }

    [Theory]
    [InlineData(0.1)] // 0.1 * 30 / 30 is not 0.1
    [InlineData(1e9 / 3)]
    public void Agreement_ConstantSeries_HasBiasAndLimitsAndNoCorrelation(double constant)
    {
        PairedValue[] pairs = [.. Enumerable.Range(0, 30).Select(i => new PairedValue(i / 3, constant, constant + i))];
        MetricAgreement agreement = MetricAgreement.Of(pairs);

        Assert.All([agreement.Pearson, agreement.Spearman], IsUndefinedFor(NotEnough.Spread));
        Assert.Equal(-14.5, agreement.Bias.Value, 6);
        Assert.Equal(0, agreement.Slope.Value, 12);
        Assert.True(agreement.LowerLimit.HasInterval);
    }

    [Fact]
    public void Agreement_BothConstantAndEqual_IsUndefinedExceptItsBias()
    {
        PairedValue[] pairs = [.. Enumerable.Range(0, 30).Select(i => new PairedValue(i / 3, 0.1, 0.1))];
        MetricAgreement agreement = MetricAgreement.Of(pairs);

        Assert.All([agreement.Pearson, agreement.Spearman, agreement.Concordance, agreement.Slope, agreement.Intercept], IsUndefinedFor(NotEnough.Spread));
        Assert.Equal(new Estimate(0, 0, 0, NotEnough.None), agreement.Bias);
        Assert.Equal(new Estimate(0, 0, 0, NotEnough.None), agreement.LowerLimit);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void Interval_FewWells_IsGivenFromFiveOn(int wells, bool given)
    {
        PairedValue[] pairs = [.. Enumerable.Range(0, 40).Select(i => new PairedValue(i % wells, Math.Cos(i), Math.Cos(i) + Math.Sin(3 * i)))];
        Estimate pearson = MetricAgreement.Of(pairs).Pearson;

        Assert.Equal(given, pearson.HasInterval);
        Assert.Equal(given ? NotEnough.None : NotEnough.Wells, pearson.Reason);
        Assert.True(double.IsFinite(pearson.Value));
    }

    [Fact]
    public void Interval_OneWellHoldsAllTheSpread_IsRefused()
    {
        // In a third of the resamples the only well whose values differ is not drawn: what is left is constant.
        PairedValue[] pairs = [.. Enumerable.Range(0, 10).Select(i => new PairedValue(i, i == 0 ? 5 : 1, i == 0 ? 7 : 2))];
        Estimate pearson = MetricAgreement.Of(pairs).Pearson;

        Assert.Equal((1.0, NotEnough.Resamples), (Math.Round(pearson.Value, 9), pearson.Reason));
        Assert.False(pearson.HasInterval);
    }

    [Fact]
    public void Interval_FieldsOfAWellAgree_IsWiderThanByField()
    {
        // Ten fields per well that say nearly the same: by field there seem to be ten times as many.
        PairedValue[] byWell = [.. Enumerable.Range(0, 100).Select(i => new PairedValue(i / 10, Math.Sin(7 * (i / 10)) + (0.01 * (i % 10)), Math.Sin((7 * (i / 10)) + 0.8)))];
        PairedValue[] byField = [.. byWell.Select((pair, i) => pair with { Cluster = i })];

        Assert.True(Width(MetricAgreement.Of(byWell).Bias) > 2 * Width(MetricAgreement.Of(byField).Bias));
    }

    [Fact]
    public void Interval_SameSeed_IsTheSameAndAnotherSeedIsClose()
    {
        PairedValue[] pairs = [.. Enumerable.Range(0, 60).Select(i => new PairedValue(i / 4, Math.Sin(i), Math.Sin(i + 0.5)))];
        Estimate first = MetricAgreement.Of(pairs).Pearson;
        Estimate other = MetricAgreement.Of(pairs, new BootstrapOptions(Seed: 2)).Pearson;

        Assert.Equal(first, MetricAgreement.Of(pairs).Pearson);
        Assert.NotEqual(first.Low, other.Low);
        Assert.Equal(first.Low, other.Low, Width(first) * 0.15);
    }

    [Fact]
    public void Options_Wrong_AreNamedAllAtOnce()
    {
        string message = Assert.Throws<ArgumentException>(() => MetricAgreement.Of([], new BootstrapOptions(1, 0, 1))).Message;
        Assert.Contains("ResampleCount 0", message, StringComparison.Ordinal);
        Assert.Contains("Confidence 1", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Detection_WellsOfFields_PoolsObjectsAndSkipsEmptyFields()
    {
        using Plane<uint> two = new(1, 4, [1, 0, 2, 0]);
        using Plane<uint> one = new(1, 4, [1, 0, 0, 0]);
        using Plane<uint> none = new(1, 4);
        (int, DetectionCurve)[] fields = [.. Enumerable.Range(0, 6).Select(well => (well, ObjectMatching.Compare(two, two))), (0, ObjectMatching.Compare(one, two)), (3, ObjectMatching.Compare(none, none))];

        DetectionAgreement agreement = DetectionAgreement.Of(fields);

        Assert.Equal((8, 1, 6), (agreement.FieldCount, agreement.EmptyFieldCount, agreement.ClusterCount));
        Assert.Equal(26.0 / 27, agreement.F1[0].Value, 12); // 13 pairs, one miss
        Assert.Equal(26.0 / 27, agreement.MeanF1.Value, 12);
        Assert.InRange(agreement.F1[0].Low, 0.8, 26.0 / 27);
        Assert.Equal(1, agreement.F1[0].High);
    }

    [Fact]
    public void Detection_NoObjectAnywhere_IsUndefined()
    {
        using Plane<uint> none = new(2, 2);
        DetectionAgreement agreement = DetectionAgreement.Of([(0, ObjectMatching.Compare(none, none))]);
        Assert.All([.. agreement.F1, agreement.MeanF1], IsUndefinedFor(NotEnough.Pairs));
    }

    private static double Width(Estimate estimate) => estimate.High - estimate.Low;

    private static Action<Estimate> IsUndefinedFor(NotEnough reason) => estimate => Assert.Equal(new Estimate(double.NaN, double.NaN, double.NaN, reason), estimate);
}
