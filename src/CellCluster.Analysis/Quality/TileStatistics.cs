using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Sums over the whole 32 px tiles of a raw plane and over the plane.</summary>
/// <remarks>
/// One pass: a tile's row is four vectors of eight float64 (lane i = column 8 k + i of the tile), added in one fixed order, so the bits are the same
/// everywhere; for byte and ushort planes all sums are whole numbers below 2^53, so exact. Squares are taken from the first finite pixel. Pixels right of and
/// below the whole tiles count for the plane only. Noise: second differences along rows within a tile, whose mean square is six times the variance of white
/// noise. A tile with a pixel that is not finite is no whole tile. Scratch is pooled: dispose it.
/// </remarks>
internal sealed class TileStatistics : IDisposable
{
    /// <summary>Side of a tile, px.</summary>
    public const int SidePx = 32;

    private const double NoiseFactor = 4;
    private readonly Tile[] _tiles;
    private readonly int _rows;
    private readonly int _columns;
    private double _origin = double.NaN;
    private double _sum;
    private double _squares;

    private TileStatistics(int rows, int columns)
    {
        (_rows, _columns) = (rows, columns);
        _tiles = ArrayPool<Tile>.Shared.Rent(Math.Max(1, rows * columns));
        _tiles.AsSpan(0, rows * columns).Clear();
    }

    /// <summary>Pixels that are finite.</summary>
    public long FiniteCount { get; private set; }

    /// <summary>The smallest finite pixel.</summary>
    public float Minimum { get; private set; } = float.PositiveInfinity;

    /// <summary>The largest finite pixel.</summary>
    public float Maximum { get; private set; } = float.NegativeInfinity;

    /// <summary>Mean of the finite pixels.</summary>
    public double Mean => _origin + (_sum / FiniteCount);

    /// <summary>Variance of the finite pixels, over n.</summary>
    public double Variance => Math.Max(0, (_squares / FiniteCount) - (_sum / FiniteCount * (_sum / FiniteCount)));

    private Span<Tile> Tiles => _tiles.AsSpan(0, _rows * _columns);

    /// <summary>Sums up a plane.</summary>
    public static TileStatistics Of<T>(Plane<T> plane)
        where T : unmanaged, INumber<T>
    {
        var statistics = new TileStatistics(plane.Height / SidePx, plane.Width / SidePx);
        float[] buffer = ArrayPool<float>.Shared.Rent(plane.Width);
        for (int y = 0; y < plane.Height; y++)
        {
            statistics.AddRow(PixelRow.AsFloats<T>(plane.Row(y), buffer), y / SidePx);
        }
        ArrayPool<float>.Shared.Return(buffer);
        return statistics;
    }

    /// <summary>Variance over the median of the tiles' variance over mean.</summary>
    public double LocalFocus()
    {
        double[] focuses = Collect((in Tile tile) => (tile.Sum / Tile.PixelCount) + _origin is > 0 and double mean ? tile.Variance / mean : double.NaN);
        if (focuses.Length < 2)
        {
            return double.NaN;
        }
        double mean = focuses.Sum() / focuses.Length;
        double variance = focuses.Sum(focus => (focus - mean) * (focus - mean)) / focuses.Length;
        double median = Order.Quantile(focuses, 0.5);
        return median > 0 ? variance / median : double.NaN;
    }

    /// <summary>Range of the quadratic surface through the tiles' means, over the plane's mean.</summary>
    public double Gradient()
    {
        if (_rows < 3 || _columns < 3 || !(Mean > 0))
        {
            return double.NaN;
        }
        var surface = new QuadraticSurface();
        for (int i = 0; i < Tiles.Length; i++)
        {
            if (Tiles[i].IsWhole)
            {
                (double y, double x) = Place(i);
                surface.Add(y, x, Tiles[i].Sum / Tile.PixelCount);
            }
        }
        if (!surface.Fit())
        {
            return double.NaN;
        }
        double low = double.PositiveInfinity;
        double high = double.NegativeInfinity;
        for (int i = 0; i < Tiles.Length; i++)
        {
            (double y, double x) = Place(i);
            double level = surface.At(y, x);
            low = Math.Min(low, level);
            high = Math.Max(high, level);
        }
        return (high - low) / Mean;
    }

    /// <summary>Share of tiles with more than <see cref="NoiseFactor"/> times the variance of the noise, which is the median over the tiles.</summary>
    /// <param name="leastNoise">Smallest variance of noise: that of rounding to whole grey levels, 1/12.</param>
    public double StructuredShare(double leastNoise)
    {
        double[] noises = Collect((in Tile tile) => tile.Noise);
        if (noises.Length == 0)
        {
            return double.NaN;
        }
        double limit = NoiseFactor * Math.Max(leastNoise, Order.Quantile(noises, 0.5));
        return (double)Collect((in Tile tile) => tile.Variance).Count(variance => variance > limit) / noises.Length;
    }

    /// <summary>Gives the scratch back.</summary>
    public void Dispose() => ArrayPool<Tile>.Shared.Return(_tiles);

    private delegate double Measure(in Tile tile);

    // Sorted numbers of the whole tiles.
    private double[] Collect(Measure measure)
    {
        var values = new double[_rows * _columns];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = _tiles[i].IsWhole ? measure(_tiles[i]) : double.NaN;
        }
        return Order.Sorted(values);
    }

    // Centre of a tile, -1..1 over the field.
    private (double Y, double X) Place(int index) => (
        (2.0 * (index / _columns) / (_rows - 1)) - 1,
        (2.0 * (index % _columns) / (_columns - 1)) - 1);

    private void AddRow(ReadOnlySpan<float> row, int tileRow)
    {
        int x = 0;
        if (!double.IsNaN(_origin) && WideSums.AllFinite(row))
        {
            for (int column = 0; column < _columns; column++, x += SidePx)
            {
                (double sum, double squares) = SumTileRow(row.Slice(x, SidePx));
                if (tileRow < _rows)
                {
                    _tiles[(tileRow * _columns) + column].Add(sum, squares, SquaredSecondDifferences(row.Slice(x, SidePx)));
                }
                _sum += sum;
                _squares += squares;
                FiniteCount += SidePx;
            }
        }
        for (; x < row.Length; x++)
        {
            AddOne(row, x, tileRow);
        }
    }

    private void AddOne(ReadOnlySpan<float> row, int x, int tileRow)
    {
        int column = x / SidePx;
        bool inTile = tileRow < _rows && column < _columns;
        if (!float.IsFinite(row[x]))
        {
            if (inTile)
            {
                _tiles[(tileRow * _columns) + column].Count = int.MinValue;
            }
            return;
        }
        if (FiniteCount++ == 0)
        {
            _origin = row[x];
        }
        double difference = row[x] - _origin;
        _sum += difference;
        _squares += difference * difference;
        Minimum = Math.Min(Minimum, row[x]);
        Maximum = Math.Max(Maximum, row[x]);
        if (inTile)
        {
            ref Tile tile = ref _tiles[(tileRow * _columns) + column];
            tile.Sum += difference;
            tile.Squares += difference * difference;
            tile.Count++;
            if (x % SidePx == SidePx - 1)
            {
                tile.SecondDifferences += SquaredSecondDifferences(row.Slice(x + 1 - SidePx, SidePx));
            }
        }
    }

    private (double Sum, double Squares) SumTileRow(ReadOnlySpan<float> pixels)
    {
        ref float first = ref MemoryMarshal.GetReference(pixels);
        Vector512<double> origin = Vector512.Create(_origin);
        Vector512<double> sum = Vector512<double>.Zero;
        Vector512<double> squares = Vector512<double>.Zero;
        Vector256<float> minimum = Vector256.Create(Minimum);
        Vector256<float> maximum = Vector256.Create(Maximum);
        for (int i = 0; i < SidePx; i += Vector256<float>.Count)
        {
            Vector256<float> eight = Vector256.LoadUnsafe(ref first, (nuint)i);
            Vector512<double> difference = WideSums.Widen(eight) - origin;
            sum += difference;
            squares += difference * difference;
            minimum = Vector256.Min(minimum, eight);
            maximum = Vector256.Max(maximum, eight);
        }
        if (Vector256.LessThanAny(minimum, Vector256.Create(Minimum)) || Vector256.GreaterThanAny(maximum, Vector256.Create(Maximum)))
        {
            for (int lane = 0; lane < Vector256<float>.Count; lane++)
            {
                Minimum = Math.Min(Minimum, minimum[lane]);
                Maximum = Math.Max(Maximum, maximum[lane]);
            }
        }
        return (WideSums.Fold(sum), WideSums.Fold(squares));
    }

    // Around columns 1..16 and 15..30 of a tile's row: 15 and 16 count twice, so that two vectors do.
    private static double SquaredSecondDifferences(ReadOnlySpan<float> pixels)
    {
        ref float first = ref MemoryMarshal.GetReference(pixels);
        Vector512<float> sum = Vector512<float>.Zero;
        for (nuint i = 0; i <= 14; i += 14)
        {
            Vector512<float> middle = Vector512.LoadUnsafe(ref first, i + 1);
            Vector512<float> second = (Vector512.LoadUnsafe(ref first, i) - middle) + (Vector512.LoadUnsafe(ref first, i + 2) - middle);
            sum += second * second;
        }
        return WideSums.Fold(WideSums.Widen(sum.GetLower()) + WideSums.Widen(sum.GetUpper()));
    }

    private struct Tile
    {
        public const int PixelCount = SidePx * SidePx;
        public double Sum;
        public double Squares;
        public double SecondDifferences;
        public int Count;

        public readonly bool IsWhole => Count == PixelCount;

        public readonly double Variance => Math.Max(0, (Squares / PixelCount) - (Sum / PixelCount * (Sum / PixelCount)));

        public readonly double Noise => SecondDifferences / PixelCount / 6;

        public void Add(double sum, double squares, double secondDifferences)
        {
            Sum += sum;
            Squares += squares;
            SecondDifferences += secondDifferences;
            Count += SidePx;
        }
    }
}
