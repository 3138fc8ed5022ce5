using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Sums over the pixels of one component, taken row by row.</summary>
internal struct ComponentSums
{
    public int Count;
    public int First;
    public long SumY;
    public long SumX;
    public double Intensity;
    public float Peak;

    /// <summary>Sums per id 0..<paramref name="count"/>; id 0, the background, stays empty. Peak is the largest pixel of <paramref name="peaks"/>.</summary>
    public static ComponentSums[] Of(Plane<uint> labels, int count, Plane<float> plane, Plane<float> peaks)
    {
        var sums = new ComponentSums[count + 1];
        foreach (ref ComponentSums sum in sums.AsSpan())
        {
            sum.Peak = float.NegativeInfinity;
        }
        for (int y = 0; y < labels.Height; y++)
        {
            ReadOnlySpan<uint> ids = labels.Row(y);
            ReadOnlySpan<float> pixels = plane.Row(y);
            ReadOnlySpan<float> levels = peaks.Row(y);
            for (int x = Next(ids, 0); x < ids.Length; x = Next(ids, x))
            {
                uint id = ids[x];
                ref ComponentSums sum = ref sums[id];
                if (sum.Count == 0)
                {
                    sum.First = (y * labels.Width) + x;
                }
                int from = x;
                double intensity = sum.Intensity;
                float peak = sum.Peak;
                for (; x < ids.Length && ids[x] == id; x++)
                {
                    intensity += pixels[x];
                    peak = levels[x] > peak ? levels[x] : peak;
                }
                sum.Intensity = intensity;
                sum.Peak = peak;
                sum.Count += x - from;
                sum.SumY += (long)y * (x - from);
                sum.SumX += (long)(x - from) * (from + x - 1) / 2;
            }
        }
        return sums;
    }

    private static int Next(ReadOnlySpan<uint> ids, int from)
    {
        int step = ids[from..].IndexOfAnyExcept(0u);
        return step < 0 ? ids.Length : from + step;
    }
}
