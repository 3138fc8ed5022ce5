using CellCluster.TestKit;

namespace CellCluster.Cli.Tests;

/// <summary><c>cellcluster migrate</c> on a real PostgreSQL.</summary>
public sealed class MigrateVerbTests
{
    [Fact]
    public async Task Migrate_NewDatabase_IsMadeOnceAndThenLeftAlone()
    {
        Assert.SkipWhen(PostgresServer.Absent is not null, PostgresServer.Absent ?? "");
        PostgresServer server = await PostgresServer.SharedAsync();
        string address = await server.CreateDatabaseAsync();
        using var run = new CliRun();

        Assert.Equal(ExitCode.Complete, await run.RunAsync("migrate", "--cluster", address));
        Assert.Contains("(new)", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, run.Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Complete, await run.RunAsync("migrate", "--cluster", address));
        Assert.Contains("(it was so already)", run.Output, StringComparison.Ordinal);

        string database = address[(address.LastIndexOf('/') + 1)..];
        await server.RunSqlAsync("INSERT INTO cellcluster.schema_version VALUES (99, 'later', 'x', now())", database);
        Assert.Equal(ExitCode.DatabaseUnusable, await run.RunAsync("migrate", "--cluster", address));
        Assert.Contains("version 99", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }

    [Fact]
    public async Task Migrate_Print_WritesTheScriptWithoutADatabase()
    {
        using var run = new CliRun();
        Assert.Equal(ExitCode.Complete, await run.RunAsync("migrate", "--print", "--cluster", "postgres://me@127.0.0.1:1/lab?schema=lab2"));
        Assert.Contains("SET LOCAL search_path = lab2;", run.Output, StringComparison.Ordinal);
        Assert.Contains("CREATE TABLE OrleansQuery", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://me:secret@localhost/lab", (int)ExitCode.BadUsage, "postgres://")]
    [InlineData("postgres://me:secret@127.0.0.1:1/lab", (int)ExitCode.DatabaseUnusable, "cannot be reached")]
    public async Task Migrate_NoDatabaseThere_IsOneLineWithoutThePassword(string address, int code, string words)
    {
        using var run = new CliRun();
        Assert.Equal((ExitCode)code, await run.RunAsync("migrate", "--cluster", address));
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", run.Error, StringComparison.Ordinal);
        Assert.Single(run.Error.TrimEnd().Split('\n'));
    }
}
