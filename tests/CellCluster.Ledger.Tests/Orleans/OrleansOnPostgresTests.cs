using System.Net;
using CellCluster.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Orleans.Runtime;
using Orleans.Storage;

namespace CellCluster.Ledger.Tests;

/// <summary>Orleans' ADO.NET providers on our tables: silos that really run.</summary>
public sealed class OrleansOnPostgresTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Membership_TwoSilosAndOneThatIsKilled_SeeOneAnotherAndForgetTheDead()
    {
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        using IHost one = await OrleansSilo.StartAsync(address, "one");
        using IHost two = await OrleansSilo.StartAsync(address, "two");
        IMembershipTable table = one.Services.GetRequiredService<IMembershipTable>();
        using (LedgerChild third = await LedgerChild.StartAsync(OrleansSilo.Task, Url(address)))
        {
            await UntilAsync(table, members => Names(members, SiloStatus.Active) == "child one two");
            await third.KillAsync();
        }

        // Declared dead by the two that probe it. Silos clear the dead away themselves, at a random time within minutes: here at once.
        await UntilAsync(table, members => Names(members, SiloStatus.Active) == "one two" && Names(members, SiloStatus.Dead) == "child");
        await table.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(2100, 1, 1, 0, 0, 0, TimeSpan.Zero), Cancellation);
        await UntilAsync(table, members => members.All(member => member.SiloName != "child"));

        await one.StopAsync(Cancellation);
        await two.StopAsync(Cancellation);
        Assert.Equal("", Names([.. (await table.ReadAllAsync(Cancellation)).Members.Select(member => member.Item1)], SiloStatus.Active));
    }

    [Fact]
    public async Task MembershipTable_ChangesWithAnOldVersion_AreRefused()
    {
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        using IHost host = await OrleansSilo.StartAsync(address, "one");
        IMembershipTable table = host.Services.GetRequiredService<IMembershipTable>();
        var entry = new MembershipEntry
        {
            SiloAddress = SiloAddress.New(IPAddress.Loopback, 4711, 42), SiloName = "made up", HostName = "host", Status = SiloStatus.Joining,
            ProxyPort = 0, StartTime = DateTime.UnixEpoch, IAmAliveTime = DateTime.UnixEpoch,
        };
        await host.StopAsync(Cancellation); // nobody else changes the table now
        MembershipTableData before = await table.ReadAllAsync(Cancellation);

        Assert.True(await table.InsertRowAsync(entry, before.Version.Next()));
        Assert.False(await table.InsertRowAsync(entry, before.Version.Next()));
        MembershipTableData after = await table.ReadAllAsync(Cancellation);
        Assert.Equal(before.Version.Version + 1, after.Version.Version);
        Assert.False(await table.InsertRowAsync(entry, after.Version.Next()));
        Assert.Equal(after.Version.Version, (await table.ReadAllAsync(Cancellation)).Version.Version);
        entry.Status = SiloStatus.Dead;
        entry.AddSuspector(before.Members[0].Item1.SiloAddress, DateTime.UnixEpoch);
        string etag = after.Members.Single(member => member.Item1.SiloName == "made up").Item2;
        Assert.False(await table.UpdateRowAsync(entry, etag, before.Version.Next()));
        Assert.True(await table.UpdateRowAsync(entry, etag, after.Version.Next()));

        MembershipTableData row = await table.ReadRowAsync(entry.SiloAddress);
        MembershipEntry stored = Assert.Single(row.Members).Item1;
        Assert.Equal(("made up", "host", SiloStatus.Dead, DateTime.UnixEpoch), (stored.SiloName, stored.HostName, stored.Status, stored.IAmAliveTime));
        Assert.Equal(before.Members[0].Item1.SiloAddress, Assert.Single(stored.SuspectTimes!).Item1);
        await table.UpdateIAmAliveAsync(new MembershipEntry { SiloAddress = entry.SiloAddress, IAmAliveTime = DateTime.UnixEpoch.AddDays(1) });
        await table.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(DateTime.UnixEpoch.AddHours(1), TimeSpan.Zero));
        Assert.Single((await table.ReadRowAsync(entry.SiloAddress)).Members);
        await table.CleanupDefunctSiloEntriesAsync(new DateTimeOffset(DateTime.UnixEpoch.AddDays(2), TimeSpan.Zero));
        Assert.Empty((await table.ReadRowAsync(entry.SiloAddress)).Members);
        await table.DeleteMembershipTableEntriesAsync("lab");
        Assert.Equal("0|0", await address.RunSqlAsync("SELECT (SELECT count(*) FROM membership), (SELECT count(*) FROM membership_versions)"));
    }

    [Fact]
    public async Task Reminder_RegisteredAgainAndRemoved_FiresAndIsKept()
    {
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        using IHost host = await OrleansSilo.StartAsync(address, "one");
        IRemindedGrain grain = host.Services.GetRequiredService<IGrainFactory>().GetGrain<IRemindedGrain>("plate 'P042'");

        await grain.RemindAsync(TimeSpan.FromSeconds(1));
        await grain.WaitForTickAsync();
        await grain.RemindAsync(TimeSpan.FromMinutes(5));

        Assert.Equal("watch|1|300000", await address.RunSqlAsync("SELECT ReminderName, Version, Period FROM reminders"));
        await grain.ForgetAsync();
        Assert.Equal("0", await address.RunSqlAsync("SELECT count(*) FROM reminders"));
        IReminderTable reminders = host.Services.GetRequiredService<IReminderTable>();
        GrainId id = grain.GetGrainId();
        string? etag = await reminders.UpsertRow(new ReminderEntry { GrainId = id, ReminderName = "other", StartAt = DateTime.UnixEpoch, Period = TimeSpan.FromDays(60) });
        Assert.Equal(TimeSpan.FromDays(60), (await reminders.ReadRow(id, "other"))!.Period);
        uint hash = id.GetUniformHashCode();
        Assert.Single((await reminders.ReadRows(hash - 1, hash)).Reminders);
        Assert.Empty((await reminders.ReadRows(hash, hash + 1)).Reminders);
        Assert.Single((await reminders.ReadRows(hash, hash)).Reminders); // the whole ring
        Assert.Single((await reminders.ReadRows(id)).Reminders);
        Assert.False(await reminders.RemoveRow(id, "other", "7"));
        Assert.True(await reminders.RemoveRow(id, "other", etag!));
        await host.StopAsync(Cancellation);
    }

    [Fact]
    public async Task GrainStorage_WriteWithAnOldETag_IsAConflict()
    {
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        using IHost host = await OrleansSilo.StartAsync(address, "one");
        IGrainStorage storage = host.Services.GetRequiredKeyedService<IGrainStorage>("store");
        GrainId id = GrainId.Create("plate", "P042");
        var first = new GrainState<KeptState>();
        await storage.ReadStateAsync("kept", id, first);
        Assert.False(first.RecordExists);

        first.State = new KeptState { Text = "one" };
        await storage.WriteStateAsync("kept", id, first);
        var second = new GrainState<KeptState>();
        await storage.ReadStateAsync("kept", id, second);
        Assert.Equal(("one", first.ETag), (second.State!.Text, second.ETag));
        second.State = new KeptState { Text = "two" };
        await storage.WriteStateAsync("kept", id, second);

        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("kept", id, first));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.WriteStateAsync("kept", id, new GrainState<KeptState> { State = new KeptState() }));
        await Assert.ThrowsAsync<InconsistentStateException>(() => storage.ClearStateAsync("kept", id, first));
        await storage.ReadStateAsync("kept", id, first);
        Assert.Equal("two", first.State!.Text);
        await storage.ClearStateAsync("kept", id, first);
        await storage.ReadStateAsync("kept", id, second);
        Assert.False(second.RecordExists);
        second.State = new KeptState { Text = "three" };
        await storage.WriteStateAsync("kept", id, second);
        await storage.ReadStateAsync("kept", id, first);
        Assert.Equal("three", first.State!.Text);

        IGrainStorage deleting = host.Services.GetRequiredKeyedService<IGrainStorage>("deleting");
        await deleting.ReadStateAsync("kept", id, first);
        await deleting.ClearStateAsync("kept", id, first);
        Assert.Equal("0", await address.RunSqlAsync("SELECT count(*) FROM grain_states"));
        await host.StopAsync(Cancellation);
    }

    private static string Url(ClusterAddress address) =>
        $"postgres://{PostgresServer.User}:{PostgresServer.Password}@127.0.0.1:{address.Port}/{address.Database}?schema={address.Schema}";

    private static string Names(IReadOnlyList<MembershipEntry> members, SiloStatus status) =>
        string.Join(' ', members.Where(member => member.Status == status).Select(member => member.SiloName).Order(StringComparer.Ordinal));

    // The table is what is tested, so it is asked, for half a minute at most: silos take a second or two.
    private static async Task UntilAsync(IMembershipTable table, Func<IReadOnlyList<MembershipEntry>, bool> isSo)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        IReadOnlyList<MembershipEntry> members = [];
        for (int look = 0; look < 150; look++)
        {
            members = [.. (await table.ReadAllAsync(Cancellation)).Members.Select(member => member.Item1)];
            if (isSo(members))
            {
                return;
            }
            await timer.WaitForNextTickAsync(Cancellation);
        }
        Assert.Fail($"the members are {string.Join(", ", members.Select(member => $"{member.SiloName} {member.Status}"))}");
    }
}
