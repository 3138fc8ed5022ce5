namespace CellCluster.Imaging;

/// <summary>Count, mean and variance of a run of bins, in bins.</summary>
internal readonly record struct Moments(double Count, double Mean, double Variance)
{
    /// <summary>Bins <paramref name="from"/> to before <paramref name="to"/>; mean and variance 0 where they hold nothing.</summary>
    public static Moments Of(ReadOnlySpan<long> counts, int from, int to)
    {
        double count = 0;
        double sum = 0;
        for (int i = from; i < to; i++)
        {
            count += counts[i];
            sum += counts[i] * (double)i;
        }
        if (count == 0)
        {
            return default;
        }
        double mean = sum / count;
        double squares = 0;
        for (int i = from; i < to; i++)
        {
            squares += counts[i] * (i - mean) * (i - mean);
        }
        return new Moments(count, mean, squares / count);
    }
}
