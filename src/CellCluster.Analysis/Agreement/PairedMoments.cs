namespace CellCluster.Analysis;

/// <summary>Sums of pairs (x, y) about a fixed centre; weighted sums of wells add up to the sums of a resample.</summary>
/// <remarks>Sums are about the mean of all pairs, so that nothing cancels that a second pass would keep.</remarks>
internal struct PairedMoments
{
    // Of a constant series what is left of the squares is rounding: below this share of them it is nothing.
    private const double Rounding = 1e-13;

    private double _x;
    private double _y;
    private double _xx;
    private double _yy;
    private double _xy;

    public double Count { get; private set; }

    public readonly double MeanX => _x / Count;

    public readonly double MeanY => _y / Count;

    /// <summary>Sum of squares of x about its own mean; exactly 0 for a constant.</summary>
    public readonly double SquaresX => About(_xx, _x, Count);

    public readonly double SquaresY => About(_yy, _y, Count);

    public readonly double Products => _xy - (_x * _y / Count);

    /// <summary>Sum of squares of y - x about its mean.</summary>
    public readonly double SquaresOfDifference => About(_xx + _yy - (2 * _xy), _y - _x, Count, _xx + _yy);

    /// <summary>Pearson's r; NaN where a series is constant.</summary>
    public readonly double Pearson => Ratio(SquaresX, SquaresY, Products);

    /// <summary>r of sums of squares and products; exactly 1 for a series with itself; NaN where a series is constant.</summary>
    public static double Ratio(double squaresX, double squaresY, double products)
    {
        double both = squaresX * squaresY;
        double root = double.IsNormal(both) ? Math.Sqrt(both) : Math.Sqrt(squaresX) * Math.Sqrt(squaresY); // one root rounds once
        return squaresX > 0 && squaresY > 0 ? Math.Clamp(products / root, -1, 1) : double.NaN;
    }

    /// <summary>Adds one pair, already less the centre.</summary>
    public void Add(double x, double y)
    {
        Count++;
        _x += x;
        _y += y;
        _xx += x * x;
        _yy += y * y;
        _xy += x * y;
    }

    /// <summary>Adds the sums of a well <paramref name="weight"/> times.</summary>
    public void Add(in PairedMoments other, int weight)
    {
        Count += weight * other.Count;
        _x += weight * other._x;
        _y += weight * other._y;
        _xx += weight * other._xx;
        _yy += weight * other._yy;
        _xy += weight * other._xy;
    }

    private static double About(double squares, double sum, double count) => About(squares, sum, count, squares);

    private static double About(double squares, double sum, double count, double scale)
    {
        double left = squares - (sum * sum / count);
        return left > Rounding * scale ? left : 0;
    }
}
