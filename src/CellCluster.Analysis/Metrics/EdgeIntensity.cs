using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Grey levels on the border of an object: pixels with a neighbour by an edge that is not of it, or at the border of the plane.</summary>
internal static class EdgeIntensity
{
    /// <summary>Mean of the plane's finite pixels on the border of one object; NaN where none is.</summary>
    public static double Mean(Plane<uint> labels, uint id, ReadOnlySpan<ObjectRun> runs, Plane<float> plane)
    {
        double sum = 0;
        long count = 0;
        foreach (ObjectRun run in runs)
        {
            ReadOnlySpan<float> pixels = plane.Row(run.Y).Slice(run.X, run.Length);
            bool isEdgeRow = run.Y == 0 || run.Y == labels.Height - 1;
            ReadOnlySpan<uint> above = isEdgeRow ? default : labels.Row(run.Y - 1).Slice(run.X, pixels.Length);
            ReadOnlySpan<uint> below = isEdgeRow ? default : labels.Row(run.Y + 1).Slice(run.X, pixels.Length);
            for (int x = 0; x < pixels.Length; x++)
            {
                bool isBorder = isEdgeRow || x == 0 || x == pixels.Length - 1 || above[x] != id || below[x] != id;
                if (isBorder && float.IsFinite(pixels[x]))
                {
                    sum += pixels[x];
                    count++;
                }
            }
        }
        return count == 0 ? double.NaN : sum / count;
    }
}
