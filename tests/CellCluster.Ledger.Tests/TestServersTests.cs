using CellCluster.TestKit;

namespace CellCluster.Ledger.Tests;

/// <summary>The servers that tests start themselves.</summary>
public sealed class TestServersTests
{
    [Fact]
    public async Task Postgres_StoppedLikeACrash_HasItsDataAgainOnTheSamePort()
    {
        Assert.SkipWhen(PostgresServer.Absent is not null, PostgresServer.Absent ?? "");
        await using PostgresServer server = await PostgresServer.StartAsync();
        string address = await server.CreateDatabaseAsync();
        Assert.Equal($"postgres://{PostgresServer.User}:{PostgresServer.Password}@127.0.0.1:{server.Port}/test_1", address);
        await server.RunSqlAsync("CREATE TABLE kept (n integer); INSERT INTO kept VALUES (42)", "test_1");
        int port = server.Port;

        await server.StopImmediatelyAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => server.RunSqlAsync("SELECT 1"));
        await server.RestartAsync();

        Assert.Equal(port, server.Port);
        Assert.Equal("42|on", await server.RunSqlAsync("SELECT n, current_setting('fsync') FROM kept", "test_1"));
    }

    [Fact]
    public async Task Redis_Killed_StartsAgainOnTheSamePort()
    {
        Assert.SkipWhen(RedisServer.Absent is not null, RedisServer.Absent ?? "");
        await using RedisServer server = await RedisServer.StartAsync();
        string address = server.Address;
        await server.StopImmediatelyAsync();
        await server.RestartAsync();
        Assert.Equal(address, server.Address);
    }
}
