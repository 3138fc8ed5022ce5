namespace CellCluster.Imaging;

/// <summary>Learns the illumination of a plate from its fields, one after the other, in any order.</summary>
/// <remarks>
/// Per field: the median of every block of about <see cref="FlatFieldOptions.BlockPx"/> px, over the median of all of the field's blocks (so that bright fields weigh
/// as much as dark ones), is counted in the block's histogram of <see cref="BinCount"/> logarithmic bins from 1/8 to 8. Counts are integers: any order of fields, and any merge of
/// parts of a plate, gives the same gain bit for bit. Memory does not grow with the number of fields: 4 kB per block, 18 MB for 2136x2136.
/// Not thread-safe: one accumulator per worker, then <see cref="Merge"/>.
/// The dark level is given, not fitted.
/// </remarks>
public sealed class FlatFieldAccumulator
{
    /// <summary>Bins per block: 0.4 % of the gain each, and quantiles are interpolated within them.</summary>
    public const int BinCount = 1024;

    private const double LargestRatio = 8;
    private readonly FlatFieldOptions _options;
    private readonly int _rows;
    private readonly int _columns;
    private readonly int[] _counts;
    private readonly float[] _block;
    private readonly float[] _medians;

    /// <summary>An accumulator for fields of one size.</summary>
    /// <exception cref="ArgumentException">The options have faults; all are named.</exception>
    public FlatFieldAccumulator(int height, int width, FlatFieldOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(height);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        _options = options ?? new FlatFieldOptions();
        if (_options.Faults(height, width) is { Count: > 0 } faults)
        {
            throw new ArgumentException($"flat field options: {string.Join("; ", faults)}", nameof(options));
        }
        Height = height;
        Width = width;
        _rows = _options.BlockCount(height);
        _columns = _options.BlockCount(width);
        _counts = new int[checked(_rows * _columns * BinCount)];
        _block = new float[((height / _rows) + 1) * ((width / _columns) + 1)];
        _medians = new float[2 * _rows * _columns];
    }

    /// <summary>Rows of a field.</summary>
    public int Height { get; }

    /// <summary>Columns of a field.</summary>
    public int Width { get; }

    /// <summary>Fields counted.</summary>
    public int FieldCount { get; private set; }

    /// <summary>Fields left out, because their median block is not above the dark level (shutter closed, all NaN).</summary>
    public int SkippedFieldCount { get; private set; }

    /// <summary>Counts a field.</summary>
    /// <returns>False where it was left out.</returns>
    public bool Add(Plane<float> field)
    {
        ArgumentNullException.ThrowIfNull(field);
        if (field.Height != Height || field.Width != Width)
        {
            throw new ArgumentException($"the field has {field.Height}x{field.Width} px, the flat field {Height}x{Width}; fields of one acquisition have one size", nameof(field));
        }
        int count = _rows * _columns;
        for (int i = 0; i < count; i++)
        {
            _medians[i] = MedianOfBlock(field, i / _columns, i % _columns);
        }
        Span<float> sorted = _medians.AsSpan(count, count);
        _medians.AsSpan(0, count).CopyTo(sorted);
        double level = MedianOf(sorted) - _options.DarkLevel;
        if (!(level > 0))
        {
            SkippedFieldCount++;
            return false;
        }
        for (int i = 0; i < count; i++)
        {
            double ratio = (_medians[i] - _options.DarkLevel) / level;
            if (!double.IsNaN(ratio))
            {
                _counts[(i * BinCount) + Bin(ratio)]++;
            }
        }
        FieldCount++;
        return true;
    }

    /// <summary>Adds what another accumulator of the same size and options has counted.</summary>
    public void Merge(FlatFieldAccumulator other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other.Height != Height || other.Width != Width || other._options != _options)
        {
            throw new ArgumentException($"a flat field of {other.Height}x{other.Width} px with {other._options} does not merge into one of {Height}x{Width} px with {_options}", nameof(other));
        }
        for (int i = 0; i < _counts.Length; i++)
        {
            _counts[i] += other._counts[i];
        }
        FieldCount += other.FieldCount;
        SkippedFieldCount += other.SkippedFieldCount;
    }

    /// <summary>The gain of the fields so far.</summary>
    /// <exception cref="InvalidOperationException">Fewer fields than <see cref="FlatFieldOptions.MinFieldCount"/> were counted.</exception>
    public FlatField Build()
    {
        if (FieldCount < _options.MinFieldCount)
        {
            throw new InvalidOperationException(
                $"flat field of {Height}x{Width} px: {FieldCount} fields with light ({SkippedFieldCount} without), {_options.MinFieldCount} are needed; give more fields or correct each by itself");
        }
        using var grid = Plane<float>.Rent(_rows, _columns);
        for (int i = 0; i < grid.PixelCount; i++)
        {
            grid.Pixels[i] = (float)Quantile(_counts.AsSpan(i * BinCount, BinCount));
        }
        double sigma = _options.SigmaPx / _options.BlockPx;
        // One more, so that the half block beyond the last centre is interpolated too. A slope is mirrored once, then its end repeated: four sides of that are enough.
        int margin = Math.Min(GaussianBlur.RadiusPx(sigma), 4 * Math.Max(_rows, _columns)) + 1;
        using Plane<float> extended = BlockGrid.Extended(grid, margin);
        GaussianBlur.Apply(extended, sigma, extended);
        var gain = Plane<float>.Rent(Height, Width);
        BlockGrid.Enlarge(extended, (float)Height / _rows, (float)Width / _columns, gain, margin);
        return FlatField.FromShape(gain, _options.DarkLevel, FieldCount);
    }

    private static int Bin(double ratio) => ratio <= 1 / LargestRatio
        ? 0
        : (int)Math.Min(BinCount - 1, (Math.Log(ratio * LargestRatio) / Math.Log(LargestRatio * LargestRatio)) * BinCount);

    // Grouped data: a bin's fields are spread evenly over it. A block without a finite pixel in any field has gain 1.
    private double Quantile(ReadOnlySpan<int> counts)
    {
        long total = 0;
        foreach (int count in counts)
        {
            total += count;
        }
        double wanted = _options.Quantile * total;
        long below = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0 && below + counts[i] >= wanted)
            {
                double at = (i + ((wanted - below) / counts[i])) / BinCount;
                return Math.Pow(LargestRatio * LargestRatio, at) / LargestRatio;
            }
            below += counts[i];
        }
        return 1;
    }

    // Blocks share the length evenly, to the px, so that none is cut at the border.
    private static int Start(int block, int blocks, int lengthPx) => (int)((long)block * lengthPx / blocks);

    private float MedianOfBlock(Plane<float> field, int blockY, int blockX)
    {
        int left = Start(blockX, _columns, Width);
        int width = Start(blockX + 1, _columns, Width) - left;
        int count = 0;
        for (int y = Start(blockY, _rows, Height); y < Start(blockY + 1, _rows, Height); y++)
        {
            field.Row(y).Slice(left, width).CopyTo(_block.AsSpan(count));
            count += width;
        }
        return MedianOf(_block.AsSpan(0, count));
    }

    // The upper median of the finite values, whose order is lost; NaN where there is none.
    private static float MedianOf(Span<float> values)
    {
        int finite = 0;
        for (int i = 0; i < values.Length; i++)
        {
            if (float.IsFinite(values[i]))
            {
                values[finite++] = values[i];
            }
        }
        if (finite == 0)
        {
            return float.NaN;
        }
        values[..finite].Sort();
        return values[finite / 2];
    }
}
