namespace CellCluster.Learning;

/// <summary>Running sums over pixel pairs (x = network output, y = normalised stain), from which correlation and the least-squares line follow.</summary>
public struct FieldCorrelation
{
    private double _count;
    private double _sumX;
    private double _sumY;
    private double _sumXX;
    private double _sumYY;
    private double _sumXY;

    /// <summary>Adds the pixels of one plane pair; both spans have one length.</summary>
    public void Add(ReadOnlySpan<float> x, ReadOnlySpan<Half> y)
    {
        for (int i = 0; i < x.Length; i++)
        {
            double a = x[i];
            double b = (double)y[i];
            _sumX += a;
            _sumY += b;
            _sumXX += a * a;
            _sumYY += b * b;
            _sumXY += a * b;
        }
        _count += x.Length;
    }

    /// <summary>Pearson correlation; NaN where one side is constant.</summary>
    public readonly double Pearson => Covariance / Math.Sqrt(VarianceX * VarianceY);

    /// <summary>The line y = Scale * x + Offset with the smallest squared error; scale 0 where x is constant.</summary>
    public readonly (double Scale, double Offset) Line
    {
        get
        {
            double scale = VarianceX > 0 ? Covariance / VarianceX : 0;
            return (scale, (_sumY - (scale * _sumX)) / _count);
        }
    }

    // Sums in double over at most 1e8 pixels of size about 1: relative error below 1e-8.
    private readonly double VarianceX => Math.Max(0, (_sumXX / _count) - (_sumX / _count * (_sumX / _count)));

    private readonly double VarianceY => Math.Max(0, (_sumYY / _count) - (_sumY / _count * (_sumY / _count)));

    private readonly double Covariance => (_sumXY / _count) - (_sumX / _count * (_sumY / _count));
}
