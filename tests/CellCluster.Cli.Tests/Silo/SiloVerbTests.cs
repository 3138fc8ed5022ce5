using System.Text.Json;
using CellCluster.Ledger;
using CellCluster.TestKit;

namespace CellCluster.Cli.Tests;

public class SiloVerbTests
{
    [Fact]
    public async Task Silo_WithManyFaults_NamesThemAllAndEndsWithBadUsage()
    {
        using var run = new CliRun();

        ExitCode code = await run.RunAsync(
            "silo", "--name", "a/b", "--roles", "plate,cook", "--lanes", "tpu:1", "--cluster", "mysql://x", "--advertise", "here", "--http", "8080:", "--slots", "99");

        Assert.Equal(ExitCode.BadUsage, code);
        foreach (string option in (string[])["--roles", "--cluster", "--advertise", "--http", "--slots"])
        {
            Assert.Contains($"error: {option}: ", run.Error, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Silo_WithoutClusterOrRoles_SaysWhatIsMissing()
    {
        using var run = new CliRun();

        ExitCode code = await run.RunAsync("silo");

        Assert.Equal(ExitCode.BadUsage, code);
        Assert.Contains("--roles: found none, expected some of plate, image, inference, analysis", run.Error, StringComparison.Ordinal);
        Assert.Contains("--cluster: found none", run.Error, StringComparison.Ordinal);
        Assert.Contains("or set CELLCLUSTER_CLUSTER", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("image,inference", "cpu:0", "plat,image,foo", "--roles: found 'plat', 'foo', expected words of plate, image, inference, analysis, divided by commas")]
    [InlineData("plate", "", "plat", "--roles: found 'plat', expected words of plate, image, inference, analysis, divided by commas")]
    public async Task Silo_WithMistypedRoles_SaysOnlyThat(string sound, string lanes, string roles, string line)
    {
        using var run = new CliRun();
        string[] words = ["--name", "a", .. lanes.Length > 0 ? new[] { "--lanes", lanes } : [], "--cluster", "postgres://user@127.0.0.1:1/none"];

        ExitCode code = await run.RunAsync(["silo", "--roles", roles, .. words]);

        Assert.Equal(ExitCode.BadUsage, code);
        Assert.Equal($"error: {line}", Assert.Single(run.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries)));
        Assert.Equal(ExitCode.DatabaseUnusable, await run.RunAsync(["silo", "--roles", sound, "--silo-port", "0", "--gateway-port", "0", .. words]));
    }

    [Fact]
    public async Task Silo_WithADeviceThatIsNotThere_EndsWithItsCodeAndOneLine()
    {
        using var run = new CliRun { Predictors = new FakePredictorFactory { HasDevice = _ => false } };

        ExitCode code = await run.RunAsync("silo", "--name", "gpu-a", "--roles", "image,inference", "--lanes", "cuda:0", "--cluster", "postgres://user@127.0.0.1:1/none");

        Assert.Equal(ExitCode.DeviceOrMemory, code);
        Assert.StartsWith("error: device cuda:0", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.Trim().Split('\n'));
    }

    [Fact]
    public async Task Silo_OfADatabaseThatIsNotThere_EndsWithItsCodeAndOneLine()
    {
        using var run = new CliRun();

        ExitCode code = await run.RunAsync("silo", "--name", "a", "--roles", "plate", "--cluster", "postgres://user:secret@127.0.0.1:1/none", "--silo-port", "0", "--gateway-port", "0");

        Assert.Equal(ExitCode.DatabaseUnusable, code);
        Assert.Single(run.Error.Trim().Split('\n'));
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Silo_ThatRunsInAProcess_LogsJsonLinesAndLeavesOnATermSignal()
    {
        Assert.SkipWhen(PostgresServer.Absent is not null, PostgresServer.Absent ?? "");
        string address = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await ClusterDatabase.MigrateAsync(ClusterAddress.Parse(address), TimeProvider.System, TestContext.Current.CancellationToken);
        using CliProcess silo = CliProcess.Start(
            "silo", "--name", "plates", "--roles", "plate,analysis", "--cluster", address, "--advertise", "127.0.0.1", "--silo-port", "0", "--gateway-port", "0", "--json-log");

        bool hasJoined = await silo.UntilAsync(() => silo.Error.Contains("silo plates joined cluster cellcluster", StringComparison.Ordinal));
        await silo.SignalAsync("TERM");
        ExitCode code = await silo.EndAsync();

        Assert.True(hasJoined, silo.Error);
        Assert.Equal(ExitCode.Complete, code);
        string[] lines = silo.Error.Trim().Split('\n');
        Assert.All(lines, line => Assert.Equal("info", JsonDocument.Parse(line).RootElement.GetProperty("level").GetString()));
        Assert.Contains("silo plates left the cluster", lines[^1], StringComparison.Ordinal);
    }
}
