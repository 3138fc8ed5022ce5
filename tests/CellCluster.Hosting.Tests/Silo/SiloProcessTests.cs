using System.Net;
using CellCluster.Grains;
using CellCluster.TestKit;

namespace CellCluster.Hosting.Tests;

/// <summary>Silos in processes of their own: signals, exit codes, membership over a real network stack.</summary>
public class SiloProcessTests
{
    [Fact]
    public async Task Silo_ThatIsTold_LeavesTheClusterAndEndsWithZero()
    {
        string database = await Silos.DatabaseAsync();
        await using SiloChild stays = await SiloChild.StartAsync("name=stays", "roles=plate,analysis", $"cluster={database}");
        await using SiloChild leaves = await SiloChild.StartAsync("name=leaves", "roles=image,inference", "lanes=cpu:0,cuda:0", $"cluster={database}", "http=127.0.0.1:0");
        using var http = new HttpClient();

        string ready = await http.GetStringAsync(new Uri($"http://{leaves.Http}/readyz"), TestContext.Current.CancellationToken);
        int code = await leaves.TerminateAsync();

        Assert.Equal("ready\n", ready);
        Assert.Equal(0, code);
        Assert.Contains("silo leaves drains", leaves.Output, StringComparison.Ordinal);
        Assert.Contains("silo leaves left the cluster after", leaves.Output, StringComparison.Ordinal);
        await stays.LogLineAsync("silo leaves left");
        Assert.Equal(0, await stays.TerminateAsync());
    }

    [Fact]
    public async Task Silo_ThatWasKilled_StartsAgainUnderItsNameAtOnce()
    {
        string database = await Silos.DatabaseAsync();
        await using SiloChild stays = await SiloChild.StartAsync("name=stays", "roles=plate", $"cluster={database}");
        await using SiloChild first = await SiloChild.StartAsync("name=gpu-a", "roles=image,inference", "lanes=cuda:0", $"cluster={database}");

        await first.KillAsync();
        await using SiloChild second = await SiloChild.StartAsync("name=gpu-a", "roles=image,inference", "lanes=cuda:0", $"cluster={database}");

        await stays.LogLineAsync("silo gpu-a was declared dead");
        Assert.NotEqual(first.Silo, second.Silo);
        Assert.Equal(0, await second.TerminateAsync());
    }

    [Fact]
    public async Task Membership_InRedis_HoldsTheClusterTogether()
    {
        Assert.SkipWhen(RedisServer.Absent is not null, RedisServer.Absent ?? "");
        string redis = (await RedisServer.SharedAsync()).Address;
        string database = await Silos.DatabaseAsync();
        SiloOptions options = Silos.Options(database, "a", SiloRoles.Plate) with { Membership = RedisAddress.Parse(redis) };

        await using ClusterSilo first = await Silos.StartAsync(options);
        await using ClusterSilo second = await Silos.StartAsync(options with { Name = "b" });

        Assert.Equal(["a", "b"], Silos.Members(second));
        SiloRefusedException refused = await Silos.RefusedAsync(options with { Name = "b" });
        Assert.Contains("a silo named b lives at", refused.Message, StringComparison.Ordinal);
        Assert.Equal(IPAddress.Loopback, first.Options.AdvertisedIp);
    }

    [Fact]
    public async Task Membership_InARedisThatIsNotThere_IsRefused()
    {
        SiloOptions options = Silos.Options(await Silos.DatabaseAsync(), "a", SiloRoles.Plate) with { Membership = RedisAddress.Parse("redis://127.0.0.1:1/0") };

        SiloRefusedException refused = await Silos.RefusedAsync(options);

        Assert.Equal(SiloFault.Database, refused.Fault);
        Assert.Contains("Redis at redis://127.0.0.1:1/0 does not answer", refused.Message, StringComparison.Ordinal);
    }
}
