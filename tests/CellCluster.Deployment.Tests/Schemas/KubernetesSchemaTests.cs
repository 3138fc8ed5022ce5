using System.Text.Json.Nodes;

namespace CellCluster.Deployment.Tests;

/// <summary>Every object has what the published schemas ask for: required fields, types, formats.</summary>
public class KubernetesSchemaTests
{
    public static TheoryData<string> Folders => [.. Kustomization.All];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Objects_OfAKustomization_FitTheirSchemas(string folder)
    {
        (string[] faults, string[] unknown) = NpmPackages.Run("check.mjs", Json(Kustomization.Render(folder)));

        Assert.Empty(faults);
        // The secrets driver publishes none there; its fields are checked against its documented ones instead (KnownFields).
        Assert.All(unknown, line => Assert.StartsWith("SecretProviderClass ", line, StringComparison.Ordinal));
    }

    [Fact]
    public void Objects_ThatLackARequiredField_AreFound()
    {
        Manifests manifests = Kustomization.Render("k8s/base").Copy();
        manifests.Find("Deployment", "server")["spec"]!.AsObject().Remove("selector");
        manifests.Find("ScaledObject", "gpu-silo")["spec"]!["triggers"]![0]!.AsObject().Remove("type");
        manifests.Find("NetworkPolicy", "dns")["spec"]!["policyTypes"] = "Egress";

        (string[] faults, _) = NpmPackages.Run("check.mjs", Json(manifests));

        Assert.Contains(faults, fault => fault.StartsWith("Deployment server: ", StringComparison.Ordinal) && fault.Contains("selector", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("ScaledObject gpu-silo: ", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.StartsWith("NetworkPolicy dns: ", StringComparison.Ordinal));
    }

    private static string Json(Manifests manifests) => new JsonArray([.. manifests.Objects.Select(item => item.DeepClone())]).ToJsonString();
}
