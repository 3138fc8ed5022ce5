namespace CellCluster.Learning;

/// <summary>normalised stain = (x - Background) / Scale, both over all fields of an experiment.</summary>
/// <remarks>
/// Background is the 5th percentile: below half of the plane even where the stain fills most of it, so ER does not count as background.
/// Scale is the 99.9th percentile minus the background: above it are dust and dying cells, and a percentile much lower would miss sparse nuclei. Where they are equal
/// (nothing stained), the scale is 1.
/// </remarks>
/// <param name="Background">Grey levels.</param>
/// <param name="Scale">Grey levels, above 0.</param>
public readonly record struct StainNormalisation(double Background, double Scale)
{
    /// <summary>Share of pixels below the background level.</summary>
    public const double BackgroundShare = 0.05;

    /// <summary>Share of pixels below the level that becomes 1.</summary>
    public const double BrightShare = 0.999;

    /// <summary>From the two percentiles.</summary>
    public static StainNormalisation From(double background, double bright) => new(background, bright > background ? bright - background : 1);

    /// <summary>The normalised value of a grey level.</summary>
    public float Apply(float value) => (float)((value - Background) / Scale);
}
