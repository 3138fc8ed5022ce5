namespace CellCluster.Analysis;

/// <summary>Least squares of v = c0 + c1 y + c2 x + c3 y^2 + c4 y x + c5 x^2 by its normal equations; y and x within -1..1.</summary>
internal sealed class QuadraticSurface
{
    private const int Terms = 6;
    private readonly double[,] _matrix = new double[Terms, Terms + 1]; // the right-hand side is the last column

    /// <summary>Adds a value at a place.</summary>
    public void Add(double y, double x, double value)
    {
        Span<double> terms = stackalloc double[Terms + 1];
        Fill(y, x, terms);
        terms[Terms] = value;
        for (int i = 0; i < Terms; i++)
        {
            for (int j = 0; j <= Terms; j++)
            {
                _matrix[i, j] += terms[i] * terms[j];
            }
        }
    }

    /// <summary>Solves by Gauss and Jordan with pivots; false where the places do not determine the surface.</summary>
    public bool Fit()
    {
        for (int i = 0; i < Terms; i++)
        {
            int pivot = i;
            for (int row = i + 1; row < Terms; row++)
            {
                pivot = Math.Abs(_matrix[row, i]) > Math.Abs(_matrix[pivot, i]) ? row : pivot;
            }
            if (!(Math.Abs(_matrix[pivot, i]) > 1e-9))
            {
                return false;
            }
            for (int j = 0; j <= Terms; j++)
            {
                (_matrix[i, j], _matrix[pivot, j]) = (_matrix[pivot, j], _matrix[i, j]);
            }
            for (int row = 0; row < Terms; row++)
            {
                double factor = row == i ? 0 : _matrix[row, i] / _matrix[i, i];
                for (int j = i; j <= Terms && factor != 0; j++)
                {
                    _matrix[row, j] -= factor * _matrix[i, j];
                }
            }
        }
        return true;
    }

    /// <summary>The surface at a place, after <see cref="Fit"/>.</summary>
    public double At(double y, double x)
    {
        Span<double> terms = stackalloc double[Terms + 1];
        Fill(y, x, terms);
        double value = 0;
        for (int i = 0; i < Terms; i++)
        {
            value += terms[i] * _matrix[i, Terms] / _matrix[i, i];
        }
        return value;
    }

    private static void Fill(double y, double x, Span<double> terms)
    {
        terms[0] = 1;
        terms[1] = y;
        terms[2] = x;
        terms[3] = y * y;
        terms[4] = y * x;
        terms[5] = x * x;
    }
}
