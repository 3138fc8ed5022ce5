using System.Text.Json.Nodes;

namespace CellCluster.Deployment.Tests;

public class ComposeTests
{
    private static readonly string Folder = Repository.PathOf("infra/compose");

    [Fact]
    public void Compose_OfTheRepository_KeepsTheRules() => Assert.Equal("", string.Join('\n', ComposeFile.Violations(Read(), Folder)));

    [Fact]
    public void Compose_OfTheRepository_FitsItsSchema() => Assert.Empty(NpmPackages.Run("compose.mjs", Read().ToJsonString()).Faults);

    [Fact]
    public void Compose_WithAWordMistyped_BreaksItsSchema()
    {
        JsonObject compose = Read();
        compose["services"]!["server"]!["comand"] = "x";

        Assert.NotEmpty(NpmPackages.Run("compose.mjs", compose.ToJsonString()).Faults);
    }

    [Fact]
    public void Compose_OfTheRepository_HoldsTheServicesAroundACluster() => Assert.Equal(
        ["azurite", "cpu-1", "cpu-2", "grafana", "migrate", "postgres", "prometheus", "rabbitmq", "server"],
        Read()["services"]!.AsObject().Select(pair => pair.Key).Order(StringComparer.Ordinal));

    [Fact]
    public void Prometheus_Scrapes_OnlyServicesThatAreThere()
    {
        JsonObject services = Read()["services"]!.AsObject();
        JsonNode prometheus = Yaml.Read(Repository.Read("infra/prometheus/prometheus.yml"))[0];
        IEnumerable<string> hosts = prometheus["scrape_configs"]!.AsArray()
            .SelectMany(job => job!["static_configs"]![0]!["targets"]!.AsArray().Select(target => ((string)target!).Split(':')[0]));

        Assert.All(hosts.Where(host => host != "localhost"), host => Assert.True(services.ContainsKey(host), host));
    }

    [Theory]
    [InlineData("an image that moves")]
    [InlineData("a port open to the network")]
    [InlineData("a password written out")]
    [InlineData("a file that is not there")]
    [InlineData("a service that is not there")]
    [InlineData("an option that silo has not")]
    [InlineData("root")]
    [InlineData("a drain cut short")]
    [InlineData("another silo's address")]
    public void Violations_OfABrokenFile_AreFound(string what)
    {
        JsonObject compose = Read();
        JsonNode services = compose["services"]!;
        switch (what)
        {
            case "an image that moves": services["grafana"]!["image"] = "grafana/grafana:latest"; break;
            case "a port open to the network": services["postgres"]!["ports"] = new JsonArray("5432:5432"); break;
            case "a password written out": services["rabbitmq"]!["environment"]!["RABBITMQ_DEFAULT_PASS"] = "guest"; break;
            case "a file that is not there": services["prometheus"]!["volumes"]![0] = "../prometheus.yml:/etc/prometheus.yml:ro"; break;
            case "a service that is not there": services["grafana"]!["depends_on"] = new JsonArray("loki"); break;
            case "an option that silo has not": services["cpu-2"]!["command"]!.AsArray().Add("--fast"); break;
            case "root": services["cpu-2"]!.AsObject().Remove("user"); break;
            case "a drain cut short": services["cpu-2"]!["stop_grace_period"] = "30s"; break;
            case "another silo's address": services["cpu-2"]!["networks"]!["cluster"]!["ipv4_address"] = "172.30.71.12"; break;
            default: throw new InvalidOperationException(what);
        }

        Assert.NotEmpty(ComposeFile.Violations(compose, Folder));
    }

    private static JsonObject Read() => Yaml.Read(Repository.Read("infra/compose/compose.yaml"))[0].AsObject();
}
