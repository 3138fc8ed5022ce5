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

    /// <summary>Names the parts that differ, on one line; empty when none of those asked about does.</summary>
    /// <param name="stored">The fingerprint that is there.</param>
    /// <param name="asked">Parts to compare it with: all of them, or those that are known.</param>
    /// <param name="storedName">How the first one is called in the line, as in "the plate has".</param>
    /// <param name="askedName">How the second one is called.</param>
    public static string Difference(RunFingerprint stored, IReadOnlyDictionary<string, string> asked, string storedName, string askedName)
    {
        ArgumentNullException.ThrowIfNull(stored);
        ArgumentNullException.ThrowIfNull(asked);
        return string.Join("; ", asked.Where(part => stored.Parts.GetValueOrDefault(part.Key) != part.Value).OrderBy(part => part.Key, StringComparer.Ordinal)
            .Select(part => $"{part.Key}: {storedName} {stored.Parts.GetValueOrDefault(part.Key) ?? "none"}, {askedName} {part.Value}"));
    }

    /// <summary>SHA-256 of a file's bytes, hex.</summary>
    public static string OfFile(string path)
    {
        using FileStream file = File.OpenRead(path);
        return Convert.ToHexStringLower(SHA256.HashData(file));
    }
}
