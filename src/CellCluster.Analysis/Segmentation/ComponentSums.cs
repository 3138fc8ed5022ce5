using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Sums over the pixels of one component, taken row by row.</summary>
internal struct ComponentSums
{
    public int Count;
    public int First;
    public int Top;
    public int Left;
    public int Right;
    public int Bottom;
    public long SumY;
    public long SumX;
    public double Intensity;
    public float Peak;

    /// <summary>The smallest rectangle that holds it.</summary>
    public readonly PixelRect BoundingBox => new(Top, Left, Bottom + 1 - Top, Right + 1 - Left);

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
            int start = ids.IndexOfAnyExcept(0u);
            for (int x = start < 0 ? ids.Length : start; x < ids.Length; x++)
            {
                if (ids[x] == 0)
                {
                    int step = ids[x..].IndexOfAnyExcept(0u);
                    if (step < 0)
                    {
                        break;
                    }
                    x += step;
                }
                ref ComponentSums sum = ref sums[ids[x]];
                if (sum.Count++ == 0)
                {
                    sum.First = (y * labels.Width) + x;
                    sum.Top = y;
                    sum.Left = x;
                    sum.Right = x;
                }
                sum.Left = Math.Min(sum.Left, x);
                sum.Right = Math.Max(sum.Right, x);
                sum.Bottom = y;
                sum.SumY += y;
                sum.SumX += x;
                sum.Intensity += pixels[x];
                sum.Peak = Math.Max(sum.Peak, levels[x]);
            }
        }
        return sums;
    }
}
