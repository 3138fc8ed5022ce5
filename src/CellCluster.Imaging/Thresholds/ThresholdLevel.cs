namespace CellCluster.Imaging;

/// <summary>The ways to one level for a whole plane or plate.</summary>
public enum LevelMethod
{
    /// <summary>The mean of all pixels.</summary>
    Mean,

    /// <summary>The lowest point between the two maxima of the smoothed histogram.</summary>
    Minimum,

    /// <summary>The fixed point of iterated means: Algorithm 1 of the source.</summary>
    Isodata,

    /// <summary>The largest variance between the classes.</summary>
    Otsu,

    /// <summary>The smallest cross entropy.</summary>
    Li,

    /// <summary>The bin farthest below the line from the peak to the end of the longer tail.</summary>
    Triangle,

    /// <summary>The optimum between two fitted Gaussians of different widths (eq. 12, 13 of the source).</summary>
    TwoGaussians,

    /// <summary>The optimum between two fitted Gaussians of one width (eq. 14 of the source).</summary>
    TwoGaussiansEqualVariance,
}

/// <summary>What a search for a level ended with.</summary>
public enum LevelOutcome
{
    /// <summary>No finite pixel was there.</summary>
    Empty,

    /// <summary>The method needs two groups and there are not two: one single grey level, or one mode where the method asks for two.</summary>
    NotBimodal,

    /// <summary>A level was found.</summary>
    Found,
}

/// <summary>A level with its origin: which method gave it, how the search ended, and how clear the two groups are that it makes.</summary>
/// <param name="Method">The method asked.</param>
/// <param name="Outcome">How the search ended.</param>
/// <param name="Value">The level, in the plane's units; foreground is above it. NaN unless found: a mask above NaN is empty.</param>
/// <param name="Bimodality">How clearly the histogram has two groups at this level, the same measure for every method.</param>
public readonly record struct ThresholdLevel(LevelMethod Method, LevelOutcome Outcome, float Value, Bimodality Bimodality)
{
    /// <summary>True when there is a level.</summary>
    public bool IsFound => Outcome == LevelOutcome.Found;

    /// <summary>The bimodality as one number, 0 (one mode) to 1 (an empty valley between two).</summary>
    public double Score => Bimodality.ValleyDepth;
}
