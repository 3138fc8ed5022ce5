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

    // Rows that a strip holds beside its margins: tall planes go in several, so scratch does not grow with their height.
    private const int LargestBandRows = 8192;

    private readonly int _radiusY;
    private readonly int _radiusX;
    private readonly int _bandRows;
    private readonly int _width;
    private readonly int _paddedWidth;
    private readonly Plane<float> _columns;
    private readonly float[] _weightsY;
    private readonly float[] _weightsX;
    private readonly float[] _scratch;
    private int _y;

    public GaussianRows(Plane<float> source, double sigmaYPx, double sigmaXPx)
    {
        ArgumentNullException.ThrowIfNull(source);
        _radiusY = Radius(sigmaYPx, nameof(sigmaYPx));
        _radiusX = Radius(sigmaXPx, nameof(sigmaXPx));
        _width = source.Width;
        _bandRows = Math.Min(source.Height, LargestBandRows);
        long paddedWidth = ((long)_width + SymmetricTaps.BlockLength - 1) / SymmetricTaps.BlockLength * SymmetricTaps.BlockLength;
        long strip = ((long)_bandRows + (2 * _radiusY) + 1) * StripWidth;
        long row = (2 * paddedWidth) + (2 * _radiusX);
        long scratch = Math.Max(strip, row) + (AlignmentBytes / sizeof(float));
        if (scratch > Array.MaxLength)
        {
            throw new ArgumentException($"A Gaussian of a plane {_width} px wide needs a row of {row} numbers; at most {Array.MaxLength} are possible: blur narrower crops.", nameof(source));
        }
        _paddedWidth = (int)paddedWidth;
        _weightsY = Weights(sigmaYPx, _radiusY);
        _weightsX = sigmaXPx == sigmaYPx ? _weightsY : Weights(sigmaXPx, _radiusX);
        _scratch = ArrayPool<float>.Shared.Rent((int)scratch);
        _columns = Plane<float>.Rent(source.Height, source.Width);
        try
        {
            FilterColumns(source);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Writes the next row.</summary>
    public void Next(Span<float> destination)
    {
        fixed (float* scratch = _scratch, weights = _weightsX)
        {
            float* output = Align(scratch);
            float* line = output + _paddedWidth;
            ReadOnlySpan<float> row = _columns.Row(_y++);
            // Lanes beyond the row's end are computed and dropped; old finite or NaN values there reach no kept lane.
            row.CopyTo(new Span<float>(line + _radiusX, _width));
            for (int i = 0; i < _radiusX; i++)
            {
                line[i] = row[Reflected(i - _radiusX, _width)];
                line[_radiusX + _width + i] = row[Reflected((long)_width + i, _width)];
            }
            SymmetricTaps.Apply(line + _radiusX, 1, weights, _radiusX, output, _paddedWidth);
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
        for (long top = 0; top < source.Height; top += _bandRows)
        {
            int rows = (int)Math.Min(_bandRows, source.Height - top);
            for (int x = 0; x < _width; x += StripWidth)
            {
                FilterStrip(source, (int)top, rows, x);
            }
        }
    }

    private void FilterStrip(Plane<float> source, int top, int rows, int x)
    {
        int columns = Math.Min(StripWidth, _width - x);
        fixed (float* scratch = _scratch, weights = _weightsY)
        {
            float* strip = Align(scratch);
            float* output = strip + ((nint)(rows + (2 * _radiusY)) * StripWidth);
            for (int i = 0; i < rows + (2 * _radiusY); i++)
            {
                var line = new Span<float>(strip + ((nint)i * StripWidth), StripWidth);
                source.Row(Reflected((long)top + i - _radiusY, source.Height)).Slice(x, columns).CopyTo(line);
                line[columns..].Clear();
            }
            for (int i = 0; i < rows; i++)
            {
                SymmetricTaps.Apply(strip + ((nint)(i + _radiusY) * StripWidth), StripWidth, weights, _radiusY, output, StripWidth);
                new ReadOnlySpan<float>(output, columns).CopyTo(_columns.Row(top + i)[x..]);
            }
        }
    }

    private static int Radius(double sigmaPx, string name) => sigmaPx >= 0 && sigmaPx <= GaussianBlur.LargestSigmaPx
        ? GaussianBlur.RadiusPx(sigmaPx)
        : throw new ArgumentOutOfRangeException(name, sigmaPx, $"expected 0 to {GaussianBlur.LargestSigmaPx} px");

    /// <summary>d c b a | a b c d | d c b a, also for kernels longer than the plane.</summary>
    private static int Reflected(long i, int length)
    {
        if ((ulong)i < (ulong)length)
        {
            return (int)i;
        }
        long period = 2L * length;
        long phase = i % period;
        phase = phase < 0 ? phase + period : phase;
        return (int)(phase < length ? phase : period - 1 - phase);
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
