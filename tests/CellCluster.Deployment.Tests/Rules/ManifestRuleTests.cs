namespace CellCluster.Deployment.Tests;

public class ManifestRuleTests
{
    public static TheoryData<string, string> RulesAndFolders => [.. Kustomization.All.SelectMany(folder => ManifestRule.All.Select(rule => (rule.Name, folder)))];

    [Theory]
    [MemberData(nameof(RulesAndFolders))]
    public void Rule_OnARenderedKustomization_Holds(string rule, string folder) =>
        Assert.Equal("", string.Join('\n', ManifestRule.Named(rule).Violations(Kustomization.Render(folder))));

    [Fact]
    public void Base_Rendered_HoldsWhatAClusterNeeds()
    {
        Manifests manifests = Kustomization.Render("k8s/base");

        Assert.Equal(["cpu-silo", "gpu-silo", "server"], manifests.OfKind("Deployment").Select(Manifests.NameOf).Order(StringComparer.Ordinal));
        Assert.NotNull(manifests.Find("Job", "migrate"));
        Assert.NotNull(manifests.Find("HorizontalPodAutoscaler", "cpu-silo"));
        Assert.NotNull(manifests.Find("ScaledObject", "gpu-silo"));
        Assert.NotNull(manifests.Find("NetworkPolicy", "default-deny"));
        Assert.Empty(manifests.OfKind("Secret"));
    }

    [Fact]
    public void Dev_Rendered_HasNoGpuAndItsOwnPostgres()
    {
        Manifests manifests = Kustomization.Render("k8s/overlays/dev");

        Assert.DoesNotContain(manifests.Objects, item => Manifests.NameOf(item) == "gpu-silo");
        Assert.NotNull(manifests.Find("StatefulSet", "postgres"));
        Assert.All(manifests.OfKind("Deployment"), item => Assert.Equal(1L, (long?)item["spec"]!["replicas"]));
        Assert.Empty(manifests.OfKind("Secret"));
    }

    [Fact]
    public void Aks_Rendered_HasNoSettingThatWasNotReplaced()
    {
        Manifests manifests = Kustomization.Render("k8s/overlays/aks");

        Assert.DoesNotContain(manifests.Objects, item => item.ToJsonString().Contains("set-by-settings", StringComparison.Ordinal));
        Assert.DoesNotContain(manifests.Objects, item => Manifests.NameOf(item) == "aks-settings");
        Assert.Equal("10.20.2.0/28", (string?)manifests.Find("NetworkPolicy", "database")["spec"]!["egress"]![0]!["to"]![0]!["ipBlock"]!["cidr"]);
        Assert.All(manifests.Workloads().SelectMany(workload => workload.Containers), container => Assert.Contains("@sha256:", container.Image, StringComparison.Ordinal));
    }
}
