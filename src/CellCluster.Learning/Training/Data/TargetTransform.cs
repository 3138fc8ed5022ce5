using System.Globalization;
using CellCluster.Analysis;

namespace CellCluster.Learning;

/// <summary>What is done to a stain before it is normalised, so that the network does not spend itself on unspecific background.</summary>
/// <remarks>Percentile clip: levels below the percentile (over all fields of the experiment) become 0, above it the level itself is subtracted; normalising rescales.</remarks>
/// <param name="Organelle">The stain.</param>
/// <param name="ClipPercentile">0 (exclusive)..100 (exclusive).</param>
public sealed record TargetTransform(Organelle Organelle, double ClipPercentile)
{
    /// <summary>Reads <c>golgi=clip:90</c>.</summary>
    /// <exception cref="FormatException">The text names no organelle or no transform, or a transform that does not exist yet.</exception>
    public static TargetTransform Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals > 0)
        {
            Organelle organelle = OrganelleNames.Parse(text[..equals].Trim());
            string transform = text[(equals + 1)..].Trim();
            if (transform.StartsWith("rolling-ball", StringComparison.Ordinal))
            {
                throw new FormatException($"'{text}': the rolling ball is not available as a target transform in this version; remove the background before training or use {organelle.ToText()}=clip:PERCENTILE");
            }
            if (transform.StartsWith("clip:", StringComparison.Ordinal)
                && double.TryParse(transform["clip:".Length..], NumberStyles.Float, CultureInfo.InvariantCulture, out double percentile)
                && percentile is > 0 and < 100)
            {
                return new TargetTransform(organelle, percentile);
            }
        }
        throw new FormatException($"'{text}' is no target transform; ORGANELLE=clip:PERCENTILE with 0 < PERCENTILE < 100 is expected, such as golgi=clip:90");
    }

    /// <summary>The value of one pixel after clipping below <paramref name="level"/>.</summary>
    public static float Clip(float value, double level) => Math.Max(0, value - (float)level);
}
