namespace CellCluster.Deployment.Tests;

/// <summary>Something that has to hold for everything that is applied.</summary>
/// <param name="Name">How tests call it.</param>
/// <param name="Violations">One line for each thing that breaks it: where, what was found, what was expected.</param>
internal sealed record ManifestRule(string Name, Func<Manifests, IEnumerable<string>> Violations)
{
    /// <summary>Every rule.</summary>
    public static readonly IReadOnlyList<ManifestRule> All =
    [
        new("known fields", KnownFields.Violations),
        new("hardened pods", HardenedPods.Violations),
        new("limits", Limits.Violations),
        new("probes", Probes.Violations),
        new("drain", Drain.Violations),
        new("selectors", Selectors.Violations),
        new("service ports", ServicePorts.Violations),
        new("references", References.Violations),
        new("images", Images.Violations),
        new("gpu nodes", GpuNodes.Violations),
        new("scaling", Scaling.Violations),
        new("command lines", CommandLines.Violations),
    ];

    /// <summary>The rule of a name.</summary>
    public static ManifestRule Named(string name) => All.Single(rule => rule.Name == name);
}
