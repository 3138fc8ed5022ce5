using System.Buffers;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Exact quartiles of the pixels of objects, interpolated linearly between ranks.</summary>
/// <remarks>
/// The pixels are counted in bins of equal width between the object's smallest and largest value (a monotone map), and only the pixels of the
/// bins that hold a wanted rank are sorted: about two passes over the object. Keeps its scratch between objects; not thread-safe; dispose it.
/// </remarks>
internal sealed class ObjectQuartiles : IDisposable
{
    private const int BinCount = 256;
    private readonly int[] _counts = ArrayPool<int>.Shared.Rent(BinCount);
    private float[] _pixels = ArrayPool<float>.Shared.Rent(4096);
    private float[] _sorted = ArrayPool<float>.Shared.Rent(4096);

    /// <summary>The quartiles of the finite pixels, of which there is at least one.</summary>
    public (double Lower, double Median, double Upper) Of(ReadOnlySpan<ObjectRun> runs, int area, Plane<float> plane, float minimum, float maximum)
    {
        Ensure(area);
        int count = Gather(runs, plane);
        ReadOnlySpan<float> pixels = _pixels.AsSpan(0, count);
        if (minimum == maximum)
        {
            return (minimum, minimum, minimum);
        }
        double scale = (BinCount - 1) / ((double)maximum - minimum);
        Span<int> counts = _counts.AsSpan(0, BinCount);
        counts.Clear();
        foreach (float pixel in pixels)
        {
            counts[(int)((pixel - (double)minimum) * scale)]++;
        }
        return (Quantile(0.25, pixels, counts, minimum, scale), Quantile(0.5, pixels, counts, minimum, scale), Quantile(0.75, pixels, counts, minimum, scale));
    }

    /// <summary>Gives the scratch back.</summary>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_counts);
        ArrayPool<float>.Shared.Return(_pixels);
        ArrayPool<float>.Shared.Return(_sorted);
    }

    private void Ensure(int area)
    {
        if (_pixels.Length < area)
        {
            ArrayPool<float>.Shared.Return(_pixels);
            ArrayPool<float>.Shared.Return(_sorted);
            _pixels = ArrayPool<float>.Shared.Rent(area);
            _sorted = ArrayPool<float>.Shared.Rent(area);
        }
    }

    private int Gather(ReadOnlySpan<ObjectRun> runs, Plane<float> plane)
    {
        int count = 0;
        foreach (ObjectRun run in runs)
        {
            ReadOnlySpan<float> row = plane.Row(run.Y).Slice(run.X, run.Length);
            foreach (float pixel in row)
            {
                _pixels[count] = pixel;
                count += float.IsFinite(pixel) ? 1 : 0;
            }
        }
        return count;
    }

    private double Quantile(double fraction, ReadOnlySpan<float> pixels, ReadOnlySpan<int> counts, double minimum, double scale)
    {
        double rank = fraction * (pixels.Length - 1);
        int wanted = (int)rank;
        double part = rank - wanted;
        int first = 0;
        int below = 0;
        while (below + counts[first] <= wanted)
        {
            below += counts[first++];
        }
        int last = first;
        int reached = below + counts[first];
        while (part > 0 && reached <= wanted + 1)
        {
            reached += counts[++last];
        }
        int kept = 0;
        foreach (float pixel in pixels)
        {
            int bin = (int)((pixel - minimum) * scale);
            _sorted[kept] = pixel;
            kept += bin >= first && bin <= last ? 1 : 0;
        }
        _sorted.AsSpan(0, kept).Sort();
        double value = _sorted[wanted - below];
        return part == 0 ? value : value + (part * (_sorted[wanted - below + 1] - value));
    }
}
