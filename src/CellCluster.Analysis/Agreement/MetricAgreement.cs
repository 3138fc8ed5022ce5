namespace CellCluster.Analysis;

/// <summary>One metric of one field, predicted and stained.</summary>
/// <param name="Cluster">What is independent of the others, 0-based: the well.</param>
/// <param name="Predicted">From the predicted plane.</param>
/// <param name="Stained">From the stain.</param>
public readonly record struct PairedValue(int Cluster, double Predicted, double Stained);

/// <summary>How far a predicted metric agrees with the stained one, over fields, with intervals by well.</summary>
/// <remarks>
/// Differences are predicted - stained. Bland-Altman: bias = mean difference, limits = bias -/+ 1.96 s with s over n - 1 (Bland and Altman 1986,
/// doi:10.1016/S0140-6736(86)90837-8). Concordance after Lin (1989, doi:10.2307/2532051), moments over n: 2 s_xy / (s_x^2 + s_y^2 + (m_x - m_y)^2).
/// The line is least squares of predicted on stained. Pairs with a number that is not finite are left out and counted. Intervals: see
/// <see cref="ClusterBootstrap"/>.
/// </remarks>
public sealed class MetricAgreement
{
    /// <summary>Standard deviations from the bias to a limit of agreement: 95 % of a normal distribution.</summary>
    public const double LimitFactor = 1.96;

    private const int StatisticCount = 8;

    private MetricAgreement(int pairCount, int leftOutCount, int clusterCount, Estimate[] estimates)
    {
        (PairCount, LeftOutCount, ClusterCount) = (pairCount, leftOutCount, clusterCount);
        (Pearson, Spearman, Concordance, Bias) = (estimates[0], estimates[1], estimates[2], estimates[3]);
        (LowerLimit, UpperLimit, Slope, Intercept) = (estimates[4], estimates[5], estimates[6], estimates[7]);
    }

    /// <summary>Pairs of two finite numbers: what everything here is made of.</summary>
    public int PairCount { get; }

    /// <summary>Pairs that were left out because a number is not finite.</summary>
    public int LeftOutCount { get; }

    /// <summary>Wells that hold those pairs.</summary>
    public int ClusterCount { get; }

    /// <summary>Pearson's r.</summary>
    public Estimate Pearson { get; }

    /// <summary>Spearman's rho.</summary>
    public Estimate Spearman { get; }

    /// <summary>Lin's concordance: 1 where the pairs lie on the line of identity.</summary>
    public Estimate Concordance { get; }

    /// <summary>Mean of predicted - stained, in the metric's unit.</summary>
    public Estimate Bias { get; }

    /// <summary>Bias - 1.96 s.</summary>
    public Estimate LowerLimit { get; }

    /// <summary>Bias + 1.96 s.</summary>
    public Estimate UpperLimit { get; }

    /// <summary>Slope of predicted on stained.</summary>
    public Estimate Slope { get; }

    /// <summary>Predicted where stained is 0, on that line.</summary>
    public Estimate Intercept { get; }

    /// <summary>Compares one metric.</summary>
    /// <param name="pairs">One per field; any order (the result depends on it only by rounding).</param>
    /// <param name="options">Null for the defaults.</param>
    /// <exception cref="ArgumentException">The options have faults; all are named.</exception>
    public static MetricAgreement Of(IReadOnlyList<PairedValue> pairs, BootstrapOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        PairedValue[] used = [.. pairs.Where(static pair => double.IsFinite(pair.Predicted) && double.IsFinite(pair.Stained))];
        int[] clusters = Renumber(used);
        int clusterCount = used.Length == 0 ? 0 : clusters.Max() + 1;
        double[] stained = [.. used.Select(static pair => pair.Stained)];
        double[] predicted = [.. used.Select(static pair => pair.Predicted)];
        (double x, double y) = (Correlation.Centre(stained), Correlation.Centre(predicted));
        var sums = new PairedMoments[clusterCount];
        for (int i = 0; i < used.Length; i++)
        {
            sums[clusters[i]].Add(stained[i] - x, predicted[i] - y);
        }
        var ranks = new WeightedRanks(stained, predicted, clusters);
        Estimate[] estimates = ClusterBootstrap.Run(clusterCount, StatisticCount, Statistics, used.Length < 2 ? NotEnough.Pairs : NotEnough.Spread, options);
        return new MetricAgreement(used.Length, pairs.Count - used.Length, clusterCount, estimates);

        void Statistics(ReadOnlySpan<int> weights, Span<double> results)
        {
            PairedMoments moments = default;
            for (int c = 0; c < weights.Length; c++)
            {
                moments.Add(sums[c], weights[c]);
            }
            if (moments.Count < 2)
            {
                results.Fill(double.NaN);
                results[3] = moments.Count < 1 ? double.NaN : moments.MeanY - moments.MeanX + (y - x);
                return;
            }
            double bias = moments.MeanY - moments.MeanX + (y - x);
            double spread = LimitFactor * Math.Sqrt(moments.SquaresOfDifference / (moments.Count - 1));
            double slope = moments.SquaresX > 0 ? moments.Products / moments.SquaresX : double.NaN;
            double apart = moments.SquaresX + moments.SquaresY + (moments.Count * bias * bias);
            results[0] = moments.Pearson;
            results[1] = ranks.Spearman(weights);
            results[2] = apart > 0 ? 2 * moments.Products / apart : double.NaN; // all equal to one constant
            results[3] = bias;
            results[4] = bias - spread;
            results[5] = bias + spread;
            results[6] = slope;
            results[7] = y + moments.MeanY - (slope * (x + moments.MeanX));
        }
    }

    // Wells in the order of their numbers, without those that have no pair left.
    private static int[] Renumber(PairedValue[] pairs)
    {
        Dictionary<int, int> numbers = [];
        foreach (int cluster in pairs.Select(static pair => pair.Cluster).Distinct().Order())
        {
            numbers.Add(cluster, numbers.Count);
        }
        return [.. pairs.Select(pair => numbers[pair.Cluster])];
    }
}
