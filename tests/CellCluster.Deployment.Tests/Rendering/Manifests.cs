using System.Text.Json.Nodes;
using k8s;
using k8s.Models;

namespace CellCluster.Deployment.Tests;

/// <summary>The objects of one rendered kustomization, as they would be sent to the API server.</summary>
internal sealed class Manifests(IReadOnlyList<JsonObject> objects)
{
    /// <summary>Every object.</summary>
    public IReadOnlyList<JsonObject> Objects { get; } = objects;

    /// <summary>Reads a rendered stream.</summary>
    public static Manifests Parse(string yaml) => new([.. Yaml.Read(yaml).Cast<JsonObject>()]);

    /// <summary>A copy that may be changed without changing this one.</summary>
    public Manifests Copy() => new([.. Objects.Select(item => (JsonObject)item.DeepClone())]);

    /// <summary>The objects of a kind.</summary>
    public IEnumerable<JsonObject> OfKind(string kind) => Objects.Where(item => KindOf(item) == kind);

    /// <summary>One object.</summary>
    /// <exception cref="InvalidOperationException">There is no such object.</exception>
    public JsonObject Find(string kind, string name) => OfKind(kind).FirstOrDefault(item => NameOf(item) == name)
        ?? throw new InvalidOperationException($"no {kind} {name} among {string.Join(", ", Objects.Select(Title))}");

    /// <summary>The objects of a kind, as the API's types.</summary>
    public IEnumerable<T> Typed<T>(string kind)
        where T : class => OfKind(kind).Select(item => KubernetesJson.Deserialize<T>(item.ToJsonString()));

    /// <summary>Every pod that any workload makes.</summary>
    public IEnumerable<Workload> Workloads() =>
        Typed<V1Deployment>("Deployment").Select(item => new Workload("Deployment", item.Name(), item.Spec.Template, item.Spec.Selector, []))
            .Concat(Typed<V1StatefulSet>("StatefulSet").Select(item =>
                new Workload("StatefulSet", item.Name(), item.Spec.Template, item.Spec.Selector, [.. item.Spec.VolumeClaimTemplates.Select(claim => claim.Name())])))
            .Concat(Typed<V1Job>("Job").Select(item => new Workload("Job", item.Name(), item.Spec.Template, null, [])));

    /// <summary>What an object is called in a message.</summary>
    public static string Title(JsonObject item) => $"{KindOf(item)} {NameOf(item)}";

    /// <summary>The kind of an object.</summary>
    public static string KindOf(JsonObject item) => (string?)item["kind"] ?? "(no kind)";

    /// <summary>The name of an object.</summary>
    public static string NameOf(JsonObject item) => (string?)item["metadata"]?["name"] ?? "(no name)";
}

/// <summary>A workload's pod, whatever makes it.</summary>
/// <param name="Kind">Deployment, StatefulSet or Job.</param>
/// <param name="Name">Its name.</param>
/// <param name="Template">What its pods are.</param>
/// <param name="Selector">How it finds its pods; a Job makes its own.</param>
/// <param name="OwnClaims">Volumes that it makes for each pod.</param>
internal sealed record Workload(string Kind, string Name, V1PodTemplateSpec Template, V1LabelSelector? Selector, IReadOnlyList<string> OwnClaims)
{
    /// <summary>Labels of its pods.</summary>
    public IReadOnlyDictionary<string, string> Labels => new Dictionary<string, string>(Template.Metadata?.Labels ?? new Dictionary<string, string>(StringComparer.Ordinal), StringComparer.Ordinal);

    /// <summary>Init containers and containers.</summary>
    public IEnumerable<V1Container> Containers => (Template.Spec.InitContainers ?? []).Concat(Template.Spec.Containers);

    /// <inheritdoc/>
    public override string ToString() => $"{Kind} {Name}";
}
