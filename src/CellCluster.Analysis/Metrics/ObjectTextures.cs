using System.Buffers;
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
        _pairs = ArrayPool<int>.Shared.Rent((levelCount + 1) * (levelCount + 1));
    }

    /// <summary>Quantises the pixels of the objects.</summary>
    /// <param name="runs">The objects.</param>
    /// <param name="plane">The plane.</param>
    /// <param name="range">Where the first level starts and the last one ends; equal for a flat plane, which has one level.</param>
    /// <param name="options">Scale and number of levels.</param>
    public static ObjectTextures Of(ObjectRuns runs, Plane<float> plane, (double Low, double High) range, MeasurementOptions options)
    {
        var levels = Plane<byte>.Rent(plane.Height, plane.Width);
        float low = (float)range.Low;
        float scale = range.High > range.Low ? (float)(options.TextureLevels / (range.High - range.Low)) : 0;
        float last = options.TextureLevels - 1;
        for (int i = 0; i < runs.Count; i++)
        {
            foreach (ObjectRun run in runs[i])
            {
                ReadOnlySpan<float> pixels = plane.Row(run.Y).Slice(run.X, run.Length);
                Span<byte> quantised = levels.Row(run.Y).Slice(run.X, run.Length);
                for (int x = 0; x < pixels.Length; x++)
                {
                    float level = Math.Clamp((pixels[x] - low) * scale, 0, last);
                    quantised[x] = float.IsFinite(pixels[x]) ? (byte)level : (byte)options.TextureLevels;
                }
            }
        }
        return new ObjectTextures(runs.Labels, levels, options.TextureLevels, options.TextureScalePx);
    }

    /// <summary>The texture of one object.</summary>
    public ObjectTexture Measure(uint id, ReadOnlySpan<ObjectRun> runs)
    {
        int stride = _levelCount + 1;
        _pairs.AsSpan(0, stride * stride).Clear();
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
        Span<int> pairs = _pairs.AsSpan(0, stride * stride);
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
                    pairs[(own[x] * stride) + other[x]]++;
                }
            }
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
