using System.Net;
using System.Net.Sockets;
using CellCluster.Grains;
using CellCluster.Ledger;
using CellCluster.TestKit;

namespace CellCluster.Hosting.Tests;

/// <summary>Whatever is wrong with a silo gives one line and its own kind of fault, and nothing is left behind.</summary>
public class SiloRefusalTests
{
    [Fact]
    public void Options_WithManyFaults_AreListedAtOnce()
    {
        SiloOptions options = Silos.Options("postgres://user:secret@127.0.0.1:1/none", "gpu/a", SiloRoles.Image, "cpu:0", "cpu:0", "tpu:1") with
        {
            ClusterId = "",
            HttpAddress = new IPEndPoint(IPAddress.Loopback, 9000),
            DashboardAddress = new IPEndPoint(IPAddress.Loopback, 9000),
            DrainLimit = TimeSpan.Zero,
            SlotsPerLane = 17,
        };

        IReadOnlyList<string> faults = SiloOptionsCheck.Faults(options);

        Assert.Equal(8, faults.Count);
        Assert.Contains(faults, fault => fault.StartsWith("--name: found 'gpu/a'", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("image and inference go together", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("found 'tpu:1', expected cpu:N or cuda:N", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("cpu:0 is named twice", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Contains("--http and --dashboard name the same port 9000", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(SiloRoles.None, "", "--roles: found none")]
    [InlineData(SiloRoles.Plate, "cpu:0", "expected none without the roles image and inference")]
    [InlineData(SiloRoles.Image | SiloRoles.Inference, "", "--lanes: found none")]
    public void Roles_ThatContradictLanes_AreRefused(SiloRoles roles, string lanes, string expected)
    {
        SiloOptions options = Silos.Options("postgres://user@127.0.0.1:1/none", "a", roles, lanes.Split(',', StringSplitOptions.RemoveEmptyEntries));

        Assert.Contains(expected, Assert.Single(SiloOptionsCheck.Faults(options)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Device_ThatIsNotThere_IsRefusedBeforeTheDatabaseIsAsked()
    {
        SiloOptions options = Silos.Options("postgres://user@127.0.0.1:1/none", "gpu-a", SiloRoles.All, "cpu:0", "cuda:1");

        SiloRefusedException refused = await Silos.RefusedAsync(options, new FakePredictorFactory { HasDevice = device => device == "cpu:0" });

        Assert.Equal(SiloFault.DeviceOrMemory, refused.Fault);
        Assert.Contains("cuda:1", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Memory_TooSmallForTheLanes_IsRefusedWithTheNeed()
    {
        SiloOptions options = Silos.Options("postgres://user@127.0.0.1:1/none", "a", SiloRoles.All, "cpu:0", "cpu:1") with { MemoryBytes = 500 << 20 };

        SiloRefusedException refused = await Silos.RefusedAsync(options);

        Assert.Equal(SiloFault.DeviceOrMemory, refused.Fault);
        Assert.Contains("2 lane(s) need 1650 MB, 500 MB may be used", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Port_ThatIsTaken_IsRefusedWithItsOption()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        int port = ((IPEndPoint)other.LocalEndpoint).Port;
        SiloOptions options = Silos.Options("postgres://user@127.0.0.1:1/none", "a", SiloRoles.Plate) with { GatewayPort = port };

        SiloRefusedException refused = await Silos.RefusedAsync(options);

        Assert.Equal(SiloFault.Address, refused.Fault);
        Assert.Equal($"--gateway-port: 127.0.0.1:{port} is taken by another process; stop it or choose another port", refused.Message);
    }

    [Fact]
    public async Task Address_OfAnotherMachine_IsRefused()
    {
        SiloOptions options = Silos.Options("postgres://user@127.0.0.1:1/none", "a", SiloRoles.Plate) with { HttpAddress = new IPEndPoint(IPAddress.Parse("192.0.2.7"), 8080) };

        SiloRefusedException refused = await Silos.RefusedAsync(options);

        Assert.Equal(SiloFault.Address, refused.Fault);
        Assert.Contains("--http: 192.0.2.7:8080 is no address of this machine", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_ThatCannotBeReached_IsRefusedWithoutItsPassword()
    {
        using var nobody = new TcpListener(IPAddress.Loopback, 0); // never listens
        nobody.Start();
        int port = ((IPEndPoint)nobody.LocalEndpoint).Port;
        nobody.Stop();

        SiloRefusedException refused = await Silos.RefusedAsync(Silos.Options($"postgres://user:secret@127.0.0.1:{port}/none", "a", SiloRoles.Plate));

        Assert.Equal(SiloFault.Database, refused.Fault);
        Assert.Contains($"127.0.0.1:{port}", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Database_ThatIsNotMigrated_IsRefusedWithTheCommand()
    {
        SiloRefusedException refused = await Silos.RefusedAsync(Silos.Options(await Silos.DatabaseAsync(isMigrated: false), "a", SiloRoles.Plate));

        Assert.Equal(SiloFault.Database, refused.Fault);
        Assert.Contains("cellcluster migrate", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Cluster_OfAnotherId_IsRefusedWithBoth()
    {
        string database = await Silos.DatabaseAsync();
        await using ClusterSilo first = await Silos.StartAsync(Silos.Options(database, "a", SiloRoles.Plate));

        SiloRefusedException refused = await Silos.RefusedAsync(Silos.Options(database, "b", SiloRoles.Plate) with { ClusterId = "other" });

        Assert.Equal(SiloFault.Cluster, refused.Fault);
        Assert.Contains("'test'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("'other'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_OfAnotherContractVersion_KeepsNewOnesOutWhileItLives()
    {
        string database = await Silos.DatabaseAsync();
        ClusterAddress address = ClusterAddress.Parse(database);
        await using (ClusterSilo old = await Silos.StartAsync(Silos.Options(database, "old", SiloRoles.Plate)))
        {
            await (await PostgresServer.SharedAsync()).RunSqlAsync($"UPDATE {address.Schema}.silos SET contract_version = {SiloContracts.Version + 1}, version = '9.9.9', joined_at = joined_at - interval '2 minutes'", address.Database); // a while ago: it counts only while it lives

            SiloRefusedException refused = await Silos.RefusedAsync(Silos.Options(database, "new", SiloRoles.Plate));

            Assert.Equal(SiloFault.Cluster, refused.Fault);
            Assert.Contains("old", refused.Message, StringComparison.Ordinal);
            Assert.Contains("9.9.9", refused.Message, StringComparison.Ordinal);
        }

        await using ClusterSilo alone = await Silos.StartAsync(Silos.Options(database, "new", SiloRoles.Plate));
        Assert.Equal(["new"], Silos.Members(alone));
    }

    [Fact]
    public async Task Name_OfALivingSilo_IsRefusedWithItsAddress()
    {
        string database = await Silos.DatabaseAsync();
        await using ClusterSilo first = await Silos.StartAsync(Silos.Options(database, "gpu-a", SiloRoles.Plate));

        SiloRefusedException refused = await Silos.RefusedAsync(Silos.Options(database, "gpu-a", SiloRoles.Plate));

        Assert.Equal(SiloFault.Cluster, refused.Fault);
        Assert.Contains($"a silo named gpu-a lives at 127.0.0.1:{first.Options.SiloPort}", refused.Message, StringComparison.Ordinal);
        Assert.Equal(["gpu-a"], Silos.Members(first));
    }

    [Fact]
    public async Task Membership_OtherThanThatOfALivingSilo_IsRefusedWithBoth()
    {
        string database = await Silos.DatabaseAsync();
        Assert.SkipWhen(RedisServer.Absent is not null, RedisServer.Absent ?? "");
        var redis = RedisAddress.Parse((await RedisServer.SharedAsync()).Address);
        SiloOptions inRedis = Silos.Options(database, "b", SiloRoles.Plate) with { Membership = redis };
        await using (ClusterSilo first = await Silos.StartAsync(Silos.Options(database, "a", SiloRoles.Plate)))
        {
            SiloRefusedException refused = await Silos.RefusedAsync(inRedis);

            Assert.Equal(SiloFault.Cluster, refused.Fault);
            Assert.Contains($"silo b would find the others in {redis}, the living silo a (127.0.0.1:{first.Options.SiloPort})", refused.Message, StringComparison.Ordinal);
            Assert.Contains("finds them in PostgreSQL", refused.Message, StringComparison.Ordinal);
        }

        await using ClusterSilo alone = await Silos.StartAsync(inRedis); // nobody lives any more: the membership may change
        Assert.Equal(SiloFault.Cluster, (await Silos.RefusedAsync(Silos.Options(database, "a", SiloRoles.Plate))).Fault);
    }
}
