using CellCluster.TestKit;

namespace CellCluster.Ledger.Tests;

/// <summary>A schema of its own for each test, in one database of the shared server: cheaper than a database and as empty.</summary>
internal static class PostgresSchemas
{
    private static readonly Lazy<Task<string>> s_database = new(async () => await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
    private static int s_count;

    /// <summary>The address of a schema that is not there yet. Skips the test where there is no PostgreSQL.</summary>
    public static async Task<ClusterAddress> NewAsync()
    {
        SkipWithoutServer();
        return ClusterAddress.Parse($"{await s_database.Value}?schema=s{Interlocked.Increment(ref s_count)}");
    }

    /// <summary>The same with the tables of this version.</summary>
    public static async Task<ClusterAddress> NewMigratedAsync()
    {
        ClusterAddress address = await NewAsync();
        await ClusterDatabase.MigrateAsync(address, TimeProvider.System, TestContext.Current.CancellationToken);
        return address;
    }

    public static void SkipWithoutServer() => Assert.SkipWhen(PostgresServer.Absent is not null, PostgresServer.Absent ?? "");

    /// <summary>Runs statements as superuser with the schema as search path.</summary>
    public static async Task<string> RunSqlAsync(this ClusterAddress address, string sql) =>
        await (await PostgresServer.SharedAsync()).RunSqlAsync($"SET search_path = {address.Schema}; {sql}", address.Database);
}
