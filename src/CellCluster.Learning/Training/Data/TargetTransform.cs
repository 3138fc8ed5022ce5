using System.Globalization;
using CellCluster.Analysis;

namespace CellCluster.Learning;

/// <summary>What a target transform does to a stain.</summary>
public enum TargetTransformKind
{
    /// <summary>Levels below a percentile (over all fields of the experiment) become 0, above it the level is subtracted; normalising rescales.</summary>
    PercentileClip,

    /// <summary>Normalised stain below a share becomes 0, the rest is stretched: max(0, x - share) / (1 - share). Takes the halo of blurred nuclei away.</summary>
    Floor,
}

/// <summary>What is done to a stain, so that the network does not spend itself on unspecific background.</summary>
/// <param name="Organelle">The stain.</param>
/// <param name="Kind">What is done.</param>
/// <param name="Amount">Percentile, 0..100, or share, 0..1, both ends excluded.</param>
public sealed record TargetTransform(Organelle Organelle, TargetTransformKind Kind, double Amount)
{
    /// <summary>Reads <c>golgi=clip:90</c> or <c>nuclei=floor:0.3</c>.</summary>
    /// <exception cref="FormatException">The text names no organelle or no transform, or a transform that does not exist yet.</exception>
    public static TargetTransform Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0)
        {
            Organelle organelle = OrganelleNames.Parse(text[..equals].Trim());
            string[] transform = text[(equals + 1)..].Trim().Split(':', 2);
            if (transform[0] == "rolling-ball")
            {
                throw new FormatException($"'{text}': the rolling ball is not available as a target transform in this version; remove the background before training or use {organelle.ToText()}=clip:PERCENTILE");
            }
            if (transform.Length == 2 && double.TryParse(transform[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double amount))
            {
                if (transform[0] == "clip" && amount is > 0 and < 100)
                {
                    return new TargetTransform(organelle, TargetTransformKind.PercentileClip, amount);
                }
                if (transform[0] == "floor" && amount is > 0 and < 1)
                {
                    return new TargetTransform(organelle, TargetTransformKind.Floor, amount);
                }
            }
        }
        throw new FormatException($"'{text}' is no target transform; ORGANELLE=clip:PERCENTILE with 0 < PERCENTILE < 100 or ORGANELLE=floor:SHARE with 0 < SHARE < 1 is expected, such as golgi=clip:90");
    }

    /// <summary>max(0, value - level).</summary>
    public static float Lowered(float value, double level) => Math.Max(0, value - (float)level);
}
