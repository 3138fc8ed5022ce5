using System.Reflection;
using System.Text.Json.Nodes;

namespace CellCluster.Deployment.Tests;

/// <summary>The Bicep compiles without a warning, and what it makes is what the manifests of the AKS overlay count on.</summary>
public class BicepTests
{
    private static readonly Lazy<Answer?> Compiled = new(() => Compile("infra/bicep/main.bicep"));

    [Fact]
    public void Main_Compiled_HasNoErrorAndNoWarning()
    {
        Assert.Equal("", Template().Errors);
        Assert.Equal(0, Template().ExitCode);
    }

    [Fact]
    public void Compiler_OnAPropertyMistyped_Warns()
    {
        string folder = Directory.CreateTempSubdirectory("cellcluster-bicep").FullName;
        string file = Path.Combine(folder, "broken.bicep");
        File.WriteAllText(file, "resource a 'Microsoft.Storage/storageAccounts@2024-01-01' = {\n  name: 'a'\n  location: 'x'\n  kind: 'FileStorage'\n  sku: { name: 'Premium_LRS' }\n  proprties: {}\n}\n");
        Answer? answer = Compile(file);
        Directory.Delete(folder, recursive: true);
        Skip(answer);

        Assert.Contains("proprties", answer!.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public void Parameters_OfTheExample_TakeThePasswordFromTheEnvironment()
    {
        Assert.Contains("readEnvironmentVariable('DATABASE_PASSWORD')", Repository.Read("infra/bicep/main.bicepparam"), StringComparison.Ordinal);
        Assert.Equal("securestring", (string?)Json()["parameters"]!["databasePassword"]!["type"]);
        Assert.Null(Json()["parameters"]!["databasePassword"]!["defaultValue"]);
    }

    [Fact]
    public void GpuPool_OfTheCluster_ScalesFromZeroAndFitsItsPods()
    {
        JsonNode gpu = Pool("gpu");
        Manifests aks = Kustomization.Render("k8s/overlays/aks");
        k8s.Models.V1PodSpec pod = aks.Workloads().Single(workload => workload.Name == "gpu-silo").Template.Spec;

        Assert.Equal(0, (int?)gpu["minCount"]);
        Assert.Equal(0, (int?)gpu["count"]);
        Assert.True((bool?)gpu["enableAutoScaling"]);
        Assert.All(pod.NodeSelector, label => Assert.Equal(label.Value, (string?)gpu["nodeLabels"]![label.Key]));
        foreach (string taint in gpu["nodeTaints"]!.AsArray().Select(taint => (string)taint!))
        {
            Assert.Contains(pod.Tolerations, toleration => taint == $"{toleration.Key}={toleration.Value}:{toleration.Effect}");
        }
    }

    [Theory]
    [InlineData("server")]
    [InlineData("cpu-silo")]
    [InlineData("migrate")]
    public void CpuPool_OfTheCluster_FitsItsPods(string name)
    {
        k8s.Models.V1PodSpec pod = Kustomization.Render("k8s/overlays/aks").Workloads().Single(workload => workload.Name == name).Template.Spec;

        Assert.Equal("cpu", pod.NodeSelector[GpuNodes.Pool]);
        Assert.Equal("cpu", (string?)Pool("cpu")["nodeLabels"]![GpuNodes.Pool]);
        Assert.Null(Pool("cpu")["nodeTaints"]);
    }

    [Fact]
    public void Cluster_HasWhatTheOverlayUses()
    {
        JsonNode cluster = Resource("Microsoft.ContainerService/managedClusters")["properties"]!;

        Assert.True((bool?)cluster["workloadAutoScalerProfile"]!["keda"]!["enabled"]);
        Assert.True((bool?)cluster["securityProfile"]!["workloadIdentity"]!["enabled"]);
        Assert.True((bool?)cluster["oidcIssuerProfile"]!["enabled"]);
        Assert.True((bool?)cluster["addonProfiles"]!["azureKeyvaultSecretsProvider"]!["enabled"]);
        // Without an engine, network policies are accepted and do nothing.
        Assert.Equal("cilium", (string?)cluster["networkProfile"]!["networkPolicy"]);
        // A node waits for the longest drain.
        long grace = Kustomization.Render("k8s/overlays/aks").Workloads().Max(workload => workload.Template.Spec.TerminationGracePeriodSeconds ?? 30);
        Assert.True(long.Parse((string)cluster["autoScalerProfile"]!["max-graceful-termination-sec"]!, System.Globalization.CultureInfo.InvariantCulture) >= grace);
    }

    [Fact]
    public void Outputs_AreTheSettingsOfTheOverlay()
    {
        JsonNode settings = Yaml.Read(Repository.Read("k8s/overlays/aks/settings.yaml"))[0]["data"]!;

        Assert.Subset(Json()["outputs"]!.AsObject().Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal), settings.AsObject().Select(pair => pair.Key).ToHashSet(StringComparer.Ordinal));
    }

    [Fact]
    public void Vault_HoldsTheSecretsThatTheOverlayReads()
    {
        string[] secrets = [.. Resources().Where(item => (string?)item["type"] == "Microsoft.KeyVault/vaults/secrets").Select(item => ((string)item["name"]!).Split('\'')[^2])];

        Assert.Equal(["cellcluster-database-address", "cellcluster-database-password"], secrets.Order(StringComparer.Ordinal));
        string provider = Kustomization.Render("k8s/overlays/aks").Find("SecretProviderClass", "cellcluster-database").ToJsonString();
        Assert.All(secrets, secret => Assert.Contains(secret, provider, StringComparison.Ordinal));
    }

    [Fact]
    public void Federation_NamesServiceAccountsThatAreThere()
    {
        HashSet<string> accounts = [.. Kustomization.Render("k8s/overlays/aks").OfKind("ServiceAccount").Select(Manifests.NameOf)];

        Assert.Subset(accounts, Json()["parameters"]!["serviceAccounts"]!["defaultValue"]!.AsArray().Select(name => (string)name!).ToHashSet(StringComparer.Ordinal));
        Assert.Equal("cellcluster", (string?)Json()["parameters"]!["namespace"]!["defaultValue"]);
    }

    [Fact]
    public void Roles_AreAssignedOnSingleResources()
    {
        JsonObject[] assignments = [.. Resources().Where(item => (string?)item["type"] == "Microsoft.Authorization/roleAssignments")];

        Assert.Equal(5, assignments.Length);
        Assert.All(assignments, item => Assert.NotNull(item["scope"]));
    }

    private static JsonNode Pool(string name) =>
        Resource("Microsoft.ContainerService/managedClusters")["properties"]!["agentPoolProfiles"]!.AsArray().Single(pool => (string?)pool!["name"] == name)!;

    private static JsonObject Resource(string type) => Resources().Single(item => (string?)item["type"] == type);

    // Of the modules: each is a deployment with a template of its own.
    private static IEnumerable<JsonObject> Resources() => Json()["resources"]!.AsArray()
        .SelectMany(module => module!["properties"]!["template"]!["resources"]!.AsArray()).Select(item => item!.AsObject());

    private static JsonObject Json() => JsonNode.Parse(Template().Output)!.AsObject();

    private static Answer Template()
    {
        Skip(Compiled.Value);
        return Compiled.Value!;
    }

    private static void Skip(Answer? answer) => Assert.SkipWhen(answer is null, "the Bicep compiler is a package for Linux on x64 only");

    private static Answer? Compile(string file)
    {
        string? compiler = Assembly.GetExecutingAssembly().GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(item => item.Key == "Bicep")?.Value;
        return compiler is null ? null : Command.TryRun(compiler, ["build", Repository.PathOf(file), "--stdout"], environment: new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DOTNET_SYSTEM_GLOBALIZATION_INVARIANT"] = "1",
        });
    }
}
