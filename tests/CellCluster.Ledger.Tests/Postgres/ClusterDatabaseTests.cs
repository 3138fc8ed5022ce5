using CellCluster.Pipeline;
using CellCluster.TestKit;
using Microsoft.Extensions.Time.Testing;

namespace CellCluster.Ledger.Tests;

/// <summary>Migrations, and databases that cannot be used: one clear line each.</summary>
public sealed class ClusterDatabaseTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Migrate_ManyAtOnce_AppliesEachMigrationOnce()
    {
        ClusterAddress address = await PostgresSchemas.NewAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => ClusterDatabase.MigrateAsync(address, TimeProvider.System, Cancellation))));

        Assert.Equal("1|ledger\n2|orleans\n3|silo-places", await address.RunSqlAsync("SELECT version, name FROM schema_version ORDER BY version"));
        await ClusterDatabase.RequireCurrentAsync(address, Cancellation);
        await ClusterDatabase.MigrateAsync(address, TimeProvider.System, Cancellation);
        Assert.Equal("3", await address.RunSqlAsync("SELECT count(*) FROM schema_version"));
    }

    [Fact]
    public async Task Migrate_SeveralSchemasOfOneDatabase_KeepsThemApart()
    {
        ClusterAddress one = await PostgresSchemas.NewMigratedAsync();
        ClusterAddress two = await PostgresSchemas.NewMigratedAsync();
        await ClusterDatabase.ClaimClusterAsync(one, "one", Silo("a"), [], TimeProvider.System, Cancellation);
        await ClusterDatabase.ClaimClusterAsync(two, "two", Silo("a"), [], TimeProvider.System, Cancellation);
    }

    [Fact]
    public async Task Script_RunByPsql_GivesWhatMigrateGives()
    {
        ClusterAddress address = await PostgresSchemas.NewAsync();
        await (await PostgresServer.SharedAsync()).RunSqlAsync(ClusterDatabase.Script(address.Schema), address.Database);
        await ClusterDatabase.RequireCurrentAsync(address, Cancellation);
    }

    [Fact]
    public async Task Migrate_WithoutTheTables_NamesTheVerb()
    {
        ClusterAddress address = await PostgresSchemas.NewAsync();
        await AssertRefusedAsync(() => ClusterDatabase.RequireCurrentAsync(address, Cancellation), address.Redacted, "no tables", "cellcluster migrate");
    }

    [Fact]
    public async Task Migrate_NewerDatabase_IsLeftAlone()
    {
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        await address.RunSqlAsync("INSERT INTO schema_version VALUES (99, 'later', 'x', now())");
        foreach (Func<Task> use in Uses(address))
        {
            await AssertRefusedAsync(use, "version 99", $"expected is {ClusterDatabase.Version} at most");
        }
    }

    [Fact]
    public async Task Migrate_ChangedChecksum_NamesTheMigration()
    {
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        await address.RunSqlAsync("UPDATE schema_version SET checksum = 'deadbeefdeadbeef' WHERE version = 1");
        foreach (Func<Task> use in Uses(address))
        {
            await AssertRefusedAsync(use, "version 1 (ledger)", "deadbeefdead");
        }
    }

    [Fact]
    public async Task Migrate_OlderDatabase_IsBroughtUpToDate()
    {
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        await address.RunSqlAsync("DROP TABLE OrleansQuery, membership, membership_versions, reminders, grain_states; ALTER TABLE silos DROP COLUMN endpoint, DROP COLUMN membership; DELETE FROM schema_version WHERE version >= 2");
        await AssertRefusedAsync(() => ClusterDatabase.RequireCurrentAsync(address, Cancellation), "version 1", "expected is 3", "cellcluster migrate");

        await ClusterDatabase.MigrateAsync(address, TimeProvider.System, Cancellation);

        await ClusterDatabase.RequireCurrentAsync(address, Cancellation);
    }

    [Fact]
    public async Task Migrate_FailingInTheMiddle_LeavesNothing()
    {
        ClusterAddress address = await PostgresSchemas.NewAsync();
        await address.RunSqlAsync($"CREATE SCHEMA {address.Schema}; CREATE TABLE reminders (mine integer)");
        await AssertRefusedAsync(() => ClusterDatabase.MigrateAsync(address, TimeProvider.System, Cancellation), "version 2 (orleans)", "reminders", "use another schema");
        Assert.Equal("reminders", await address.RunSqlAsync($"SELECT relname FROM pg_class WHERE relnamespace = '{address.Schema}'::regnamespace AND relkind = 'r'"));
    }

    [Fact]
    public async Task Use_UserWithoutRights_NamesUserAndVerb()
    {
        ClusterAddress owner = await PostgresSchemas.NewMigratedAsync();
        await owner.RunSqlAsync($"CREATE ROLE weak_{owner.Schema} LOGIN PASSWORD 'p'; REVOKE CREATE ON DATABASE {owner.Database} FROM PUBLIC");
        ClusterAddress address = ClusterAddress.Parse($"postgres://weak_{owner.Schema}:p@127.0.0.1:{owner.Port}/{owner.Database}?schema={owner.Schema}");
        await AssertRefusedAsync(() => ClusterDatabase.RequireCurrentAsync(address, Cancellation), $"weak_{owner.Schema}", "permission denied", "cellcluster migrate");
        ClusterAddress absent = ClusterAddress.Parse($"postgres://weak_{owner.Schema}:p@127.0.0.1:{owner.Port}/{owner.Database}?schema=not_there");
        await AssertRefusedAsync(() => ClusterDatabase.MigrateAsync(absent, TimeProvider.System, Cancellation), $"weak_{owner.Schema}", "permission denied", "cellcluster migrate");
    }

    [Fact]
    public async Task Use_GrantedUser_NeedsNoRightToChangeTables()
    {
        ClusterAddress owner = await PostgresSchemas.NewMigratedAsync();
        await owner.RunSqlAsync($"CREATE ROLE user_{owner.Schema} LOGIN PASSWORD 'p'; GRANT USAGE ON SCHEMA {owner.Schema} TO user_{owner.Schema}; "
            + $"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {owner.Schema} TO user_{owner.Schema}");
        ClusterAddress address = ClusterAddress.Parse($"postgres://user_{owner.Schema}:p@127.0.0.1:{owner.Port}/{owner.Database}?schema={owner.Schema}");
        await ClusterDatabase.RequireCurrentAsync(address, Cancellation);
        await ClusterDatabase.MigrateAsync(address, TimeProvider.System, Cancellation);
        await ClusterDatabase.ClaimClusterAsync(address, "lab", Silo("a"), [], TimeProvider.System, Cancellation);
    }

    [Fact]
    public async Task Use_WrongPasswordNoDatabaseNoServer_IsOneLineEach()
    {
        PostgresSchemas.SkipWithoutServer();
        PostgresServer server = await PostgresServer.SharedAsync();
        ClusterAddress wrong = ClusterAddress.Parse($"postgres://postgres:not-it@127.0.0.1:{server.Port}/postgres");
        ClusterAddress none = ClusterAddress.Parse($"postgres://{PostgresServer.User}:{PostgresServer.Password}@127.0.0.1:{server.Port}/no_such");
        ClusterAddress unreachable = ClusterAddress.Parse("postgres://me:secret@127.0.0.1:1/lab");
        ClusterAddress noPassword = ClusterAddress.Parse($"postgres://postgres:@127.0.0.1:{server.Port}/postgres");
        foreach ((ClusterAddress address, string words) in ((ClusterAddress, string)[])
            [(wrong, "refuses the user postgres"), (none, "there is no database no_such"), (unreachable, "cannot be reached"), (noPassword, "password")])
        {
            foreach (Func<Task> use in Uses(address))
            {
                await AssertRefusedAsync(use, address.Redacted, words);
            }
        }
    }

    [Fact]
    public async Task Use_ReadOnlyServer_NamesThePrimary()
    {
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        await address.RunSqlAsync($"CREATE ROLE reader_{address.Schema} SUPERUSER LOGIN PASSWORD 'p'; ALTER ROLE reader_{address.Schema} SET default_transaction_read_only = on");
        ClusterAddress standby = ClusterAddress.Parse($"postgres://reader_{address.Schema}:p@127.0.0.1:{address.Port}/{address.Database}?schema={address.Schema}");
        await AssertRefusedAsync(() => ClusterDatabase.RequireCurrentAsync(standby, Cancellation), "read-only standby", "primary");
        await AssertRefusedAsync(() => ClusterDatabase.ClaimClusterAsync(standby, "lab", Silo("a"), [], TimeProvider.System, Cancellation), "read-only standby", "primary");
    }

    [Fact]
    public async Task ClaimCluster_AnotherId_IsRefusedWithBoth()
    {
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => ClusterDatabase.ClaimClusterAsync(address, "lab-a", Silo($"s{i}"), [], TimeProvider.System, Cancellation)));

        ClusterRefusedException refusal = await Assert.ThrowsAsync<ClusterRefusedException>(
            () => ClusterDatabase.ClaimClusterAsync(address, "lab-b", Silo("s9"), [], TimeProvider.System, Cancellation));

        Assert.Contains("'lab-a'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("'lab-b'", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.Equal("0", await address.RunSqlAsync("SELECT count(*) FROM silos WHERE silo = 's9'"));
    }

    [Fact]
    public async Task ClaimCluster_OtherContractVersion_IsRefusedWhileSuchASiloLives()
    {
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        var time = new FakeTimeProvider();
        await ClusterDatabase.ClaimClusterAsync(address, "lab", new SiloVersion("old", "0.1.0", 1), [], time, Cancellation);
        time.Advance(ClusterDatabase.JoinLimit);
        var newer = new SiloVersion("new", "0.2.0", 2);

        ClusterRefusedException refusal = await Assert.ThrowsAsync<ClusterRefusedException>(
            () => ClusterDatabase.ClaimClusterAsync(address, "lab", newer, ["old", "new"], time, Cancellation));
        Assert.Contains("live silo old", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("speaks 1 (CellCluster 0.1.0)", refusal.Message, StringComparison.Ordinal);

        await ClusterDatabase.ClaimClusterAsync(address, "lab", newer, ["new"], time, Cancellation);
        await ClusterDatabase.ClaimClusterAsync(address, "lab", new SiloVersion("old", "0.2.0", 2), ["new"], time, Cancellation);
        Assert.Equal("new|0.2.0|2\nold|0.2.0|2", await address.RunSqlAsync("SELECT silo, version, contract_version FROM silos ORDER BY silo"));
    }

    [Fact]
    public async Task ClaimCluster_TwoContractVersionsThatStartTogether_OnlyOneIsWelcome()
    {
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        var time = new FakeTimeProvider();
        Task[] claims =
        [
            ClusterDatabase.ClaimClusterAsync(address, "lab", new SiloVersion("a", "0.1.0", 1), [], time, Cancellation),
            ClusterDatabase.ClaimClusterAsync(address, "lab", new SiloVersion("b", "0.2.0", 2), [], time, Cancellation),
        ];

        ClusterRefusedException refusal = await Assert.ThrowsAsync<ClusterRefusedException>(() => Task.WhenAll(claims));

        Assert.Equal(1, claims.Count(claim => claim.IsFaulted));
        Assert.Contains("has just joined or is joining", refusal.Message, StringComparison.Ordinal);
        Assert.Equal("1", await address.RunSqlAsync("SELECT count(*) FROM silos"));
    }

    private static SiloVersion Silo(string name) => new(name, "0.1.0", 1);

    private static Func<Task>[] Uses(ClusterAddress address) =>
        [() => ClusterDatabase.MigrateAsync(address, TimeProvider.System, Cancellation), () => ClusterDatabase.RequireCurrentAsync(address, Cancellation)];

    private static async Task AssertRefusedAsync(Func<Task> use, params string[] words)
    {
        LedgerUnavailableException refusal = await Assert.ThrowsAsync<LedgerUnavailableException>(use);
        Assert.All(words, word => Assert.Contains(word, refusal.Message, StringComparison.Ordinal));
        Assert.DoesNotContain('\n', refusal.Message);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, refusal.Message, StringComparison.Ordinal);
    }
}
