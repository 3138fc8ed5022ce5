namespace CellCluster.Analysis;

/// <summary>What a number owes to where on the plate a well lies.</summary>
/// <param name="RowRange">Largest less smallest row effect of the median polish.</param>
/// <param name="ColumnRange">Largest less smallest column effect.</param>
/// <param name="EdgeDifference">Median of the wells of the outermost rows and columns less the median of the others.</param>
/// <param name="NoiseLevel">1.4826 MAD of the polish's residuals: the ranges mean something when they are well above it.</param>
/// <remarks>In units of the number. NaN without wells, the edge difference also where no well lies inside or none at the edge.</remarks>
public readonly record struct PlateEffects(double RowRange, double ColumnRange, double EdgeDifference, double NoiseLevel)
{
    /// <summary>The effects of a plate.</summary>
    /// <param name="plate">(rows, columns) of the whole plate, NaN for a well without a number.</param>
    public static PlateEffects Of(double[,] plate)
    {
        MedianPolish polished = MedianPolish.Of(plate);
        int height = plate.GetLength(0);
        int width = plate.GetLength(1);
        var edge = new List<double>();
        var inside = new List<double>();
        for (int y = 0; y < height; y++)
        {
            for (int x = 0; x < width; x++)
            {
                bool outermost = y == 0 || x == 0 || y == height - 1 || x == width - 1;
                (outermost ? edge : inside).Add(plate[y, x]);
            }
        }
        return new PlateEffects(
            Range(polished.Rows),
            Range(polished.Columns),
            Order.Median(edge.ToArray()) - Order.Median(inside.ToArray()),
            Order.NormalMad * Order.MedianAbsoluteDeviation([.. polished.Residuals.Cast<double>()]));
    }

    private static double Range(double[] effects)
    {
        double[] sorted = Order.Sorted(effects);
        return sorted.Length == 0 ? double.NaN : sorted[^1] - sorted[0];
    }
}
