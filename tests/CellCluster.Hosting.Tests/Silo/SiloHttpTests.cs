using System.Net;
using CellCluster.Grains;
using CellCluster.Pipeline;
using Microsoft.Extensions.DependencyInjection;

namespace CellCluster.Hosting.Tests;

public class SiloHttpTests
{
    private static readonly IPEndPoint s_anyPort = new(IPAddress.Loopback, 0);

    [Fact]
    public async Task Silo_ThatHasJoined_IsAliveAndReadyAndWantsNoLanes()
    {
        await using ClusterSilo silo = await Silos.StartAsync(
            Silos.Options(await Silos.DatabaseAsync(), "a", SiloRoles.Plate) with { HttpAddress = s_anyPort });
        using HttpClient http = Client(silo.Options.HttpAddress!);

        Assert.Equal("alive\n", await GetAsync(http, "healthz"));
        Assert.Equal("ready\n", await GetAsync(http, "readyz"));
        Assert.Equal("""{"lanesWanted":0}""", await GetAsync(http, "scale/cuda"));
    }

    [Fact]
    public async Task Plate_ThatIsAnnounced_WantsLanesOfItsKindAtOnce()
    {
        await using ClusterSilo silo = await Silos.StartAsync(
            Silos.Options(await Silos.DatabaseAsync(), "a", SiloRoles.Analysis) with { HttpAddress = s_anyPort, ScaleMax = 3 });
        ILedger ledger = silo.Services.GetRequiredService<ILedger>();
        using HttpClient http = Client(silo.Options.HttpAddress!);

        await AnnounceAsync(ledger, "P1", "cuda", fields: 1);
        string one = await GetAsync(http, "scale/cuda");
        await AnnounceAsync(ledger, "P2", "cuda", fields: 3600);
        string two = await GetAsync(http, "scale/cuda");
        await AnnounceAsync(ledger, "P3", "cuda", fields: 100_000);

        Assert.Equal("""{"lanesWanted":1}""", one);
        Assert.Equal("""{"lanesWanted":2}""", two);
        Assert.Equal("""{"lanesWanted":3}""", await GetAsync(http, "scale/cuda"));
        Assert.Equal("""{"lanesWanted":0}""", await GetAsync(http, "scale/cpu"));
        using HttpResponseMessage unknown = await http.GetAsync(new Uri("scale/tpu", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
    }

    [Theory]
    [InlineData("cpu", 0, 8, 0)]
    [InlineData("cpu", 1, 8, 1)]
    [InlineData("cpu", 120, 8, 1)]
    [InlineData("cpu", 121, 8, 2)]
    [InlineData("cpu", 3456, 8, 8)]
    [InlineData("cuda", 3456, 8, 1)]
    public void Demand_OfFields_IsRoundedUpAndBounded(string kind, long fields, int most, int expected) =>
        Assert.Equal(expected, ScaleDemand.Lanes(kind, fields, most));

    [Fact]
    public async Task Dashboard_OnItsOwnAddress_IsShownThereAndNowhereElse()
    {
        await using ClusterSilo silo = await Silos.StartAsync(
            Silos.Options(await Silos.DatabaseAsync(), "a", SiloRoles.Plate) with { HttpAddress = s_anyPort, DashboardAddress = s_anyPort });
        using HttpClient dashboard = Client(silo.Options.DashboardAddress!);
        using HttpClient http = Client(silo.Options.HttpAddress!);

        string page = await GetAsync(dashboard, "");
        using HttpResponseMessage elsewhere = await http.GetAsync(new Uri("", UriKind.Relative), TestContext.Current.CancellationToken);
        using HttpResponseMessage health = await dashboard.GetAsync(new Uri("healthz", UriKind.Relative), TestContext.Current.CancellationToken);
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "") { Headers = { Host = "evil.example" } };
        using HttpResponseMessage foreign = await dashboard.SendAsync(rebound, TestContext.Current.CancellationToken);

        Assert.Contains("Orleans", page, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, health.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
    }

    private static Task AnnounceAsync(ILedger ledger, string plate, string device, int fields) => ledger.AnnouncePlateAsync(
        new PlateAnnouncement(plate, "{}", PlatePriority.Normal, device, fields, "test", DateTimeOffset.UnixEpoch), TestContext.Current.CancellationToken);

    private static HttpClient Client(IPEndPoint address) => new() { BaseAddress = new Uri($"http://{address}/") };

    private static async Task<string> GetAsync(HttpClient http, string path) =>
        await http.GetStringAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);
}
