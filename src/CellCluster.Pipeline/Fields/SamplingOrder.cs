using System.Security.Cryptography;
using System.Text;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>The order in which fields are drawn for a plate's frozen figures: by SHA-256 of plate, acquisition, well and field.</summary>
/// <remarks>Spread over the plate like a random draw, yet the same for every run, machine and retry.</remarks>
public static class SamplingOrder
{
    /// <summary>How many fields a plate's normalisation is measured on.</summary>
    public const int SampleSize = 64;

    /// <summary>The fields in sampling order.</summary>
    public static IReadOnlyList<FieldSource> Of(string plateId, IReadOnlyList<FieldSource> fields)
    {
        ArgumentNullException.ThrowIfNull(fields);
        return [.. fields.OrderBy(field => Draw(plateId, field.Key), StringComparer.Ordinal)];
    }

    private static string Draw(string plateId, FieldKey key) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{plateId}\n{key.Acquisition}\n{key.Well}\n{key.Field.Value}")));
}
