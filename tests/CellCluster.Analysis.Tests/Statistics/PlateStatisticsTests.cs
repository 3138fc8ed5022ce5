namespace CellCluster.Analysis.Tests.Statistics;

public class PlateStatisticsTests
{
    [Fact]
    public void ZPrime_ByHand_IsOneLessThreeDeviationsOverTheDistance()
    {
        // Deviations (n - 1) 1 and 2, means 20 and 5: 1 - 3 * 3 / 15 = 0.4; medians and MADs 1 and 2: 1 - 3 * 1.4826 * 3 / 15.
        AssayQuality quality = AssayQuality.Of([19, 20, 21], [3, 5, 7]);
        Assert.Equal(0.4, quality.ZPrime, 1e-12);
        Assert.Equal(1 - (3 * 1.4826022185056018 * 3 / 15), quality.RobustZPrime, 1e-12);
        Assert.Equal(15 / Math.Sqrt(5), quality.Ssmd, 1e-12);
        Assert.Equal(-15 / Math.Sqrt(5), AssayQuality.Of([3, 5, 7], [19, 20, 21]).Ssmd, 1e-12);
    }

    [Fact]
    public void ZPrime_OneBadWell_MovesOnlyThePlainOne()
    {
        AssayQuality good = AssayQuality.Of([19, 20, 21, 20, 19, 21, 20], [3, 5, 7, 5, 4, 6, 5]);
        AssayQuality bad = AssayQuality.Of([19, 20, 21, 20, 19, 21, 500], [3, 5, 7, 5, 4, 6, 5]);
        Assert.True(bad.ZPrime < good.ZPrime - 1);
        Assert.Equal(good.RobustZPrime, bad.RobustZPrime, 0.05);
    }

    [Fact]
    public void ZPrime_TooFewOrEqual_IsNotANumber()
    {
        Assert.True(double.IsNaN(AssayQuality.Of([1], [2, 3]).ZPrime));
        Assert.Equal((1, 0), (AssayQuality.Of([1, double.NaN], []).PositiveCount, AssayQuality.Of([1], []).NegativeCount));
        AssayQuality equal = AssayQuality.Of([2, 2], [2, 2]);
        Assert.True(double.IsNaN(equal.ZPrime) && double.IsNaN(equal.RobustZPrime) && double.IsNaN(equal.Ssmd));
    }

    [Fact]
    public void BScore_RowAndColumnEffects_LeaveOnlyTheHit()
    {
        var random = new Random(7);
        var plate = new double[16, 24];
        for (int y = 0; y < 16; y++)
        {
            for (int x = 0; x < 24; x++)
            {
                plate[y, x] = 100 + (5 * y) - (3 * x) + random.NextDouble();
            }
        }
        plate[4, 5] += 10;
        double[,] scores = BScore.Of(plate);
        Assert.True(scores[4, 5] > 20);
        Assert.Equal(1, scores.Cast<double>().Count(score => Math.Abs(score) > 8));
        PlateEffects effects = PlateEffects.Of(plate);
        Assert.Equal(75, effects.RowRange, 1.0);
        Assert.Equal(69, effects.ColumnRange, 1.0);
        Assert.True(effects.NoiseLevel < 1);
    }

    [Fact]
    public void Edge_BrighterRim_IsItsDifference()
    {
        var plate = new double[4, 6];
        for (int i = 0; i < plate.Length; i++)
        {
            (int y, int x) = (i / 6, i % 6);
            plate[y, x] = y is 0 or 3 || x is 0 or 5 ? 12 : 10;
        }
        Assert.Equal(2, PlateEffects.Of(plate).EdgeDifference);
        Assert.True(double.IsNaN(PlateEffects.Of(new double[,] { { 1, 2 } }).EdgeDifference));
    }

    [Fact]
    public void Polish_MissingRowOrPlate_IsNotANumberThere()
    {
        const double no = double.NaN;
        MedianPolish polished = MedianPolish.Of(new[,] { { no, no }, { 1, 2 }, { 3, 4 } });
        Assert.True(double.IsNaN(polished.Rows[0]) && double.IsNaN(polished.Residuals[0, 1]));
        Assert.Equal(2.5, polished.Overall);
        MedianPolish none = MedianPolish.Of(new[,] { { no, no } });
        Assert.True(none.Converged);
        Assert.All(BScore.Of(none).Cast<double>(), score => Assert.True(double.IsNaN(score)));
    }

    [Fact]
    public void Aggregate_NoneAndOneField_AreDefined()
    {
        WellAggregate none = WellAggregate.Of([double.NaN]);
        Assert.Equal(0, none.Count);
        Assert.All([none.Median, none.Mad, none.Mean, none.TrimmedMean, none.Deviation], value => Assert.True(double.IsNaN(value)));
        WellAggregate one = WellAggregate.Of([3]);
        Assert.Equal((1, 3.0, 0.0, 3.0, 3.0), (one.Count, one.Median, one.Mad, one.Mean, one.TrimmedMean));
        Assert.True(double.IsNaN(one.Deviation));
    }

    [Fact]
    public void Aggregate_OtherOrder_GivesTheSameBits() =>
        Assert.Equal(WellAggregate.Of([0.1, 0.7, 0.2, 1e9, 0.3]), WellAggregate.Of([1e9, 0.3, 0.2, 0.1, 0.7]));
}
