using System.Buffers;
using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Strength of the non-specific background of a stain: what cells show beside the objects.</summary>
/// <remarks>
/// strength = (b - d) / (s - d): s = median of the plane in the objects, b = median outside them but within the cell radius of a nucleus (everywhere where the
/// field has no nuclei plane), d = its 0.01 quantile, which stands for no signal. A factor and an offset of the plane change nothing. 0: dark beside the objects;
/// 1: as bright as they are. On about 2^18 pixels of a regular grid; NaN and infinite pixels are left out. Undefined (NaN) without object or background
/// pixels in the sample, and where objects are not above d.
/// </remarks>
internal static class BackgroundSignal
{
    private const double DarkFraction = 0.01;
    private const int SampleCount = 1 << 18;

    /// <summary>The strength and the level b; <paramref name="cells"/> null where the field has no nuclei plane.</summary>
    public static (double Strength, double Level) Of(Plane<uint> labels, Plane<float> plane, CellReach? cells)
    {
        int step = Math.Max(1, (int)Math.Sqrt((double)plane.PixelCount / SampleCount));
        int most = ((plane.Height / step) + 1) * ((plane.Width / step) + 1);
        float[] sample = ArrayPool<float>.Shared.Rent(3 * most);
        Span<float> all = sample.AsSpan(0, most);
        Span<float> inside = sample.AsSpan(most, most);
        Span<float> beside = sample.AsSpan(2 * most, most);
        int[] covers = ArrayPool<int>.Shared.Rent(plane.Width + 1);
        Span<int> reached = covers.AsSpan(0, plane.Width + 1);
        reached.Fill(1);
        int count = 0;
        int insideCount = 0;
        int besideCount = 0;
        for (int y = step / 2; y < plane.Height; y += step)
        {
            ReadOnlySpan<float> pixels = plane.Row(y);
            ReadOnlySpan<uint> ids = labels.Row(y);
            cells?.Row(y, reached);
            for (int x = step / 2; x < pixels.Length; x += step)
            {
                all[count++] = pixels[x];
                if (ids[x] != 0)
                {
                    inside[insideCount++] = pixels[x];
                }
                else if (reached[x] > 0)
                {
                    beside[besideCount++] = pixels[x];
                }
            }
        }
        double dark = Quantile(all[..count], DarkFraction);
        double signal = Quantile(inside[..insideCount], 0.5) - dark;
        double level = Quantile(beside[..besideCount], 0.5);
        ArrayPool<int>.Shared.Return(covers);
        ArrayPool<float>.Shared.Return(sample);
        return (signal > 0 ? (level - dark) / signal : double.NaN, level);
    }

    private static double Quantile(ReadOnlySpan<float> pixels, double fraction)
    {
        Span<double> result = stackalloc double[1];
        Quantiles.Of(pixels, [fraction], result);
        return result[0];
    }
}
