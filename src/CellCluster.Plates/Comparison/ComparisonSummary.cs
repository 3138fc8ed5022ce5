using CellCluster.Analysis;

namespace CellCluster.Plates;

/// <summary>One metric over all fields or matched objects.</summary>
/// <param name="Column">The metric.</param>
/// <param name="Pairs">What it is made of.</param>
/// <param name="Agreement">Its numbers.</param>
public sealed record ComparedMetric(MetricColumn Column, IReadOnlyList<PairedValue> Pairs, MetricAgreement Agreement);

/// <summary>All numbers of a comparison over its fields, with intervals by well.</summary>
public sealed class ComparisonSummary
{
    private ComparisonSummary(ComparisonTable table, IReadOnlyList<ComparedField> fields, BootstrapOptions options)
    {
        (Table, Fields, Options) = (table, fields, options);
        PixelPearson = ClusterMean.Of([.. fields.Select(field => (field.Cluster, field.Pixels.Pearson))], options);
        PixelNrmse = ClusterMean.Of([.. fields.Select(field => (field.Cluster, field.Pixels.NormalisedRmse))], options);
        Errors = [.. table.Errors.Select((column, i) => ClusterMean.Of([.. fields.Select(field => (field.Cluster, field.Errors[i]))], options))];
        Detection = DetectionAgreement.Of([.. fields.Select(field => (field.Cluster, field.Detection))], options);
        ClusterCount = fields.Select(field => field.Cluster).Distinct().Count();
    }

    /// <summary>What was compared.</summary>
    public ComparisonTable Table { get; }

    /// <summary>The fields, in the order of their names.</summary>
    public IReadOnlyList<ComparedField> Fields { get; }

    /// <summary>How intervals were made.</summary>
    public BootstrapOptions Options { get; }

    /// <summary>Wells (or files, where names say no well).</summary>
    public int ClusterCount { get; }

    /// <summary>Mean over fields of the pixels' Pearson.</summary>
    public Estimate PixelPearson { get; }

    /// <summary>Mean over fields of the pixels' normalised RMSE.</summary>
    public Estimate PixelNrmse { get; }

    /// <summary>Mean over fields of each of <see cref="ComparisonTable.Errors"/>.</summary>
    public IReadOnlyList<Estimate> Errors { get; }

    /// <summary>Objects found.</summary>
    public DetectionAgreement Detection { get; }

    /// <summary>Per metric of a field.</summary>
    public required IReadOnlyList<ComparedMetric> Metrics { get; init; }

    /// <summary>Per metric of matched objects.</summary>
    public required IReadOnlyList<ComparedMetric> Objects { get; init; }

    /// <summary>Matched objects in all; the numbers of <see cref="Objects"/> are made of <see cref="ObjectSample.Most"/> of them at most.</summary>
    public required int MatchedObjectCount { get; init; }

    /// <summary>Sums up a comparison.</summary>
    /// <param name="table">Its columns.</param>
    /// <param name="fields">Its fields.</param>
    /// <param name="objects">Matched objects, added in the order of the fields.</param>
    /// <param name="options">Null for the defaults.</param>
    public static ComparisonSummary Of(
        ComparisonTable table, IReadOnlyList<ComparedField> fields, ObjectSample objects, BootstrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(table);
        ArgumentNullException.ThrowIfNull(fields);
        ArgumentNullException.ThrowIfNull(objects);
        options ??= new BootstrapOptions();
        return new ComparisonSummary(table, fields, options)
        {
            Metrics = Each(table.Metrics, i => fields.Select(field => new PairedValue(field.Cluster, field.Predicted[i], field.Stained[i])), options),
            Objects = Each(table.ObjectMetrics, i => objects.Kept.Select(one => new PairedValue(one.Cluster, one.Object.Predicted[i], one.Object.Stained[i])), options),
            MatchedObjectCount = objects.AddedCount,
        };
    }

    // Metrics are independent of each other, and each is computed on one thread: the numbers do not depend on how many there are.
    private static ComparedMetric[] Each(IReadOnlyList<MetricColumn> columns, Func<int, IEnumerable<PairedValue>> pairs, BootstrapOptions options) =>
    [
        .. columns.Select((column, i) => (column, i)).AsParallel().AsOrdered().Select(entry =>
        {
            PairedValue[] values = [.. pairs(entry.i)];
            return new ComparedMetric(entry.column, values, MetricAgreement.Of(values, options));
        }),
    ];
}
