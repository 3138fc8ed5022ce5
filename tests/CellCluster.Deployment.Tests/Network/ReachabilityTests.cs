using System.Net;
using System.Text.Json.Nodes;

namespace CellCluster.Deployment.Tests;

public class ReachabilityTests
{
    private const string Space = "cellcluster";

    public static TheoryData<string> Clusters => [.. Kustomization.Clusters];

    [Theory]
    [MemberData(nameof(Clusters))]
    public void Policies_OfACluster_AllowTheNeededConnectionsAndNoOther(string folder)
    {
        Manifests manifests = Kustomization.Render(folder);

        Assert.Equal(Needed(folder, Places(folder, manifests)), Allowed(manifests, Places(folder, manifests)));
    }

    [Theory]
    [InlineData("silo-to-silo")]
    [InlineData("gateways")]
    [InlineData("clients")]
    [InlineData("scaler")]
    [InlineData("database")]
    [InlineData("dns")]
    [InlineData("default-deny")]
    public void Policies_OneTakenAway_ChangeWhatIsAllowed(string name)
    {
        Manifests manifests = Kustomization.Render("k8s/base");
        List<Place> places = Places("k8s/base", manifests);
        var fewer = new Manifests([.. manifests.Objects.Where(item => Manifests.Title(item) != $"NetworkPolicy {name}")]);

        Assert.NotEqual(Allowed(manifests, places), Allowed(fewer, places));
    }

    [Fact]
    public void Policies_APortMistyped_AreFound()
    {
        Manifests manifests = Kustomization.Render("k8s/base").Copy();
        foreach (JsonObject policy in manifests.OfKind("NetworkPolicy").Where(item => Manifests.NameOf(item) == "silo-to-silo"))
        {
            policy["spec"]!["ingress"]![0]!["ports"]![0]!["port"] = 11112;
        }
        List<Place> places = Places("k8s/base", manifests);

        Assert.NotEqual(Needed("k8s/base", places), Allowed(manifests, places));
    }

    // Everyone to everyone, on every port that anything in or around the cluster listens on.
    private static SortedSet<string> Allowed(Manifests manifests, List<Place> places)
    {
        var reachability = new Reachability(manifests, Space);
        var allowed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (Place from in places.Where(place => place.Namespace is not null))
        {
            foreach (Place to in places.Where(place => place != from && (from.Namespace == Space || place.Namespace == Space)))
            {
                foreach ((int port, string protocol) in ((int, string)[])
                    [(11111, "TCP"), (30000, "TCP"), (8080, "TCP"), (8081, "TCP"), (5432, "TCP"), (53, "UDP"), (53, "TCP"), (443, "TCP"), (80, "TCP"), (22, "TCP")])
                {
                    if (reachability.Reaches(from, to, port, protocol))
                    {
                        allowed.Add($"{from} -> {to}:{port} {protocol}");
                    }
                }
            }
        }
        return allowed;
    }

    private static SortedSet<string> Needed(string folder, List<Place> places)
    {
        var needed = new SortedSet<string>(StringComparer.Ordinal);
        string[] silos = [.. places.Where(place => place.Namespace == Space && place.Labels.ContainsKey("silo")).Select(place => place.Name)];
        foreach (string silo in silos)
        {
            needed.UnionWith(silos.Where(other => other != silo).Select(other => $"{silo} -> {other}:11111 TCP"));
            needed.Add($"client -> {silo}:30000 TCP");
        }
        // The development cluster has no KEDA and no rule for it.
        if (folder != "k8s/overlays/dev")
        {
            needed.Add("keda -> server:8080 TCP");
        }
        foreach (string part in (string[])[.. silos, "migrate", "client"])
        {
            needed.Add($"{part} -> dns:53 UDP");
            needed.Add($"{part} -> dns:53 TCP");
            // The base does not know where PostgreSQL is: its port is open, wherever something listens on it that takes the connection.
            needed.UnionWith((folder == "k8s/base" ? (string[])["postgres", "internet", "dns", "keda", "prometheus", "other-namespace"] : ["postgres"]).Select(to => $"{part} -> {to}:5432 TCP"));
        }
        return needed;
    }

    private static List<Place> Places(string folder, Manifests manifests)
    {
        byte number = 1;
        List<Place> places = [.. manifests.Workloads().Select(workload => Place.Of(workload, Space, number++))];
        Place Pod(string name, string space, params (string Key, string Value)[] labels) =>
            new(name, space, labels.ToDictionary(label => label.Key, label => label.Value, StringComparer.Ordinal), new IPAddress([10, 244, 0, number++]));
        places.Add(Pod("client", Space, ("app.kubernetes.io/part-of", "cellcluster"), ("app.kubernetes.io/component", "client"), ("cluster-client", "true")));
        places.Add(Pod("stranger", Space, ("app", "stranger")));
        places.Add(Pod("other-namespace", "default", ("silo", "true"), ("cluster-client", "true"), ("app.kubernetes.io/component", "server")));
        places.Add(Pod("keda", folder == "k8s/overlays/aks" ? "kube-system" : "keda", ("app", "keda-operator")));
        places.Add(Pod("prometheus", "monitoring", ("app.kubernetes.io/name", "prometheus")));
        places.Add(Pod("dns", "kube-system", ("k8s-app", "kube-dns")));
        places.Add(new Place("internet", null, new Dictionary<string, string>(StringComparer.Ordinal), IPAddress.Parse("203.0.113.9")));
        if (places.TrueForAll(place => place.Name != "postgres"))
        {
            // The subnet of infra/bicep that is delegated to PostgreSQL.
            places.Add(new Place("postgres", null, new Dictionary<string, string>(StringComparer.Ordinal), IPAddress.Parse("10.20.2.4")));
        }
        return places;
    }
}
