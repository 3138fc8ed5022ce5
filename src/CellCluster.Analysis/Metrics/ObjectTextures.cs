using System.Buffers;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Grey-level co-occurrence of the objects of one plane.</summary>
/// <remarks>
/// The plane is quantised once for all its objects, so that they compare: levels of equal width over mean +- 3 standard deviations of all
/// objects' pixels, what lies outside in the first and last. A pair is two pixels of one object, apart by the scale along a row, along a column or
/// along either diagonal (scale / sqrt 2 rounded, as scikit-image). One symmetric matrix over all four directions. Pixels that are not finite make no pair.
/// Source: Haralick, Shanmugam and Dinstein 1973, doi:10.1109/TSMC.1973.4309314; equal to scikit-image's graycomatrix and graycoprops.
/// </remarks>
internal sealed class ObjectTextures : IDisposable
{
    private readonly Plane<uint> _labels;
    private readonly Plane<byte> _levels; // on pixels of objects: the level, or LevelCount where not finite
    private readonly int[] _pairs;
    private readonly int _levelCount;
    private readonly int _scale;

    private ObjectTextures(Plane<uint> labels, Plane<byte> levels, int levelCount, int scale)
    {
        (_labels, _levels, _levelCount, _scale) = (labels, levels, levelCount, scale);
        _pairs = ArrayPool<int>.Shared.Rent(2 * (levelCount + 1) * (levelCount + 1));
    }

    /// <summary>Quantises the pixels of the objects.</summary>
    /// <param name="runs">The objects.</param>
    /// <param name="plane">The plane.</param>
    /// <param name="range">Where the first level starts and the last one ends; equal for a flat plane, which has one level.</param>
    /// <param name="options">Scale and number of levels.</param>
    public static ObjectTextures Of(ObjectRuns runs, Plane<float> plane, (double Low, double High) range, MeasurementOptions options)
    {
        var levels = Plane<byte>.Rent(plane.Height, plane.Width);
        float scale = range.High > range.Low ? (float)(options.TextureLevels / (range.High - range.Low)) : 0;
        for (int i = 0; i < runs.Count; i++)
        {
            foreach (ObjectRun run in runs[i])
            {
                Quantise(
                    plane.Row(run.Y).Slice(run.X, run.Length), (float)range.Low, scale, options.TextureLevels, levels.Row(run.Y).Slice(run.X, run.Length));
            }
        }
        return new ObjectTextures(runs.Labels, levels, options.TextureLevels, options.TextureScalePx);
    }

    // Sixteen pixels at a time; the level is the whole part, kept within 0..levelCount - 1.
    private static void Quantise(ReadOnlySpan<float> pixels, float low, float scale, int levelCount, Span<byte> levels)
    {
        int x = 0;
        if (WideSums.AllFinite(pixels))
        {
            ref float first = ref MemoryMarshal.GetReference(pixels);
            ref byte target = ref MemoryMarshal.GetReference(levels);
            Vector512<float> last = Vector512.Create((float)(levelCount - 1));
            for (; x <= pixels.Length - Vector512<float>.Count; x += Vector512<float>.Count)
            {
                Vector512<float> level = (Vector512.LoadUnsafe(ref first, (nuint)x) - Vector512.Create(low)) * scale;
                Vector512<int> whole = Vector512.ConvertToInt32(Vector512.Min(Vector512.Max(level, Vector512<float>.Zero), last));
                Vector256<ushort> half = Vector256.Narrow(whole.GetLower().AsUInt32(), whole.GetUpper().AsUInt32());
                Vector128.Narrow(half.GetLower(), half.GetUpper()).StoreUnsafe(ref target, (nuint)x);
            }
        }
        for (; x < pixels.Length; x++)
        {
            float level = (pixels[x] - low) * scale;
            levels[x] = float.IsFinite(pixels[x]) ? (byte)Math.Clamp(level, 0, levelCount - 1) : (byte)levelCount;
        }
    }

    /// <summary>The texture of one object.</summary>
    public ObjectTexture Measure(uint id, ReadOnlySpan<ObjectRun> runs)
    {
        int stride = _levelCount + 1;
        _pairs.AsSpan(0, 2 * stride * stride).Clear();
        int diagonal = (int)Math.Round(_scale / Math.Sqrt(2));
        Count(id, runs, 0, _scale);
        Count(id, runs, diagonal, diagonal);
        Count(id, runs, _scale, 0);
        Count(id, runs, diagonal, -diagonal);
        return Features(stride);
    }

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        _levels.Dispose();
        ArrayPool<int>.Shared.Return(_pairs);
    }

    private void Count(uint id, ReadOnlySpan<ObjectRun> runs, int dy, int dx)
    {
        int stride = _levelCount + 1;
        Span<int> pairs = _pairs.AsSpan(0, 2 * stride * stride);
        ref int first = ref MemoryMarshal.GetReference(pairs);
        foreach (ObjectRun run in runs)
        {
            if (run.Y + dy >= _labels.Height)
            {
                break;
            }
            int from = Math.Max(run.X, -dx);
            int to = Math.Min(run.End, _labels.Width - dx);
            if (from >= to)
            {
                continue;
            }
            ReadOnlySpan<byte> own = _levels.Row(run.Y)[from..to];
            ReadOnlySpan<byte> other = _levels.Row(run.Y + dy).Slice(from + dx, own.Length);
            ReadOnlySpan<uint> ids = _labels.Row(run.Y + dy).Slice(from + dx, own.Length);
            for (int x = 0; x < own.Length; x++)
            {
                if (ids[x] == id)
                {
                    // Odd columns count in a matrix of their own: two equal pairs in a row need not wait for each other.
                    int pair = ((x & 1) * stride * stride) + (own[x] * stride) + other[x];
                    Debug.Assert(pair < pairs.Length, "A level above the last one.");
                    Unsafe.Add(ref first, pair)++;
                }
            }
        }
        for (int i = 0; i < stride * stride; i++)
        {
            pairs[i] += pairs[(stride * stride) + i];
            pairs[(stride * stride) + i] = 0;
        }
    }

    private ObjectTexture Features(int stride)
    {
        ReadOnlySpan<int> pairs = _pairs.AsSpan(0, stride * stride);
        long total = 0;
        long levels = 0;
        for (int i = 0; i < _levelCount; i++)
        {
            for (int j = 0; j < _levelCount; j++)
            {
                long count = pairs[(i * stride) + j];
                total += 2 * count;
                levels += count * (i + j);
            }
        }
        if (total == 0)
        {
            return ObjectTexture.None;
        }
        double mean = (double)levels / total;
        double contrast = 0;
        double entropy = 0;
        double moment = 0;
        double homogeneity = 0;
        double variance = 0;
        double covariance = 0;
        for (int i = 0; i < _levelCount; i++)
        {
            for (int j = 0; j < _levelCount; j++)
            {
                long count = (long)pairs[(i * stride) + j] + pairs[(j * stride) + i];
                if (count == 0)
                {
                    continue;
                }
                double p = (double)count / total;
                double squared = (i - j) * (i - j);
                contrast += p * squared;
                homogeneity += p / (1 + squared);
                moment += p * p;
                entropy -= p * Math.Log2(p);
                variance += p * (i - mean) * (i - mean);
                covariance += p * (i - mean) * (j - mean);
            }
        }
        return new ObjectTexture(contrast, variance < 1e-15 ? 1 : covariance / variance, entropy, moment, homogeneity);
    }
}
