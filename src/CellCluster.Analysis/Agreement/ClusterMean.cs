namespace CellCluster.Analysis;

/// <summary>The mean of a number over fields, every field weighing the same, with its interval by well.</summary>
public static class ClusterMean
{
    /// <summary>Averages the finite values.</summary>
    /// <param name="values">Cluster (well) and value of each field.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">The options have faults; all are named.</exception>
    public static Estimate Of(IReadOnlyList<(int Cluster, double Value)> values, BootstrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        (double Sum, int Count)[] wells = [.. values.Where(static value => double.IsFinite(value.Value)).GroupBy(static value => value.Cluster)
            .OrderBy(static group => group.Key).Select(static group => (group.Sum(static value => value.Value), group.Count()))];
        return ClusterBootstrap.Run(wells.Length, 1, Statistics, NotEnough.Pairs, options)[0];

        void Statistics(ReadOnlySpan<int> weights, Span<double> results)
        {
            (double sum, double count) = (0, 0);
            for (int c = 0; c < weights.Length; c++)
            {
                sum += weights[c] * wells[c].Sum;
                count += weights[c] * wells[c].Count;
            }
            results[0] = sum / count; // NaN for none
        }
    }
}
