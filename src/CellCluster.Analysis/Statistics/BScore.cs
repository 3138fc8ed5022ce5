namespace CellCluster.Analysis;

/// <summary>B-score: a well's residual of the median polish over the plate's median absolute deviation.</summary>
/// <remarks>
/// B = r / MAD, MAD = median |r - median(r)| over the plate's wells, not scaled to a standard deviation. It takes row and column effects out
/// of a plate on which most wells have no effect. Source: Brideau, Gunter, Pikounis and Liaw 2003, doi:10.1177/1087057103258285.
/// </remarks>
public static class BScore
{
    /// <summary>(rows, columns) B-scores; NaN where the well has no number, and everywhere where the MAD is 0.</summary>
    /// <param name="plate">(rows, columns), NaN for a well without a number.</param>
    public static double[,] Of(double[,] plate) => Of(MedianPolish.Of(plate));

    /// <summary>The same from a plate that was polished before.</summary>
    public static double[,] Of(MedianPolish polished)
    {
        ArgumentNullException.ThrowIfNull(polished);
        double[,] residuals = polished.Residuals;
        double mad = Order.MedianAbsoluteDeviation([.. residuals.Cast<double>()]);
        var scores = new double[residuals.GetLength(0), residuals.GetLength(1)];
        for (int y = 0; y < scores.GetLength(0); y++)
        {
            for (int x = 0; x < scores.GetLength(1); x++)
            {
                scores[y, x] = mad > 0 ? residuals[y, x] / mad : double.NaN;
            }
        }
        return scores;
    }
}
