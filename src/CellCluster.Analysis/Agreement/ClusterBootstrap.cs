namespace CellCluster.Analysis;

/// <summary>How intervals are made.</summary>
/// <param name="Seed">Of the resamples: the same seed gives the same interval. Default 1.</param>
/// <param name="ResampleCount">Resamples, at least 100. Default 2000.</param>
/// <param name="Confidence">Coverage aimed at, above 0, below 1. Default 0.95.</param>
public sealed record BootstrapOptions(ulong Seed = 1, int ResampleCount = 2000, double Confidence = 0.95)
{
    /// <summary>Everything that is wrong with the options; empty where nothing is.</summary>
    public IReadOnlyList<string> Faults()
    {
        List<string> faults = [];
        if (ResampleCount is < 100 or > 1_000_000)
        {
            faults.Add($"ResampleCount {ResampleCount} is not within 100..1000000");
        }
        if (!(Confidence is > 0 and < 1))
        {
            faults.Add($"Confidence {Confidence} is not above 0 and below 1");
        }
        return faults;
    }
}

/// <summary>Percentile intervals by resampling whole clusters (wells) with replacement.</summary>
/// <remarks>
/// Fields of one well see the same cells, dose and focus, so they are not independent: resampling fields would give intervals that are too narrow.
/// A resample draws as many wells as there are and keeps all fields of a drawn well (Davison and Hinkley, Bootstrap Methods and their Application,
/// 1997, 3.8). Resample r uses a generator seeded by (seed, r) alone, so that the result does not depend on any order. Percentiles are interpolated
/// linearly between ranks; undefined (NaN) resamples are left out, up to one in twenty. With few wells percentile intervals are too narrow, and
/// below <see cref="SmallestClusterCount"/> none is given.
/// </remarks>
public static class ClusterBootstrap
{
    /// <summary>Fewest clusters that give an interval: 5, of which 126 different resamples exist.</summary>
    public const int SmallestClusterCount = 5;

    private const double LargestUndefinedShare = 0.05;

    /// <summary>Computes a statistic over all clusters and in every resample.</summary>
    /// <param name="weights">How often each cluster counts.</param>
    /// <param name="results">To be filled: one number per statistic, NaN where undefined.</param>
    public delegate void Statistics(ReadOnlySpan<int> weights, Span<double> results);

    /// <summary>Estimates with intervals of several statistics at once, all from the same resamples.</summary>
    /// <param name="clusterCount">Clusters, at least 0.</param>
    /// <param name="statisticCount">How many numbers <paramref name="statistics"/> fills.</param>
    /// <param name="statistics">Called once with all weights 1, then once per resample; on the caller's thread.</param>
    /// <param name="whenUndefined">The reason that is given for a statistic which is NaN over all clusters.</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">The options have faults; all are named.</exception>
    public static Estimate[] Run(int clusterCount, int statisticCount, Statistics statistics, NotEnough whenUndefined, BootstrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(statistics);
        options ??= new BootstrapOptions();
        if (options.Faults() is { Count: > 0 } faults)
        {
            throw new ArgumentException(string.Join("; ", faults), nameof(options));
        }
        int[] weights = new int[clusterCount];
        double[] values = new double[statisticCount];
        Array.Fill(weights, 1);
        statistics(weights, values);
        double[][]? resamples = clusterCount < SmallestClusterCount ? null : Resample(weights, statisticCount, statistics, options);
        var estimates = new Estimate[statisticCount];
        for (int i = 0; i < statisticCount; i++)
        {
            estimates[i] = double.IsNaN(values[i])
                ? Estimate.Undefined(whenUndefined)
                : resamples is null ? new Estimate(values[i], double.NaN, double.NaN, NotEnough.Wells) : Interval(values[i], resamples[i], options);
        }
        return estimates;
    }

    private static double[][] Resample(int[] weights, int statisticCount, Statistics statistics, BootstrapOptions options)
    {
        double[][] resamples = [.. Enumerable.Range(0, statisticCount).Select(_ => new double[options.ResampleCount])];
        double[] values = new double[statisticCount];
        for (int r = 0; r < options.ResampleCount; r++)
        {
            Array.Clear(weights);
            ulong state = Mix(options.Seed) ^ Mix((ulong)r + 0x9E37_79B9_7F4A_7C15UL);
            for (int draw = 0; draw < weights.Length; draw++)
            {
                state += 0x9E37_79B9_7F4A_7C15UL;
                weights[(int)Math.BigMul(Mix(state), (ulong)weights.Length, out _)]++; // high word of the product: uniform over the clusters
            }
            statistics(weights, values);
            for (int i = 0; i < statisticCount; i++)
            {
                resamples[i][r] = values[i];
            }
        }
        return resamples;
    }

    private static Estimate Interval(double value, double[] resamples, BootstrapOptions options)
    {
        double[] defined = [.. resamples.Where(static v => !double.IsNaN(v)).Order()];
        if (defined.Length < resamples.Length * (1 - LargestUndefinedShare))
        {
            return new Estimate(value, double.NaN, double.NaN, NotEnough.Resamples);
        }
        double tail = (1 - options.Confidence) / 2;
        return new Estimate(value, Quantile(defined, tail), Quantile(defined, 1 - tail), NotEnough.None);
    }

    private static double Quantile(double[] sorted, double share)
    {
        double at = share * (sorted.Length - 1);
        int low = (int)at;
        int high = Math.Min(low + 1, sorted.Length - 1);
        return sorted[low] + ((sorted[high] - sorted[low]) * (at - low));
    }

    // The finaliser of SplitMix64 (Steele, Lea and Flood 2014, doi:10.1145/2660193.2660195).
    private static ulong Mix(ulong z)
    {
        z = (z ^ (z >> 30)) * 0xBF58_476D_1CE4_E5B9UL;
        z = (z ^ (z >> 27)) * 0x94D0_49BB_1331_11EBUL;
        return z ^ (z >> 31);
    }
}
