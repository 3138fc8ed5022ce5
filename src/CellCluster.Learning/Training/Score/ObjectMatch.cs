using CellCluster.Analysis;
using CellCluster.Imaging;

namespace CellCluster.Learning;

/// <summary>Objects found against objects there, matched where they overlap enough.</summary>
/// <param name="TruePositives">Pairs with intersection over union above 0.5; each object is in one pair at most, which that bound guarantees.</param>
/// <param name="Predicted">Objects found.</param>
/// <param name="Actual">Objects there.</param>
/// <param name="Detected">Objects found that cover the centroid of at least one object there, whatever the overlap: counting asks no more.</param>
public sealed record ObjectMatch(int TruePositives, int Predicted, int Actual, int Detected)
{
    /// <summary>Intersection over union above which two objects are the same.</summary>
    public const double SmallestOverlap = 0.5;

    /// <summary>2 TP / (predicted + actual); 1 where there is nothing to find and nothing was found.</summary>
    public double F1 => Predicted + Actual == 0 ? 1 : 2.0 * TruePositives / (Predicted + Actual);

    /// <summary>2 detected / (predicted + actual): as <see cref="F1"/>, for places instead of outlines.</summary>
    public double DetectionF1 => Predicted + Actual == 0 ? 1 : 2.0 * Detected / (Predicted + Actual);

    /// <summary>Sums the counts of two fields.</summary>
    public static ObjectMatch operator +(ObjectMatch a, ObjectMatch b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        return new ObjectMatch(a.TruePositives + b.TruePositives, a.Predicted + b.Predicted, a.Actual + b.Actual, a.Detected + b.Detected);
    }

    /// <summary>Compares two label images of one size: 0 is background.</summary>
    public static ObjectMatch Of(Plane<uint> predicted, Plane<uint> actual)
    {
        ArgumentNullException.ThrowIfNull(predicted);
        ObjectOverlap overlap = ObjectOverlap.Of(predicted, actual);
        return new ObjectMatch(overlap.Match(SmallestOverlap).Counts.TruePositives, overlap.Found.Count, overlap.Reference.Count, DetectedCount(predicted, actual));
    }

    private static int DetectedCount(Plane<uint> predicted, Plane<uint> actual)
    {
        Dictionary<uint, (double Y, double X, int Count)> sums = [];
        for (int i = 0; i < actual.PixelCount; i++)
        {
            if (actual.Buffer[i] is uint id and not 0)
            {
                (double y, double x, int count) = sums.GetValueOrDefault(id);
                sums[id] = (y + (i / actual.Width), x + (i % actual.Width), count + 1);
            }
        }
        return sums.Values
            .Select(sum => predicted[(int)Math.Round(sum.Y / sum.Count), (int)Math.Round(sum.X / sum.Count)])
            .Where(static id => id != 0).Distinct().Count();
    }
}
