namespace CellCluster.Learning;

/// <summary>How crops are varied. Geometry acts on input and stains alike, brightness and contrast on the input alone.</summary>
/// <param name="Flips">Mirror at random. Default true.</param>
/// <param name="QuarterTurns">Turn by 0, 90, 180 or 270 degrees. Default true.</param>
/// <param name="ScaleRange">Magnification is log-uniform in [1 / this, this], from 1 (none) to 2. Default 1.25.</param>
/// <param name="ContrastRange">The normalised input is multiplied by a log-uniform factor in [1 / this, this], from 1 to 4. Default 1.25.</param>
/// <param name="BrightnessRange">A uniform value in [-this, this] is added to the normalised input, in its robust standard deviations, 0..5. Default 0.2.</param>
public sealed record AugmentationOptions(
    bool Flips = true,
    bool QuarterTurns = true,
    double ScaleRange = 1.25,
    double ContrastRange = 1.25,
    double BrightnessRange = 0.2)
{
    /// <summary>Crops as they are, at random places.</summary>
    public static AugmentationOptions None { get; } = new(false, false, 1, 1, 0);

    internal IEnumerable<string> Faults()
    {
        if (!(ScaleRange is >= 1 and <= 2))
        {
            yield return $"scale range {ScaleRange} is not in 1..2";
        }
        if (!(ContrastRange is >= 1 and <= 4))
        {
            yield return $"contrast range {ContrastRange} is not in 1..4";
        }
        if (!(BrightnessRange is >= 0 and <= 5))
        {
            yield return $"brightness range {BrightnessRange} is not in 0..5";
        }
    }
}
