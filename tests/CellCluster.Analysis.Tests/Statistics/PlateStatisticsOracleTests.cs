using CellCluster.Analysis.Tests.Oracles;

namespace CellCluster.Analysis.Tests.Statistics;

/// <summary>Median polish with the steps of R's medpolish; aggregates by NumPy and SciPy.</summary>
public class PlateStatisticsOracleTests
{
    private const double Rounding = 1e-12;

    [Fact]
    public void MedianPolish_ExampleOfRsHelpPage_HasThePublishedResult()
    {
        var deaths = new double[,] { { 14, 15, 14 }, { 7, 4, 7 }, { 8, 2, 10 }, { 15, 9, 10 }, { 0, 2, 0 } };
        MedianPolish polished = MedianPolish.Of(deaths);
        Assert.Equal(8, polished.Overall);
        Assert.Equal([6, -1, 0, 2, -8], polished.Rows);
        Assert.Equal([0, -1, 0], polished.Columns);
        Assert.Equal(19, polished.Residuals.Cast<double>().Sum(Math.Abs));
        Assert.Equal((2, true), (polished.IterationCount, polished.Converged));
    }

    [Fact]
    public void MedianPolish_Plates_EqualTheRecordedSteps()
    {
        foreach (PolishOracle oracle in MeasurementOracle.Recorded.Polish)
        {
            double[,] table = Table(oracle.Table);
            MedianPolish polished = MedianPolish.Of(table);
            Assert.Equal(oracle.Overall, polished.Overall, Rounding);
            Assert.Equal(oracle.Iterations, polished.IterationCount);
            AssertEqual(oracle.Rows, polished.Rows);
            AssertEqual(oracle.Columns, polished.Columns);
            AssertEqual([.. oracle.Residuals.SelectMany(row => row)], [.. polished.Residuals.Cast<double>()]);
            AssertEqual(
                oracle.Scores is null ? new double?[table.Length] : [.. oracle.Scores.SelectMany(row => row)],
                [.. BScore.Of(table).Cast<double>()]);
        }
    }

    [Fact]
    public void Aggregate_Fields_EqualNumPyAndSciPy()
    {
        AggregateOracle oracle = MeasurementOracle.Recorded.Aggregate;
        WellAggregate well = WellAggregate.Of([double.NaN, .. oracle.Values]);
        Assert.Equal(25, well.Count);
        AssertEqual(
            [oracle.Median, oracle.Mad, oracle.Mean, oracle.Trimmed, oracle.Deviation, oracle.Quartiles[0], oracle.Quartiles[1]],
            [well.Median, well.Mad, well.Mean, well.TrimmedMean, well.Deviation, well.LowerQuartile, well.UpperQuartile]);
    }

    private static double[,] Table(double?[][] rows)
    {
        var table = new double[rows.Length, rows[0].Length];
        for (int y = 0; y < rows.Length; y++)
        {
            for (int x = 0; x < rows[0].Length; x++)
            {
                table[y, x] = rows[y][x] ?? double.NaN;
            }
        }
        return table;
    }

    private static void AssertEqual(double?[] expected, double[] actual)
    {
        Assert.Equal(expected.Length, actual.Length);
        for (int i = 0; i < actual.Length; i++)
        {
            Assert.Equal(expected[i] ?? double.NaN, actual[i], Rounding * 100);
        }
    }
}
