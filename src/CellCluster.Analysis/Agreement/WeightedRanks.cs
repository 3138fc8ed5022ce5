namespace CellCluster.Analysis;

/// <summary>Spearman's rho of any resample of wells in time linear in the pairs: values are sorted once, ranks come from the weights.</summary>
internal sealed class WeightedRanks
{
    private readonly int[] _clusters;
    private readonly Series _x;
    private readonly Series _y;
    private readonly double[] _rankX;
    private readonly double[] _rankY;

    public WeightedRanks(double[] x, double[] y, int[] clusters)
    {
        _clusters = clusters;
        _x = new Series(x);
        _y = new Series(y);
        _rankX = new double[x.Length];
        _rankY = new double[y.Length];
    }

    /// <summary>Rho when the pairs of cluster c count <paramref name="weights"/>[c] times; NaN where a series is constant.</summary>
    public double Spearman(ReadOnlySpan<int> weights)
    {
        _x.Rank(weights, _clusters, _rankX);
        _y.Rank(weights, _clusters, _rankY);
        long total = 0;
        foreach (int cluster in _clusters)
        {
            total += weights[cluster];
        }
        double middle = (total + 1) / 2.0; // the mean of all ranks, ties or not
        double xx = 0, yy = 0, xy = 0;
        for (int i = 0; i < _clusters.Length; i++)
        {
            int weight = weights[_clusters[i]];
            (double dx, double dy) = (_rankX[i] - middle, _rankY[i] - middle);
            xx += weight * dx * dx;
            yy += weight * dy * dy;
            xy += weight * dx * dy;
        }
        return PairedMoments.Ratio(xx, yy, xy);
    }

    private sealed class Series
    {
        private readonly double[] _sorted;
        private readonly int[] _order;

        public Series(double[] values)
        {
            _sorted = [.. values];
            _order = [.. Enumerable.Range(0, values.Length)];
            Array.Sort(_sorted, _order);
        }

        // A value that counts w times holds w neighbouring ranks; equal values share the mean of all of theirs.
        public void Rank(ReadOnlySpan<int> weights, int[] clusters, double[] ranks)
        {
            long before = 0;
            for (int start = 0; start < _sorted.Length;)
            {
                int end = start;
                long tied = 0;
                while (end < _sorted.Length && _sorted[end] == _sorted[start])
                {
                    tied += weights[clusters[_order[end++]]];
                }
                double rank = before + ((tied + 1) / 2.0);
                for (int i = start; i < end; i++)
                {
                    ranks[_order[i]] = rank;
                }
                before += tied;
                start = end;
            }
        }
    }
}
