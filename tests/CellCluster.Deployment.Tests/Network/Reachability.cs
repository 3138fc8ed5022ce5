using System.Globalization;
using k8s.Models;

namespace CellCluster.Deployment.Tests;

/// <summary>Who may open a connection to whom, after the network policies of one namespace.</summary>
/// <remarks>
/// As the API defines it (networking.k8s.io/v1): a pod that a policy selects for a direction may do in that direction only what some policy
/// that selects it allows; a pod that none selects may do everything; a connection needs the sender's egress and the receiver's ingress.
/// Places of other namespaces are under no policy of ours.
/// </remarks>
internal sealed class Reachability(Manifests manifests, string space)
{
    private readonly List<V1NetworkPolicy> _policies = [.. manifests.Typed<V1NetworkPolicy>("NetworkPolicy")];

    /// <summary>Whether <paramref name="from"/> reaches the port of <paramref name="to"/>.</summary>
    /// <param name="from">The sender.</param>
    /// <param name="to">The receiver.</param>
    /// <param name="port">Its port.</param>
    /// <param name="protocol">TCP or UDP.</param>
    public bool Reaches(Place from, Place to, int port, string protocol = "TCP") =>
        Allows(from, "Egress", policy => (policy.Egress ?? []).Any(rule => IsPort(rule.Ports, port, protocol) && IsPeer(rule.To, to)))
        && Allows(to, "Ingress", policy => (policy.Ingress ?? []).Any(rule => IsPort(rule.Ports, port, protocol) && IsPeer(rule.FromProperty, from)));

    private bool Allows(Place place, string direction, Func<V1NetworkPolicySpec, bool> isAllowed)
    {
        if (place.Namespace != space)
        {
            return true;
        }
        List<V1NetworkPolicySpec> selecting =
        [
            .. _policies.Select(policy => policy.Spec).Where(policy => Selectors.Matches(policy.PodSelector, place.Labels)
                && (policy.PolicyTypes ?? (policy.Egress is null ? ["Ingress"] : ["Ingress", "Egress"])).Contains(direction)),
        ];
        return selecting.Count == 0 || selecting.Any(isAllowed);
    }

    private static bool IsPort(IList<V1NetworkPolicyPort>? ports, int port, string protocol) => ports is null or { Count: 0 } || ports.Any(allowed =>
        (allowed.Protocol ?? "TCP") == protocol && (allowed.Port is null || allowed.Port.Value == port.ToString(CultureInfo.InvariantCulture)));

    private bool IsPeer(IList<V1NetworkPolicyPeer>? peers, Place place) => peers is null or { Count: 0 } || peers.Any(peer =>
        peer.IpBlock is not null
            ? place.IsIn(peer.IpBlock)
            : place.Namespace is not null
                && (peer.NamespaceSelector is null ? place.Namespace == space : Selectors.Matches(peer.NamespaceSelector, place.NamespaceLabels))
                && (peer.PodSelector is null || Selectors.Matches(peer.PodSelector, place.Labels)));
}
