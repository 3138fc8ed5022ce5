using System.Net;
using k8s.Models;

namespace CellCluster.Deployment.Tests;

/// <summary>Something that sends or takes packets: a pod, or an address outside the cluster.</summary>
/// <param name="Name">How tests call it.</param>
/// <param name="Namespace">Its namespace; null outside the cluster.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Address">Its address, which only ranges of addresses in policies look at.</param>
internal sealed record Place(string Name, string? Namespace, IReadOnlyDictionary<string, string> Labels, IPAddress Address)
{
    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>A pod of a workload.</summary>
    public static Place Of(Workload workload, string space, byte number) => new(workload.Name, space, workload.Labels, new IPAddress([10, 244, 0, number]));

    /// <summary>Labels as Kubernetes puts them on a namespace.</summary>
    public IEnumerable<KeyValuePair<string, string>> NamespaceLabels => [KeyValuePair.Create("kubernetes.io/metadata.name", Namespace ?? "")];

    /// <summary>Whether an address lies in a range such as 10.20.2.0/28.</summary>
    public bool IsIn(V1IPBlock block) => IPNetwork.Parse(block.Cidr).Contains(Address) && !(block.Except ?? []).Any(part => IPNetwork.Parse(part).Contains(Address));
}
