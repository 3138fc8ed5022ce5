using System.Buffers;
using System.Runtime.CompilerServices;

namespace CellCluster.Imaging;

/// <summary>The Gaussian of a plane, row after row from the top, so that what follows a blur (a difference, a mask) needs no pass of its own.</summary>
/// <remarks>
/// Columns are filtered first, all of them, into a pooled plane: strips of 64 columns are copied to contiguous scratch with the reflected border, where a column's
/// window stays in the first cache whatever the row length of the plane is. Rows follow one by one on demand. After the constructor the source is not read
/// again: it may be overwritten. Not thread-safe.
/// </remarks>
internal sealed unsafe class GaussianRows : IDisposable
{
    private const int StripWidth = SymmetricTaps.BlockLength;
    private const int AlignmentBytes = 64;
    private readonly int _radius;
    private readonly int _width;
    private readonly int _paddedWidth;
    private readonly Plane<float> _columns;
    private readonly float[] _weights;
    private readonly float[] _scratch;
    private int _y;

    public GaussianRows(Plane<float> source, double sigmaPx)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (!(sigmaPx >= 0) || !double.IsFinite(sigmaPx))
        {
            throw new ArgumentOutOfRangeException(nameof(sigmaPx), sigmaPx, "expected a finite number of px, 0 or more");
        }
        _radius = GaussianBlur.RadiusPx(sigmaPx);
        _width = source.Width;
        _paddedWidth = (_width + SymmetricTaps.BlockLength - 1) / SymmetricTaps.BlockLength * SymmetricTaps.BlockLength;
        _columns = Plane<float>.Rent(source.Height, source.Width);
        _weights = Weights(sigmaPx, _radius);
        int strip = (source.Height + (2 * _radius) + 1) * StripWidth;
        int row = (2 * _paddedWidth) + (2 * _radius);
        _scratch = ArrayPool<float>.Shared.Rent(checked(Math.Max(strip, row) + (AlignmentBytes / sizeof(float))));
        FilterColumns(source);
    }

    /// <summary>Writes the next row.</summary>
    public void Next(Span<float> destination)
    {
        fixed (float* scratch = _scratch, weights = _weights)
        {
            float* output = Align(scratch);
            float* line = output + _paddedWidth;
            ReadOnlySpan<float> row = _columns.Row(_y++);
            // Lanes beyond the row's end are computed and dropped; old finite or NaN values there reach no kept lane.
            row.CopyTo(new Span<float>(line + _radius, _width));
            for (int i = 0; i < _radius; i++)
            {
                line[i] = row[Reflected(i - _radius, _width)];
                line[_radius + _width + i] = row[Reflected(_width + i, _width)];
            }
            SymmetricTaps.Apply(line + _radius, 1, weights, _radius, output, _paddedWidth);
            new ReadOnlySpan<float>(output, _width).CopyTo(destination);
        }
    }

    public void Dispose()
    {
        _columns.Dispose();
        ArrayPool<float>.Shared.Return(_scratch);
    }

    private void FilterColumns(Plane<float> source)
    {
        int height = source.Height;
        fixed (float* scratch = _scratch, weights = _weights)
        {
            float* strip = Align(scratch);
            float* output = strip + ((nint)(height + (2 * _radius)) * StripWidth);
            for (int x = 0; x < _width; x += StripWidth)
            {
                int columns = Math.Min(StripWidth, _width - x);
                for (int i = 0; i < height + (2 * _radius); i++)
                {
                    var line = new Span<float>(strip + ((nint)i * StripWidth), StripWidth);
                    source.Row(Reflected(i - _radius, height)).Slice(x, columns).CopyTo(line);
                    line[columns..].Clear();
                }
                for (int y = 0; y < height; y++)
                {
                    SymmetricTaps.Apply(strip + ((nint)(y + _radius) * StripWidth), StripWidth, weights, _radius, output, StripWidth);
                    new ReadOnlySpan<float>(output, columns).CopyTo(_columns.Row(y)[x..]);
                }
            }
        }
    }

    /// <summary>d c b a | a b c d | d c b a, also for kernels longer than the plane.</summary>
    private static int Reflected(int i, int length)
    {
        if ((uint)i < (uint)length)
        {
            return i;
        }
        int phase = i % (2 * length);
        phase = phase < 0 ? phase + (2 * length) : phase;
        return phase < length ? phase : (2 * length) - 1 - phase;
    }

    private static float[] Weights(double sigmaPx, int radius)
    {
        double[] weights = new double[radius + 1];
        double sum = 0;
        for (int k = radius; k >= 0; k--)
        {
            weights[k] = Math.Exp(-0.5 * k * k / (sigmaPx * sigmaPx));
            sum += k == 0 ? 1 : 2 * weights[k];
        }
        return Array.ConvertAll(weights, weight => (float)(weight / sum));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static float* Align(float* at) => (float*)(((nuint)at + (AlignmentBytes - 1)) & ~(nuint)(AlignmentBytes - 1));
}
