namespace CellCluster.Imaging;

/// <summary>Sums over the pixels of one object, relative to its first pixel so that they stay exact.</summary>
internal struct RegionMoments
{
    public long Count;
    private int _firstY;
    private int _firstX;
    private int _left;
    private int _right;
    private int _bottom;
    private long _sumY;
    private long _sumX;
    private Int128 _sumYY;
    private Int128 _sumYX;
    private Int128 _sumXX;

    /// <summary>Adds all runs of all objects, by id.</summary>
    public static void Add(Plane<uint> labels, Span<RegionMoments> byId)
    {
        for (int y = 0; y < labels.Height; y++)
        {
            ReadOnlySpan<uint> row = labels.Row(y);
            int x = 0;
            while (x < row.Length)
            {
                uint id = row[x];
                int length = row[x..].IndexOfAnyExcept(id);
                int end = length < 0 ? row.Length : x + length;
                if (id != 0)
                {
                    byId[(int)id].AddRun(y, x, end);
                }
                x = end;
            }
        }
    }

    public readonly RegionShape Describe(uint id)
    {
        // Central second moments over the count, as integers over count^2.
        double squared = (double)Count * Count;
        double varianceY = (double)((Count * _sumYY) - ((Int128)_sumY * _sumY)) / squared;
        double varianceX = (double)((Count * _sumXX) - ((Int128)_sumX * _sumX)) / squared;
        double covariance = (double)((Count * _sumYX) - ((Int128)_sumY * _sumX)) / squared;
        double mean = (varianceY + varianceX) / 2;
        double half = Math.Sqrt((((varianceY - varianceX) / 2) * ((varianceY - varianceX) / 2)) + (covariance * covariance));
        double large = mean + half;
        double small = Math.Max(0, mean - half);
        return new RegionShape
        {
            Id = id,
            PixelCount = Count,
            FirstPixel = new PixelPoint(_firstY, _firstX),
            CentroidY = _firstY + ((double)_sumY / Count),
            CentroidX = _firstX + ((double)_sumX / Count),
            BoundingBox = new PixelRect(_firstY, _left, _bottom - _firstY + 1, _right - _left + 1),
            MajorAxisPx = 4 * Math.Sqrt(large),
            MinorAxisPx = 4 * Math.Sqrt(small),
            Eccentricity = large > 0 ? Math.Sqrt(1 - (small / large)) : 0,
            Orientation = varianceY == varianceX && covariance == 0 ? Math.PI / 4 : 0.5 * Math.Atan2(2 * covariance, varianceY - varianceX),
        };
    }

    // Columns [x, end) of row y: sums of an arithmetic series.
    private void AddRun(int y, int x, int end)
    {
        if (Count == 0)
        {
            (_firstY, _firstX, _left, _right) = (y, x, x, end - 1);
        }
        _left = Math.Min(_left, x);
        _right = Math.Max(_right, end - 1);
        _bottom = y;
        long length = end - x;
        long dy = y - _firstY;
        long first = x - _firstX;
        long last = end - 1 - _firstX;
        long sumX = (first + last) * length / 2;
        Count += length;
        _sumY += dy * length;
        _sumX += sumX;
        _sumYY += (Int128)(dy * dy) * length;
        _sumYX += (Int128)dy * sumX;
        _sumXX += SquaresUpTo(last) - SquaresUpTo(first - 1);
    }

    // 0^2 + 1^2 + ... + n^2, extended to n below 0 so that differences are sums over any range.
    private static Int128 SquaresUpTo(long n) => (Int128)n * (n + 1) * ((2 * n) + 1) / 6;
}
