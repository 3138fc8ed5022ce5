using CellCluster.Pipeline;
using CellCluster.Plates;
using static CellCluster.Ledger.Tests.LedgerExamples;

namespace CellCluster.Ledger.Tests;

/// <summary>Several ledgers on one database, as the silos of a cluster have, also in several processes.</summary>
public sealed class PostgresLedgerManyTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ManyLedgers_EachWithItsPlate_WriteAllAndNoReaderMissesAnEvent()
    {
        const int Ledgers = 5, FieldsEach = 60, Revisions = 12;
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        using var ended = new CancellationTokenSource();
        await using PostgresLedger reader = await PostgresLedger.OpenAsync(address, TimeProvider.System, Cancellation);
        Task<List<OutboxEvent>> read = ReadToTheEndAsync(reader, ended.Token);

        await Task.WhenAll(Enumerable.Range(0, Ledgers).Select(i => Task.Run(() => WorkAsync($"P{i}"))));
        await ended.CancelAsync();

        List<OutboxEvent> events = await read;
        Assert.Equal(Ledgers * Revisions, events.Count);
        Assert.Equal(events.Select(owed => owed.Sequence).Order(), events.Select(owed => owed.Sequence));
        foreach (IGrouping<string, OutboxEvent> plate in events.GroupBy(owed => owed.Subject))
        {
            Assert.Equal(Enumerable.Range(1, Revisions).Select(revision => $"{plate.Key}-{revision}"), plate.Select(owed => owed.Id));
        }

        async Task WorkAsync(string plate)
        {
            await using PostgresLedger ledger = await PostgresLedger.OpenAsync(address, TimeProvider.System, Cancellation);
            await ledger.OpenPlateAsync(Plate(FieldsEach, plate), Cancellation);
            long epoch = await ledger.TakeEpochAsync(plate, plate, Cancellation);
            await Parallel.ForEachAsync(Fields(FieldsEach), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (key, _) =>
                await ledger.CommitFieldAsync(plate, epoch, Done(Assert.Single(await ledger.ClaimAsync(plate, epoch, [key], Cancellation))), Cancellation));
            for (int revision = 1; revision <= Revisions; revision++)
            {
                var completion = new PlateCompletion(PlateState.Complete, $"{revision}", [Event($"{plate}-{revision}", plate)]);
                Assert.Equal(revision, (await ledger.CompletePlateAsync(plate, epoch, completion, Cancellation)).Revision);
                await ledger.ReopenOutputsAsync(plate, epoch, "again", Cancellation);
            }
            Assert.Equal(new FieldCounts(0, 0, FieldsEach, 0), await ledger.CountFieldsAsync(plate, Cancellation));
        }
    }

    [Fact]
    public async Task TwoEpochs_RacingForOnePlate_SettleEachFieldOnce()
    {
        const int Count = 400;
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        await using PostgresLedger one = await PostgresLedger.OpenAsync(address, TimeProvider.System, Cancellation);
        await using PostgresLedger two = await PostgresLedger.OpenAsync(address, TimeProvider.System, Cancellation);
        await one.OpenPlateAsync(Plate(Count), Cancellation);
        long old = await one.TakeEpochAsync(PlateId, "one", Cancellation);
        var overtaken = new TaskCompletionSource<int>();
        int byOne = 0;

        Task<bool> first = Task.Run(async () =>
        {
            try
            {
                await Parallel.ForEachAsync(Fields(Count), new ParallelOptions { MaxDegreeOfParallelism = 8 }, async (key, _) =>
                {
                    await one.CommitFieldAsync(PlateId, old, Done(Assert.Single(await one.ClaimAsync(PlateId, old, [key], Cancellation))), Cancellation);
                    if (Interlocked.Increment(ref byOne) == 50)
                    {
                        overtaken.SetResult(50);
                    }
                });
                return false;
            }
            catch (StaleEpochException)
            {
                return true;
            }
        });
        await overtaken.Task;
        long newest = await two.TakeEpochAsync(PlateId, "two", Cancellation);
        // From here on nothing of the old epoch can be written: what is done now stays as it is.
        FieldCounts counts = await two.CountFieldsAsync(PlateId, Cancellation);
        IReadOnlyList<FieldClaim> claims = await two.ClaimAsync(PlateId, newest, Fields(Count), Cancellation);
        await Task.WhenAll(claims.Select(claim => two.CommitFieldAsync(PlateId, newest, Done(claim), Cancellation)));

        Assert.True(await first, "the old epoch was never refused");
        Assert.Equal(counts.Done, byOne);
        Assert.Equal(Count - counts.Done, claims.Count);
        Assert.Equal(new FieldCounts(0, 0, Count, 0), await two.CountFieldsAsync(PlateId, Cancellation));
        Assert.Equal("0", await address.RunSqlAsync("SELECT count(*) FROM attempts WHERE state = 'open'"));
    }

    [Fact]
    public async Task TwoProcesses_OneOvertakenWhileItWrites_LosesNothingItWasToldIsDone()
    {
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        string url = $"postgres://{TestKit.PostgresServer.User}:{TestKit.PostgresServer.Password}@127.0.0.1:{address.Port}/{address.Database}?schema={address.Schema}";
        using LedgerChild child = await LedgerChild.StartAsync("commit", url);
        List<string> printed = [];
        for (int i = 0; i < 40; i++)
        {
            printed.Add((await child.Output.ReadLineAsync(Cancellation))!);
        }
        await using PostgresLedger ledger = await PostgresLedger.OpenAsync(address, TimeProvider.System, Cancellation);

        long epoch = await ledger.TakeEpochAsync(PlateId, "parent", Cancellation);
        for (string? line = await child.Output.ReadLineAsync(Cancellation); line != "stale"; line = await child.Output.ReadLineAsync(Cancellation))
        {
            printed.Add(line ?? throw new InvalidOperationException("the child ended without having been refused"));
        }

        HashSet<string> done = [.. (await ledger.ReadFieldsAsync(PlateId, Cancellation).ToListAsync())
            .Where(field => field.State == FieldState.Done).Select(field => $"{field.Key.Well} {field.Key.Field.Value} 1 0")];
        Assert.True(done.IsSupersetOf(printed));
        Assert.Equal(2, epoch);
        // Only what was being committed at that moment may be done without the child having been told.
        Assert.InRange(done.Count, printed.Count, printed.Count + LedgerChild.CallerCount);
    }

    private static async Task<List<OutboxEvent>> ReadToTheEndAsync(PostgresLedger reader, CancellationToken ended)
    {
        List<OutboxEvent> all = [];
        for (bool isLast = false; ;)
        {
            IReadOnlyList<OutboxEvent> some = await reader.ReadOutboxAsync(all.Count == 0 ? 0 : all[^1].Sequence, 7, Cancellation);
            all.AddRange(some);
            if (some.Count == 0 && isLast)
            {
                return all;
            }
            isLast = some.Count == 0 && ended.IsCancellationRequested;
        }
    }
}
