using System.Text.Json;
using CellCluster.Ledger;
using CellCluster.TestKit;

namespace CellCluster.Cli.Tests.Cluster;

/// <summary>What the verbs of a cluster say when there is something wrong with the cluster or the command: one line, its own exit code.</summary>
public class ClusterVerbErrorTests
{
    private static readonly string[] s_nowhere = ["--cluster", "postgres://u:secret@127.0.0.1:1/db"];

    [Theory]
    [InlineData("submit")]
    [InlineData("plates")]
    [InlineData("watch")]
    [InlineData("cancel")]
    [InlineData("retry")]
    public async Task Help_OfAVerb_NamesTheClusterAndEndsWithExamples(string verb)
    {
        using var run = new CliRun();

        Assert.Equal(ExitCode.Complete, await run.RunAsync(verb, "--help"));
        Assert.Contains("--cluster <URL>", run.Output, StringComparison.Ordinal);
        Assert.Contains($"Examples:\n  cellcluster {verb} ", run.Output.ReplaceLineEndings("\n"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("plates")]
    [InlineData("status")]
    [InlineData("watch", "P1")]
    [InlineData("cancel", "P1")]
    [InlineData("retry", "P1")]
    [InlineData("submit", "/p", "--out", "/o", "--device", "cpu", "--model", "/m.safetensors", "--plate-id", "P1")]
    public async Task Verb_NoCluster_SaysHowToNameOne(params string[] words)
    {
        using var run = new CliRun();

        Assert.Equal(ExitCode.BadUsage, await run.RunAsync(words));
        Assert.StartsWith("error: --cluster: found none, expected the address", run.Error, StringComparison.Ordinal);
        Assert.Contains("CELLCLUSTER_CLUSTER", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_NoDevice_IsAskedForOne()
    {
        using var run = new CliRun();

        Assert.Equal(ExitCode.BadUsage, await run.RunAsync(["submit", "/p", "--out", "/o", .. s_nowhere]));
        Assert.Contains("'--device' is required", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--device", "gpu", "--device: found 'gpu', expected one of cpu, cuda")]
    [InlineData("--priority", "urgent", "--priority: found 'urgent', expected one of low, normal, high")]
    [InlineData("--connect-seconds", "0", "--connect-seconds: found '0', expected a whole number of 1..3600")]
    public async Task Submit_WordThatIsNone_NamesThoseThatAre(string option, string word, string expected)
    {
        using var run = new CliRun();
        string[] device = option == "--device" ? [] : ["--device", "cpu"];

        Assert.Equal(ExitCode.BadUsage, await run.RunAsync(["submit", "/p", "--out", "/o", .. device, option, word, .. s_nowhere]));
        Assert.Contains(expected, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Submit_PlateNotOnThisMachine_AsksForItsId()
    {
        using var run = new CliRun();

        Assert.Equal(ExitCode.PlateNotUnderstood, await run.RunAsync(["submit", run.In("absent"), "--out", "/o", "--device", "cpu", "--model", "/m.safetensors", .. s_nowhere]));
        Assert.Contains("give --plate-id where only the silos see the folder", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verb_AddressNotUnderstood_RepeatsNoPassword()
    {
        using var run = new CliRun();

        Assert.Equal(ExitCode.BadUsage, await run.RunAsync("plates", "--cluster", "mysql://u:secret@host/db"));
        Assert.StartsWith("error: --cluster: found 'mysql://…', expected the address of PostgreSQL such as ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verb_DatabaseUnreachable_IsOneLineWithoutThePassword()
    {
        using var run = new CliRun();

        Assert.Equal(ExitCode.DatabaseUnusable, await run.RunAsync(["plates", .. s_nowhere]));
        AssertOneLine(run, "postgres://u@127.0.0.1:1/db", "cannot be reached");
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_AfterAnError_IsOneObjectWithTheExitCode()
    {
        using var run = new CliRun();

        Assert.Equal(ExitCode.DatabaseUnusable, await run.RunAsync(["cancel", "P1", "--json", .. s_nowhere]));
        using JsonDocument json = JsonDocument.Parse(run.Output);
        Assert.Equal("failed", json.RootElement.GetProperty("state").GetString());
        Assert.Equal(20, json.RootElement.GetProperty("exitCode").GetInt32());
        Assert.Contains("cannot be reached", json.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Verb_DatabaseNotMigrated_NamesTheCommand()
    {
        using var run = new CliRun();
        string address = await DatabaseAsync();

        Assert.Equal(ExitCode.DatabaseUnusable, await run.RunAsync("watch", "P1", "--cluster", address));
        AssertOneLine(run, "cellcluster migrate");
    }

    [Fact]
    public async Task Verb_DatabaseThatNeverHadASilo_SaysSo()
    {
        using var run = new CliRun();
        string address = await MigratedAsync();

        Assert.Equal(ExitCode.ClusterSilent, await run.RunAsync("status", "--cluster", address));
        AssertOneLine(run, "no silo was ever started on this database");
    }

    [Fact]
    public async Task Verb_AnotherClusterId_IsRefusedWithBoth()
    {
        using var run = new CliRun();
        string address = await ClaimedAsync("screening", contract: 1);

        Assert.Equal(ExitCode.RefusedByCluster, await run.RunAsync("cancel", "P1", "--cluster", address, "--cluster-id", "training"));
        AssertOneLine(run, "belongs to the cluster 'screening', asked for is 'training'");
    }

    [Fact]
    public async Task Verb_ClusterOfAnotherVersion_IsRefusedWithBoth()
    {
        using var run = new CliRun();
        string address = await ClaimedAsync("screening", contract: 99);

        Assert.Equal(ExitCode.RefusedByCluster, await run.RunAsync("retry", "P1", "--cluster", address));
        AssertOneLine(run, "its silo s1 speaks 99");
    }

    [Fact]
    public async Task Verb_NoSiloAlive_EndsWithinTheLimitAndSaysSo()
    {
        using var run = new CliRun();
        string address = await ClaimedAsync("screening", contract: 1);

        Assert.Equal(ExitCode.ClusterSilent, await run.RunAsync("watch", "P1", "--cluster", address, "--connect-seconds", "1"));
        AssertOneLine(run, "cluster screening", "no silo is alive (none is listed in its database for 1 s)", "start one with cellcluster silo");
    }

    [Fact]
    public async Task Verb_SiloListedAndGone_NamesItsGateway()
    {
        using var run = new CliRun();
        PostgresServer server = await PostgresServer.SharedAsync();
        string address = await ClaimedAsync("screening", contract: 1);
        string database = ClusterAddress.Parse(address).Database;
        // As a silo that was killed leaves itself: active, with a gateway where nobody listens.
        await server.RunSqlAsync(
            """
            SET search_path = cellcluster;
            INSERT INTO membership_versions (DeploymentId) VALUES ('screening');
            INSERT INTO membership (DeploymentId, Address, Port, Generation, SiloName, HostName, Status, ProxyPort, StartTime, IAmAliveTime)
            VALUES ('screening', '127.0.0.1', 11111, 5, 's1', 'h', 3, 1, now(), now())
            """,
            database);

        Assert.Equal(ExitCode.ClusterSilent, await run.RunAsync("watch", "P1", "--cluster", address, "--connect-seconds", "1"));
        AssertOneLine(run, "1 listed silo(s) did not answer within 1 s", "127.0.0.1:1");
    }

    private static void AssertOneLine(CliRun run, params string[] parts)
    {
        string line = Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith("error: ", line, StringComparison.Ordinal);
        Assert.All(parts, part => Assert.Contains(part, line, StringComparison.Ordinal));
    }

    private static async Task<string> DatabaseAsync()
    {
        Assert.SkipWhen(PostgresServer.Absent is not null, PostgresServer.Absent ?? "");
        return await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
    }

    private static async Task<string> MigratedAsync()
    {
        string address = await DatabaseAsync();
        await ClusterDatabase.MigrateAsync(ClusterAddress.Parse(address), TimeProvider.System, CancellationToken.None);
        return address;
    }

    private static async Task<string> ClaimedAsync(string cluster, int contract)
    {
        string address = await MigratedAsync();
        await ClusterDatabase.ClaimClusterAsync(
            ClusterAddress.Parse(address), cluster, new SiloVersion("s1", "9.9.9", contract), [], TimeProvider.System, CancellationToken.None);
        return address;
    }
}
