using CellCluster.Imaging;

namespace CellCluster.Analysis;

/// <summary>Detection F1 over the usual thresholds of intersection over union: 0.50, 0.55 .. 0.95, and their mean.</summary>
/// <remarks>The measure of the 2018 Data Science Bowl in its F1 form (Caicedo et al., Nature Methods 16, 2019, doi:10.1038/s41592-019-0612-7):
/// F1 = 2 TP / (2 TP + FP + FN) per threshold and field, a pair counting strictly above the threshold.</remarks>
public static class ObjectMatching
{
    /// <summary>0.50, 0.55 .. 0.95.</summary>
    public static IReadOnlyList<double> Thresholds { get; } = [.. Enumerable.Range(0, 10).Select(static i => (50 + (5 * i)) / 100.0)];

    /// <summary>Compares two label images of one size at all of <see cref="Thresholds"/>.</summary>
    /// <inheritdoc cref="ObjectOverlap.Of" path="/exception"/>
    public static DetectionCurve Compare(Plane<uint> found, Plane<uint> reference) => DetectionCurve.Of(ObjectOverlap.Of(found, reference));
}

/// <summary>Detection counts at every one of <see cref="ObjectMatching.Thresholds"/>; those of several fields add up.</summary>
public sealed class DetectionCurve
{
    private readonly DetectionCounts[] _counts;

    private DetectionCurve(DetectionCounts[] counts) => _counts = counts;

    /// <summary>Counts, one per threshold.</summary>
    public IReadOnlyList<DetectionCounts> Counts => _counts;

    /// <summary>Whether there is an object on either side (<see cref="DetectionCounts.HasObjects"/>).</summary>
    public bool HasObjects => _counts[0].HasObjects;

    /// <summary>F1 at intersection over union above 0.5.</summary>
    public double F1AtHalf => _counts[0].F1;

    /// <summary>Mean of F1 over the thresholds.</summary>
    public double MeanF1 => _counts.Average(static counts => counts.F1);

    /// <summary>The curve of one field.</summary>
    public static DetectionCurve Of(ObjectOverlap overlap)
    {
        ArgumentNullException.ThrowIfNull(overlap);
        return new DetectionCurve([.. ObjectMatching.Thresholds.Select(threshold => overlap.Match(threshold).Counts)]);
    }

    /// <summary>Sums the counts of fields: pooled F1, in which every object has the same weight. Of no fields: all counts are 0.</summary>
    public static DetectionCurve Pooled(IEnumerable<DetectionCurve> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        var sums = new DetectionCounts[ObjectMatching.Thresholds.Count];
        foreach (DetectionCurve field in fields)
        {
            for (int i = 0; i < sums.Length; i++)
            {
                sums[i] += field._counts[i];
            }
        }
        return new DetectionCurve(sums);
    }
}
