using k8s.Models;

namespace CellCluster.Deployment.Tests;

/// <summary>An image is the same one tomorrow: named by digest, or by a tag that says a version.</summary>
internal static class Images
{
    public static IEnumerable<string> Violations(Manifests manifests)
    {
        foreach (Workload workload in manifests.Workloads())
        {
            foreach (V1Container container in workload.Containers)
            {
                if (Fault(container.Image) is { } fault)
                {
                    yield return $"{workload}, container {container.Name}: {fault}";
                }
                if (container.ImagePullPolicy == "Always")
                {
                    yield return $"{workload}, container {container.Name}: pulls its image anew at every start";
                }
            }
        }
    }

    /// <summary>What is wrong with a reference, or null.</summary>
    public static string? Fault(string? image)
    {
        if (string.IsNullOrEmpty(image))
        {
            return "no image";
        }
        int at = image.IndexOf('@', StringComparison.Ordinal);
        if (at >= 0)
        {
            string digest = image[(at + 1)..];
            return digest.StartsWith("sha256:", StringComparison.Ordinal) && digest.Length == 71 && digest[7..].All(char.IsAsciiHexDigitLower)
                ? null
                : $"{image} has no SHA-256 digest after '@'";
        }
        int colon = image.LastIndexOf(':');
        string tag = colon > image.LastIndexOf('/') ? image[(colon + 1)..] : "";
        // A whole version, such as 15.18 or v3.5.0: "15" and "latest" move.
        return tag.Count(c => c == '.') >= 1 && tag.TrimStart('v').Length > 0 && char.IsAsciiDigit(tag.TrimStart('v')[0])
            ? null
            : $"{image} is named by the tag '{tag}', expected a whole version or a digest";
    }
}
