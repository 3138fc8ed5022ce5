using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Level of detail of the Golgi (5.1 of the source): how steep its objects are for their height.</summary>
/// <remarks>
/// detail = sqrt(sum over the objects' pixels of g^2 / sum of (I - b)^2), g^2 = half the sum of the squared differences to the four neighbours, b = the median beside
/// the objects (<see cref="BackgroundSignal"/>): the root mean square spatial frequency, 1/px. Blur takes away high frequencies first, so a sharper Golgi
/// has more; a factor and an offset of the plane change nothing, and non-specific background does not count. Noise counts as detail. Neighbours outside
/// the plane and differences that are not finite are left out. NaN without objects, without b, or where no pixel of the objects differs from b.
/// </remarks>
internal static class GolgiDetail
{
    /// <summary>The level of detail of the objects, given the level beside them.</summary>
    public static double Level(ObjectRuns runs, Plane<float> plane, double background)
    {
        double slopes = 0;
        double heights = 0;
        for (int i = 0; i < runs.Count; i++)
        {
            foreach (ObjectRun run in runs[i])
            {
                ReadOnlySpan<float> row = plane.Row(run.Y);
                ReadOnlySpan<float> above = plane.Row(Math.Max(0, run.Y - 1));
                ReadOnlySpan<float> below = plane.Row(Math.Min(plane.Height - 1, run.Y + 1));
                for (int x = run.X; x < run.End; x++)
                {
                    float pixel = row[x];
                    double slope = Squared(pixel, above[x]) + Squared(pixel, below[x]) + Squared(pixel, row[Math.Max(0, x - 1)]) + Squared(pixel, row[Math.Min(row.Length - 1, x + 1)]);
                    if (double.IsFinite(slope) && float.IsFinite(pixel))
                    {
                        slopes += slope / 2;
                        heights += (pixel - background) * (pixel - background);
                    }
                }
            }
        }
        return heights > 0 ? Math.Sqrt(slopes / heights) : double.NaN;
    }

    private static double Squared(float a, float b)
    {
        double difference = (double)a - b;
        return difference * difference;
    }
}
