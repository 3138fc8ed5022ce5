using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace CellCluster.Pipeline;

/// <summary>Makes the fingerprint of a run from its named parts.</summary>
public static class RunFingerprints
{
    /// <summary>Grows with every change of the code that changes a result for equal weights and options.</summary>
    public const string AlgorithmVersion = "4";

    /// <summary>The fingerprint: SHA-256 over the parts as JSON with sorted names.</summary>
    public static RunFingerprint Of(IReadOnlyDictionary<string, string> parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var sorted = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach ((string name, string value) in parts)
        {
            sorted.Add(name, value);
        }
        string json = JsonSerializer.Serialize(sorted);
        return new RunFingerprint(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(json))), sorted);
    }

    /// <summary>SHA-256 of a file's bytes, hex.</summary>
    public static string OfFile(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
