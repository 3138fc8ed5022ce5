namespace CellCluster.Analysis;

/// <summary>Tukey's median polish: a plate as overall + row effect + column effect + residual.</summary>
/// <param name="Overall">The plate's level.</param>
/// <param name="Rows">Effect per row; NaN for a row without a number.</param>
/// <param name="Columns">Effect per column; NaN for a column without a number.</param>
/// <param name="Residuals">(rows, columns): what is left; NaN where the well has no number.</param>
/// <param name="IterationCount">Sweeps done.</param>
/// <param name="Converged">The sum of absolute residuals changed by less than the tolerance in the last sweep, or is 0.</param>
public sealed record MedianPolish(double Overall, double[] Rows, double[] Columns, double[,] Residuals, int IterationCount, bool Converged)
{
    /// <summary>Polishes a plate, rows first, with the steps and defaults of R's <c>medpolish(na.rm = TRUE)</c>.</summary>
    /// <param name="plate">(rows, columns), NaN for a well without a number.</param>
    /// <param name="maxIterationCount">Most sweeps, at least 1. Default 10.</param>
    /// <param name="tolerance">Relative change of the sum of absolute residuals that ends it, at least 0. Default 0.01.</param>
    public static MedianPolish Of(double[,] plate, int maxIterationCount = 10, double tolerance = 0.01)
    {
        ArgumentNullException.ThrowIfNull(plate);
        ArgumentOutOfRangeException.ThrowIfLessThan(maxIterationCount, 1);
        if (!(tolerance >= 0))
        {
            throw new ArgumentOutOfRangeException(nameof(tolerance), tolerance, "expected 0 or more");
        }
        var left = (double[,])plate.Clone();
        var rows = new double[plate.GetLength(0)];
        var columns = new double[plate.GetLength(1)];
        double overall = 0;
        double before = 0;
        int iteration = 0;
        bool converged = false;
        while (!converged && iteration < maxIterationCount)
        {
            iteration++;
            SweepRows(left, rows);
            overall += Centre(columns);
            SweepColumns(left, columns);
            overall += Centre(rows);
            double sum = 0;
            foreach (double residual in left)
            {
                sum += double.IsNaN(residual) ? 0 : Math.Abs(residual);
            }
            converged = sum == 0 || Math.Abs(sum - before) < tolerance * sum;
            before = sum;
        }
        return new MedianPolish(overall, rows, columns, left, iteration, converged);
    }

    private static void SweepRows(double[,] left, double[] effects)
    {
        var line = new double[left.GetLength(1)];
        for (int y = 0; y < effects.Length; y++)
        {
            for (int x = 0; x < line.Length; x++)
            {
                line[x] = left[y, x];
            }
            double median = Order.Median(line);
            effects[y] += median;
            for (int x = 0; x < line.Length; x++)
            {
                left[y, x] -= median;
            }
        }
    }

    private static void SweepColumns(double[,] left, double[] effects)
    {
        var line = new double[left.GetLength(0)];
        for (int x = 0; x < effects.Length; x++)
        {
            for (int y = 0; y < line.Length; y++)
            {
                line[y] = left[y, x];
            }
            double median = Order.Median(line);
            effects[x] += median;
            for (int y = 0; y < line.Length; y++)
            {
                left[y, x] -= median;
            }
        }
    }

    // Takes the median out of the effects and returns it; 0 where no effect is a number.
    private static double Centre(double[] effects)
    {
        double median = Order.Median(effects);
        if (double.IsNaN(median))
        {
            return 0;
        }
        for (int i = 0; i < effects.Length; i++)
        {
            effects[i] -= median;
        }
        return median;
    }
}
