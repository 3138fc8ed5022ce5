using System.Globalization;
using CellCluster.Analysis;
using CellCluster.Imaging;

namespace CellCluster.Learning;

/// <summary>What a target transform does to a stain.</summary>
public enum TargetTransformKind
{
    /// <summary>Levels below a percentile (over all fields of the experiment) become 0, above it the level is subtracted; normalising rescales.</summary>
    PercentileClip,

    /// <summary>Normalised stain below a share becomes 0, the rest is stretched: max(0, x - share) / (1 - share). Takes the halo of blurred nuclei away.</summary>
    Floor,

    /// <summary>The background under a rolling ball (opening) is subtracted, then the 90th percentile clipped as by <see cref="PercentileClip"/>: the source's Golgi targets.</summary>
    RollingBall,
}

/// <summary>What is done to a stain, so that the network does not spend itself on unspecific background.</summary>
/// <param name="Organelle">The stain.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Amount">Percentile, 0..100, or share, 0..1, both ends excluded; of the rolling ball its radius, px, 1..500.</param>
public sealed record TargetTransform(Organelle Organelle, TargetTransformKind Kind, double Amount)
{
    /// <summary>What the rolling ball's clip takes away, percent.</summary>
    public const double BallClipPercentile = 90;

    /// <summary>Height of the rolling ball as a share of the stain's range over the experiment, bright less background; as the segmentation of Golgi has it.</summary>
    public static double BallHeight { get; } = new GolgiOptions().BallHeight;

    /// <summary>Reads <c>golgi=clip:90</c>, <c>golgi=rolling-ball:25</c> or <c>nuclei=floor:0.3</c>.</summary>
    /// <exception cref="FormatException">The text names no organelle or no transform.</exception>
    public static TargetTransform Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0)
        {
            Organelle organelle = OrganelleNames.Parse(text[..equals].Trim());
            string[] transform = text[(equals + 1)..].Trim().Split(':', 2);
            if (transform.Length == 2 && double.TryParse(transform[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double amount))
            {
                if (transform[0] == "clip" && amount is > 0 and < 100)
                {
                    return new TargetTransform(organelle, TargetTransformKind.PercentileClip, amount);
                }
                if (transform[0] == "rolling-ball" && amount is >= 1 and <= Ball.LargestRadiusPx)
                {
                    return new TargetTransform(organelle, TargetTransformKind.RollingBall, amount);
                }
                if (transform[0] == "floor" && amount is > 0 and < 1)
                {
                    return new TargetTransform(organelle, TargetTransformKind.Floor, amount);
                }
            }
        }
        throw new FormatException($"'{text}' is no target transform; ORGANELLE=clip:PERCENTILE with 0 < PERCENTILE < 100, ORGANELLE=rolling-ball:RADIUS with 1 <= RADIUS <= 500 px or ORGANELLE=floor:SHARE with 0 < SHARE < 1 is expected, such as golgi=clip:90");
    }

    /// <summary>max(0, value - level).</summary>
    public static float Lowered(float value, double level) => Math.Max(0, value - (float)level);
}
