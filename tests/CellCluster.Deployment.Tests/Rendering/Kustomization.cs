using System.Collections.Concurrent;

namespace CellCluster.Deployment.Tests;

/// <summary>Renders the repository's kustomizations with kubectl.</summary>
internal static class Kustomization
{
    /// <summary>Everything that can be applied.</summary>
    public static readonly string[] All = ["k8s/base", "k8s/overlays/dev", "k8s/overlays/aks", "k8s/client"];

    /// <summary>Those that hold a whole cluster.</summary>
    public static readonly string[] Clusters = ["k8s/base", "k8s/overlays/dev", "k8s/overlays/aks"];

    // kubectl 1.27 brings kustomize 5; an older one lacks replacements and labels.
    private const string Absent = "kubectl 1.27 or newer is absent; of Debian packages, kubernetes-client of Debian 13 or newer has it (Debian package)";

    private static readonly ConcurrentDictionary<string, Lazy<string?>> Rendered = new(StringComparer.Ordinal);

    /// <summary>A kustomization, rendered once; the test is skipped where kubectl is absent.</summary>
    public static Manifests Render(string folder)
    {
        string? yaml = Rendered.GetOrAdd(folder, key => new Lazy<string?>(() => Run(key))).Value;
        Assert.SkipWhen(yaml is null, Absent);
        return Manifests.Parse(yaml!);
    }

    private static string? Run(string folder)
    {
        // No cluster is asked: kustomize only reads files.
        string version = Command.TryRun("kubectl", ["version", "--client"])?.Output ?? "";
        Answer? answer = version.Contains("Kustomize Version: v5", StringComparison.Ordinal) ? Command.TryRun("kubectl", ["kustomize", Repository.PathOf(folder)]) : null;
        return answer is null || answer.ExitCode == 0
            ? answer?.Output
            : throw new InvalidOperationException($"kubectl kustomize {folder} failed: {answer.Errors.Split('\n')[0]}");
    }
}
