namespace CellCluster.Imaging;

/// <summary>Counts grey levels of any number of planes and gives their quantiles with a resolution below one level.</summary>
/// <remarks>
/// 65,536 bins of one width, bin i around origin + i * width. A quantile is interpolated within its bin as if its pixels were spread evenly
/// over it (grouped data): 8-bit fields have quartiles a few levels apart, so whole levels would be too coarse. Integer counts merge in any
/// order to the same result. Pixels outside the bins count in the first or last one and in <see cref="ClampedPixelCount"/>. Not thread-safe.
/// </remarks>
public sealed class GreyLevelCounts
{
    private const int BinCount = 65_536;
    private readonly long[] _counts = new long[BinCount];
    private readonly double _origin;
    private readonly double _width;

    /// <summary>Empty counts.</summary>
    /// <param name="origin">Centre of the first bin, grey levels. Default 0.</param>
    /// <param name="width">Bin width, grey levels, above 0. Default 1: integer planes of 8 or 16 bits, or corrected ones on that scale.</param>
    public GreyLevelCounts(double origin = 0, double width = 1)
    {
        if (!(width > 0) || !double.IsFinite(width) || !double.IsFinite(origin))
        {
            throw new ArgumentOutOfRangeException(nameof(width), width, "expected a finite width above 0 and a finite origin");
        }
        _origin = origin;
        _width = width;
    }

    /// <summary>Finite pixels counted.</summary>
    public long PixelCount { get; private set; }

    /// <summary>Pixels that lay outside all bins.</summary>
    public long ClampedPixelCount { get; private set; }

    /// <summary>Adds the pixels of a byte, ushort or float plane.</summary>
    public void Add(Plane plane)
    {
        switch (plane)
        {
            case Plane<byte> bytes:
                foreach (byte pixel in bytes.Pixels)
                {
                    Count(pixel);
                }
                break;
            case Plane<ushort> words:
                foreach (ushort pixel in words.Pixels)
                {
                    Count(pixel);
                }
                break;
            case Plane<float> floats:
                foreach (float pixel in floats.Pixels)
                {
                    if (float.IsFinite(pixel))
                    {
                        Count(pixel);
                    }
                }
                break;
            default:
                throw new ArgumentException($"A plane of {plane?.PixelType} has no grey levels; byte, ushort and float planes have.", nameof(plane));
        }
    }

    /// <summary>Adds the counts of <paramref name="other"/>, which must have the same bins.</summary>
    public void Add(GreyLevelCounts other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (other._origin != _origin || other._width != _width)
        {
            throw new ArgumentException($"Bins of {other._width} from {other._origin} do not merge with bins of {_width} from {_origin}.", nameof(other));
        }
        for (int i = 0; i < BinCount; i++)
        {
            _counts[i] += other._counts[i];
        }
        PixelCount += other.PixelCount;
        ClampedPixelCount += other.ClampedPixelCount;
    }

    /// <summary>The grouped-data quantile at <paramref name="fraction"/>, 0..1; NaN where nothing was counted.</summary>
    public double Quantile(double fraction)
    {
        if (!(fraction >= 0 && fraction <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(fraction), fraction, "expected a fraction from 0 to 1");
        }
        double wanted = fraction * PixelCount;
        long below = 0;
        for (int i = 0; i < BinCount; i++)
        {
            if (_counts[i] > 0 && below + _counts[i] >= wanted)
            {
                return _origin + (_width * (i - 0.5 + ((wanted - below) / _counts[i])));
            }
            below += _counts[i];
        }
        return double.NaN;
    }

    /// <summary>Median and interquartile range of all pixels counted.</summary>
    public RobustScale Scale() => new(Quantile(0.5), Quantile(0.75) - Quantile(0.25));

    private void Count(double pixel)
    {
        double bin = Math.Floor(((pixel - _origin) / _width) + 0.5);
        double kept = Math.Clamp(bin, 0, BinCount - 1);
        _counts[(int)kept]++;
        ClampedPixelCount += kept != bin ? 1 : 0;
        PixelCount++;
    }
}
