namespace CellCluster.Analysis;

/// <summary>Detection F1 over fields: pooled counts (every object weighs the same), with intervals by well.</summary>
/// <remarks>A field without an object on either side adds nothing to pooled counts. Without any object F1 is undefined here (NaN, <see cref="NotEnough.Pairs"/>):
/// nothing was tested.</remarks>
public sealed class DetectionAgreement
{
    private DetectionAgreement(DetectionCurve pooled, int fieldCount, int emptyCount, int clusterCount, Estimate[] estimates)
    {
        (Pooled, FieldCount, EmptyFieldCount, ClusterCount) = (pooled, fieldCount, emptyCount, clusterCount);
        F1 = estimates[..^1];
        MeanF1 = estimates[^1];
    }

    /// <summary>The counts of all fields.</summary>
    public DetectionCurve Pooled { get; }

    /// <summary>Fields compared.</summary>
    public int FieldCount { get; }

    /// <summary>Those of them without an object on either side.</summary>
    public int EmptyFieldCount { get; }

    /// <summary>Wells with fields.</summary>
    public int ClusterCount { get; }

    /// <summary>F1 per threshold of <see cref="ObjectMatching.Thresholds"/>.</summary>
    public IReadOnlyList<Estimate> F1 { get; }

    /// <summary>Mean of F1 over the thresholds.</summary>
    public Estimate MeanF1 { get; }

    /// <summary>Pools fields.</summary>
    /// <param name="fields">Cluster (well, 0-based) and curve of each field.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">The options have faults; all are named.</exception>
    public static DetectionAgreement Of(IReadOnlyList<(int Cluster, DetectionCurve Curve)> fields, BootstrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(fields);
        DetectionCurve[] wells = [.. fields.GroupBy(static field => field.Cluster).OrderBy(static group => group.Key)
            .Select(static group => DetectionCurve.Pooled(group.Select(static field => field.Curve)))];
        int thresholds = ObjectMatching.Thresholds.Count;
        Estimate[] estimates = ClusterBootstrap.Run(wells.Length, thresholds + 1, Statistics, NotEnough.Pairs, options);
        return new DetectionAgreement(
            DetectionCurve.Pooled(wells), fields.Count, fields.Count(static field => !field.Curve.HasObjects), wells.Length, estimates);

        void Statistics(ReadOnlySpan<int> weights, Span<double> results)
        {
            double sum = 0;
            for (int t = 0; t < thresholds; t++)
            {
                double hits = 0;
                double sides = 0; // objects of both sides: 2 TP + FP + FN
                for (int c = 0; c < weights.Length; c++)
                {
                    DetectionCounts counts = wells[c].Counts[t];
                    hits += weights[c] * (double)counts.TruePositives;
                    sides += weights[c] * ((2.0 * counts.TruePositives) + counts.FalsePositives + counts.FalseNegatives);
                }
                results[t] = sides > 0 ? 2 * hits / sides : double.NaN;
                sum += results[t];
            }
            results[thresholds] = sum / thresholds;
        }
    }
}
