namespace CellCluster.Imaging;

/// <summary>A fit of two Gaussians to a histogram.</summary>
/// <param name="Outcome">Found; NotBimodal where the fitted mixture, or the histogram around its valley, has one mode; Empty without finite pixels.</param>
/// <param name="Classes">The fit; meaningful also where it is not bimodal, NaN where there was nothing to fit.</param>
/// <param name="HasConverged">True when the last round moved no mean or deviation by more than 1e-6 bins.</param>
/// <param name="RoundCount">Rounds of expectation and maximisation.</param>
/// <param name="ValleyDepth">1 - valley / lower peak of the fitted density, 0..1.</param>
public readonly record struct TwoGaussianFit(LevelOutcome Outcome, TwoGaussians Classes, bool HasConverged, int RoundCount, double ValleyDepth)
{
    /// <summary>Rounds after which the fit is taken as it is.</summary>
    public const int LargestRoundCount = 1000;

    private const double StillBins = 1e-6;
    private const double LeastShare = 1e-6;

    // A class within one bin has the bin's own spread.
    private const double LeastVariance = 1.0 / 12;

    /// <summary>Fits by expectation and maximisation on the bins, from the classes of the minimum method's valley where it is more than chance, else of Otsu's level.</summary>
    /// <param name="histogram">Any.</param>
    /// <param name="equalVariance">True: both classes get one common deviation.</param>
    /// <remarks>
    /// Deterministic: no random start. Bins are points at their centres; deviations are at least 0.29 bins. A start in the valley keeps a small
    /// bright class apart where a start at the median would lose it. O(bins * rounds), no allocation.
    /// </remarks>
    public static TwoGaussianFit Of(Histogram histogram, bool equalVariance = false)
    {
        ArgumentNullException.ThrowIfNull(histogram);
        if (histogram.IsConstant)
        {
            var nothing = new GaussianClass(double.NaN, double.NaN, double.NaN);
            return new TwoGaussianFit(histogram.PixelCount == 0 ? LevelOutcome.Empty : LevelOutcome.NotBimodal, new TwoGaussians(nothing, nothing), false, 0, 0);
        }
        int split = Split(histogram);
        Moments lower = Moments.Of(histogram.Counts, 0, split + 1);
        Moments upper = Moments.Of(histogram.Counts, split + 1, Histogram.BinCount);
        double total = histogram.PixelCount;
        var classes = new TwoGaussians(Class(lower, total), Class(upper, total));
        bool converged = false;
        int round = 0;
        while (!converged && round < LargestRoundCount)
        {
            TwoGaussians next = Round(histogram.Counts, classes, equalVariance, total);
            if (!(next.Lower.Share >= LeastShare && next.Upper.Share >= LeastShare))
            {
                break; // one class has died out: the last classes that lived are reported
            }
            converged = IsStill(classes.Lower, next.Lower) && IsStill(classes.Upper, next.Upper);
            classes = next;
            round++;
        }
        if (classes.Lower.Mean > classes.Upper.Mean)
        {
            classes = new TwoGaussians(classes.Upper, classes.Lower);
        }
        (double depth, double valley) = classes.Valley();
        double width = ((double)histogram.Edge(Histogram.BinCount) - histogram.Edge(0)) / Histogram.BinCount;
        double origin = histogram.Edge(0) + (width / 2);
        // The pixels themselves must show the valley too: a class of two or three stray pixels fits a Gaussian perfectly.
        bool bimodal = depth > 0 && Bimodality.At(histogram, (float)(origin + (valley * width))).ValleyDepth > 0;
        return new TwoGaussianFit(
            bimodal ? LevelOutcome.Found : LevelOutcome.NotBimodal,
            new TwoGaussians(InUnits(classes.Lower, origin, width), InUnits(classes.Upper, origin, width)),
            converged,
            round,
            depth);
    }

    // Noise too often ends at two maxima, one of them a few pixels of the tail: the valley must be more than chance.
    private static int Split(Histogram histogram)
    {
        MinimumThresholdResult minimum = MinimumThreshold.Find(histogram);
        return minimum.IsBimodal && Bimodality.At(histogram, minimum.Value).ValleyDepth > 0 ? minimum.Bin : histogram.BinOf(OtsuThreshold.Find(histogram));
    }

    private static GaussianClass Class(Moments bins, double total) => new(bins.Count / total, bins.Mean, Math.Sqrt(Math.Max(LeastVariance, bins.Variance)));

    private static GaussianClass InUnits(GaussianClass bins, double origin, double width) =>
        new(bins.Share, origin + (bins.Mean * width), bins.Deviation * width);

    private static bool IsStill(GaussianClass before, GaussianClass after) =>
        Math.Abs(after.Mean - before.Mean) < StillBins && Math.Abs(after.Deviation - before.Deviation) < StillBins;

    // One round: every bin is divided between the classes by their densities there, then shares, means and deviations are taken anew.
    private static TwoGaussians Round(ReadOnlySpan<long> counts, TwoGaussians classes, bool equalVariance, double total)
    {
        double upperCount = 0;
        double upperSum = 0;
        double lowerSum = 0;
        Span<double> shares = stackalloc double[Histogram.BinCount];
        double logRatio = Math.Log(classes.Lower.Share * classes.Upper.Deviation / (classes.Upper.Share * classes.Lower.Deviation));
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] == 0)
            {
                continue;
            }
            shares[i] = UpperShare(classes, logRatio, i);
            double upper = counts[i] * shares[i];
            upperCount += upper;
            upperSum += upper * i;
            lowerSum += (counts[i] - upper) * i;
        }
        double lowerCount = total - upperCount;
        double lowerMean = lowerSum / lowerCount;
        double upperMean = upperSum / upperCount;
        double lowerSquares = 0;
        double upperSquares = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            if (counts[i] > 0)
            {
                double upper = counts[i] * shares[i];
                upperSquares += upper * (i - upperMean) * (i - upperMean);
                lowerSquares += (counts[i] - upper) * (i - lowerMean) * (i - lowerMean);
            }
        }
        double common = (lowerSquares + upperSquares) / total;
        double lowerVariance = Math.Max(LeastVariance, equalVariance ? common : lowerSquares / lowerCount);
        double upperVariance = Math.Max(LeastVariance, equalVariance ? common : upperSquares / upperCount);
        return new TwoGaussians(
            new GaussianClass(lowerCount / total, lowerMean, Math.Sqrt(lowerVariance)),
            new GaussianClass(upperCount / total, upperMean, Math.Sqrt(upperVariance)));
    }

    // From the logarithm of the ratio of the densities: far from both means the densities themselves are 0.
    private static double UpperShare(TwoGaussians classes, double logRatio, double bin)
    {
        double lower = (bin - classes.Lower.Mean) / classes.Lower.Deviation;
        double upper = (bin - classes.Upper.Mean) / classes.Upper.Deviation;
        return 1 / (1 + Math.Exp(logRatio - (((lower * lower) - (upper * upper)) / 2)));
    }
}
