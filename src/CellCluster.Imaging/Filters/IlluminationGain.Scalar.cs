namespace CellCluster.Imaging;

internal static partial class IlluminationGain
{
    internal static IlluminationSums AddScalar(ReadOnlySpan<float> source, Span<float> background, float floor)
    {
        Span<double> sums = stackalloc double[Lanes];
        Span<double> ratios = stackalloc double[Lanes];
        sums.Clear();
        ratios.Clear();
        return AddRest(source, background, floor, sums, ratios, new IlluminationSums(0, 0, float.PositiveInfinity, 0, 0));
    }

    internal static void MultiplyScalar(ReadOnlySpan<float> source, ReadOnlySpan<float> background, double level, Span<float> destination)
    {
        for (int i = 0; i < source.Length; i++)
        {
            destination[i] = (float)(source[i] * (level / background[i]));
        }
    }

    // Adds pixel i to partial sum i mod 16 of those that already stand, and totals them.
    private static IlluminationSums AddRest(ReadOnlySpan<float> source, Span<float> background, float floor, Span<double> sums, Span<double> ratios, IlluminationSums before)
    {
        long floored = before.Floored;
        float least = before.Least;
        float most = before.Most;
        for (int i = 0; i < source.Length; i++)
        {
            float level = background[i];
            if (!(level >= floor))
            {
                level = floor;
                background[i] = floor;
                floored++;
            }
            least = level < least ? level : least;
            most = level > most ? level : most;
            sums[i % Lanes] += source[i];
            ratios[i % Lanes] += source[i] / level;
        }
        return new IlluminationSums(PixelStatistics.Total(sums), PixelStatistics.Total(ratios), least, most, floored);
    }
}
