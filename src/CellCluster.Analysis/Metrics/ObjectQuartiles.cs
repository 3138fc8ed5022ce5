using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
    private readonly int[] _counts = ArrayPool<int>.Shared.Rent(2 * BinCount);
    private float[] _pixels = ArrayPool<float>.Shared.Rent(4096);
    private float[] _sorted = ArrayPool<float>.Shared.Rent(4096);
    private byte[] _bins = ArrayPool<byte>.Shared.Rent(4096);

    /// <summary>The quartiles of the finite pixels, of which there is at least one.</summary>
    public (double Lower, double Median, double Upper) Of(ReadOnlySpan<ObjectRun> runs, int area, Plane<float> plane, float minimum, float maximum)
    {
        if (minimum == maximum)
        {
            return (minimum, minimum, minimum);
        }
        Ensure(area);
        int count = Gather(runs, plane, minimum, (BinCount - 1) / (maximum - minimum));
        Span<int> ranks = stackalloc int[6]; // each quartile lies between two ranks
        for (int q = 0; q < 3; q++)
        {
            ranks[2 * q] = (int)(Fraction(q) * (count - 1));
            ranks[(2 * q) + 1] = Math.Min(ranks[2 * q] + 1, count - 1);
        }
        Select(ranks, count);
        return (Between(ranks, 0, count), Between(ranks, 1, count), Between(ranks, 2, count));
    }

    /// <summary>Gives the scratch back.</summary>
    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_counts);
        ArrayPool<float>.Shared.Return(_pixels);
        ArrayPool<float>.Shared.Return(_sorted);
        ArrayPool<byte>.Shared.Return(_bins);
    }

    private void Ensure(int area)
    {
        if (_pixels.Length < area || _bins.Length < area)
        {
            ArrayPool<float>.Shared.Return(_pixels);
            ArrayPool<float>.Shared.Return(_sorted);
            ArrayPool<byte>.Shared.Return(_bins);
            _pixels = ArrayPool<float>.Shared.Rent(area);
            _sorted = ArrayPool<float>.Shared.Rent(area);
            _bins = ArrayPool<byte>.Shared.Rent(area);
        }
    }

    private static double Fraction(int quartile) => 0.25 * (quartile + 1);

    // The finite pixels and their bins, sixteen at a time. Subtraction and product are rounded, which keeps them monotone.
    private int Gather(ReadOnlySpan<ObjectRun> runs, Plane<float> plane, float minimum, float scale)
    {
        int count = 0;
        foreach (ObjectRun run in runs)
        {
            ReadOnlySpan<float> row = plane.Row(run.Y).Slice(run.X, run.Length);
            if (WideSums.AllFinite(row))
            {
                row.CopyTo(_pixels.AsSpan(count));
                count += row.Length;
                continue;
            }
            foreach (float pixel in row)
            {
                _pixels[count] = pixel;
                count += float.IsFinite(pixel) ? 1 : 0;
            }
        }
        ReadOnlySpan<float> pixels = _pixels.AsSpan(0, count);
        Span<byte> bins = _bins.AsSpan(0, count);
        ref float first = ref MemoryMarshal.GetReference(pixels);
        ref byte target = ref MemoryMarshal.GetReference(bins);
        int i = 0;
        for (; i <= count - Vector512<float>.Count; i += Vector512<float>.Count)
        {
            Vector512<int> whole = Vector512.ConvertToInt32((Vector512.LoadUnsafe(ref first, (nuint)i) - Vector512.Create(minimum)) * scale);
            Vector256<ushort> half = Vector256.Narrow(whole.GetLower().AsUInt32(), whole.GetUpper().AsUInt32());
            Vector128.Narrow(half.GetLower(), half.GetUpper()).StoreUnsafe(ref target, (nuint)i);
        }
        for (; i < count; i++)
        {
            bins[i] = (byte)(int)((pixels[i] - minimum) * scale);
        }
        Count(bins);
        return count;
    }

    // Odd pixels count in a table of their own: equal bins in a row need not wait for each other.
    private void Count(ReadOnlySpan<byte> bins)
    {
        Span<int> even = _counts.AsSpan(0, BinCount);
        Span<int> odd = _counts.AsSpan(BinCount, BinCount);
        even.Clear();
        odd.Clear();
        int i = 0;
        for (; i < bins.Length - 1; i += 2)
        {
            even[bins[i]]++;
            odd[bins[i + 1]]++;
        }
        if (i < bins.Length)
        {
            even[bins[i]]++;
        }
        for (int bin = 0; bin < BinCount; bin++)
        {
            even[bin] += odd[bin];
        }
    }

    // Sorts the pixels of the bins that hold a wanted rank; ranks become places among them.
    private void Select(Span<int> ranks, int count)
    {
        Span<bool> wanted = stackalloc bool[BinCount];
        wanted.Clear();
        int below = 0;
        int skipped = 0;
        int next = 0;
        for (int bin = 0; bin < BinCount && next < ranks.Length; bin++)
        {
            int size = _counts[bin];
            while (next < ranks.Length && ranks[next] < below + size)
            {
                wanted[bin] = true;
                ranks[next++] -= skipped;
            }
            below += size;
            skipped += wanted[bin] ? 0 : size;
        }
        int kept = 0;
        ReadOnlySpan<byte> bins = _bins.AsSpan(0, count);
        ReadOnlySpan<float> pixels = _pixels.AsSpan(0, count);
        Span<float> sorted = _sorted;
        for (int i = 0; i < bins.Length; i++)
        {
            sorted[kept] = pixels[i];
            kept += wanted[bins[i]] ? 1 : 0;
        }
        sorted[..kept].Sort();
    }

    private double Between(ReadOnlySpan<int> places, int quartile, int count)
    {
        double rank = Fraction(quartile) * (count - 1);
        double value = _sorted[places[2 * quartile]];
        return value + ((rank - Math.Floor(rank)) * (_sorted[places[(2 * quartile) + 1]] - value));
    }
}
