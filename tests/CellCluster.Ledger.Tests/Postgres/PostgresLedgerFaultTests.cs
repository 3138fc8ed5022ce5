using CellCluster.Analysis;
using CellCluster.Pipeline;
using CellCluster.Plates;
using CellCluster.TestKit;
using Npgsql;
using static CellCluster.Ledger.Tests.LedgerExamples;

namespace CellCluster.Ledger.Tests;

/// <summary>Servers that go away, answers that are lost, statements that are refused.</summary>
public sealed class PostgresLedgerFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Commits_ServerCrashedAndRestartedInTheMiddle_AreAllThereOnce()
    {
        const int Count = 1000;
        PostgresSchemas.SkipWithoutServer();
        await using PostgresServer server = await PostgresServer.StartAsync();
        ClusterAddress address = ClusterAddress.Parse(await server.CreateDatabaseAsync());
        await ClusterDatabase.MigrateAsync(address, TimeProvider.System, Cancellation);
        await using PostgresLedger ledger = await PostgresLedger.OpenAsync(address, TimeProvider.System, Cancellation);
        await ledger.OpenPlateAsync(Plate(Count), Cancellation);
        long epoch = await ledger.TakeEpochAsync(PlateId, "test", Cancellation);
        TaskCompletionSource[] reached = [new(), new()];
        int done = 0;

        Task commits = Parallel.ForEachAsync(Fields(Count), new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (key, _) =>
        {
            FieldClaim claim = Assert.Single(await ledger.ClaimAsync(PlateId, epoch, [key], Cancellation));
            await ledger.CommitFieldAsync(PlateId, epoch, Done(claim), Cancellation);
            int now = Interlocked.Increment(ref done);
            if (now is 300 or 600)
            {
                reached[now == 300 ? 0 : 1].SetResult();
            }
        });
        await reached[0].Task;
        await server.StopImmediatelyAsync();
        await server.RestartAsync();
        await reached[1].Task;
        await server.StopAsync();
        await server.RestartAsync();
        await commits;

        List<FieldRecord> fields = await ledger.ReadFieldsAsync(PlateId, Cancellation).ToListAsync();
        Assert.Equal(Count, fields.Count);
        Assert.All(fields, field => Assert.Equal((FieldState.Done, 1, 0), (field.State, field.Attempts, field.LostAttempts)));
        Assert.All(fields, field => OutcomeAssert.Equal(Done(new FieldClaim(field.Key, 1, 0)), field.Outcome));
        Assert.Equal($"{Count}", await server.RunSqlAsync("SELECT count(*) FROM cellcluster.attempts", address.Database));
    }

    [Fact]
    public async Task Commits_ConnectionsTerminatedAgainAndAgain_AreAllThereOnce()
    {
        const int Count = 300;
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        await using PostgresLedger ledger = await PostgresLedger.OpenAsync(address, TimeProvider.System, Cancellation);
        await ledger.OpenPlateAsync(Plate(Count), Cancellation);
        long epoch = await ledger.TakeEpochAsync(PlateId, "test", Cancellation);

        Task commits = Parallel.ForEachAsync(Fields(Count), new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (key, _) =>
        {
            FieldClaim claim = Assert.Single(await ledger.ClaimAsync(PlateId, epoch, [key], Cancellation));
            await ledger.CommitFieldAsync(PlateId, epoch, Done(claim), Cancellation);
        });
        for (int round = 0; round < 10 && !commits.IsCompleted; round++)
        {
            // Those of this ledger alone: other tests use the same server.
            await address.RunSqlAsync($"SELECT count(pg_terminate_backend(l.pid)) FROM pg_locks l WHERE l.relation = '{address.Schema}.fields'::regclass AND l.pid <> pg_backend_pid()");
        }
        await commits;

        List<FieldRecord> fields = await ledger.ReadFieldsAsync(PlateId, Cancellation).ToListAsync();
        Assert.All(fields, field => Assert.Equal((FieldState.Done, 1, 0), (field.State, field.Attempts, field.LostAttempts)));
        Assert.Equal($"{Count}", await address.RunSqlAsync("SELECT count(*) FROM attempts"));
    }

    [Fact]
    public async Task AnswerOfACommit_Lost_IsFoundOutAndNothingIsDoneTwice()
    {
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        await using PostgresLedger ledger = await PostgresLedger.OpenAsync(address, TimeProvider.System, Cancellation);
        int lost = 0;
        bool cut = true;
        ledger.Transactor.AfterCommit = _ =>
        {
            cut = !cut; // the answer of every second commit is lost
            return cut ? Task.CompletedTask : throw new IOException($"cut {++lost}");
        };

        await ledger.OpenPlateAsync(Plate(2), Cancellation);
        Assert.Equal(1, await ledger.TakeEpochAsync(PlateId, "test", Cancellation));
        cut = true;
        Assert.Equal(2, await ledger.TakeEpochAsync(PlateId, "test", Cancellation));
        cut = true;
        IReadOnlyList<FieldClaim> claims = await ledger.ClaimAsync(PlateId, 2, Fields(2), Cancellation);
        Assert.Equal([new FieldClaim(Fields(2)[0], 1, 0), new FieldClaim(Fields(2)[1], 1, 0)], claims);
        cut = true;
        await ledger.CommitFieldAsync(PlateId, 2, Gap(claims[0]), Cancellation);
        cut = true;
        await ledger.CommitFieldAsync(PlateId, 2, Gap(claims[1]), Cancellation);
        cut = true;
        Assert.Equal(1, (await ledger.CompletePlateAsync(PlateId, 2, Completion(PlateState.CompleteWithGaps), Cancellation)).Revision);
        cut = true;
        Assert.Equal(2, await ledger.ReopenGapsAsync(PlateId, 2, Cancellation));
        cut = true;
        Assert.True(await ledger.MoveCursorAsync("stream", 0, 1, Cancellation));

        Assert.InRange(lost, 7, int.MaxValue);
        Assert.Single(await ledger.ReadOutboxAsync(0, 10, Cancellation));
        Assert.Equal("2", await address.RunSqlAsync("SELECT count(*) FROM audit WHERE action = 'epoch-taken'"));
    }

    [Fact]
    public async Task AnswerOfACommit_LostAndTheServerGone_SaysThatItIsNotKnown()
    {
        PostgresSchemas.SkipWithoutServer();
        await using PostgresServer server = await PostgresServer.StartAsync();
        ClusterAddress address = ClusterAddress.Parse(await server.CreateDatabaseAsync());
        await ClusterDatabase.MigrateAsync(address, TimeProvider.System, Cancellation);
        await using PostgresLedger ledger = await PostgresLedger.OpenAsync(address, TimeProvider.System, Short, Cancellation);
        ledger.Transactor.AfterCommit = async _ =>
        {
            await server.StopImmediatelyAsync();
            throw new IOException("cut");
        };

        LedgerUnavailableException refusal = await Assert.ThrowsAsync<LedgerUnavailableException>(() => ledger.OpenPlateAsync(Plate(2), Cancellation));
        Assert.Contains("could not be asked", refusal.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', refusal.Message);

        await server.RestartAsync();
        ledger.Transactor.AfterCommit = null;
        Assert.Equal(PlateState.Running, (await ledger.OpenPlateAsync(Plate(2), Cancellation)).State);
    }

    [Fact]
    public async Task EveryCall_ServerAwayForLongerThanTheLimit_SaysSoAndWorksWhenItIsBack()
    {
        PostgresSchemas.SkipWithoutServer();
        await using PostgresServer server = await PostgresServer.StartAsync();
        ClusterAddress address = ClusterAddress.Parse(await server.CreateDatabaseAsync());
        await ClusterDatabase.MigrateAsync(address, TimeProvider.System, Cancellation);
        await using PostgresLedger ledger = await PostgresLedger.OpenAsync(address, TimeProvider.System, Short, Cancellation);
        await ledger.OpenPlateAsync(Plate(2), Cancellation);
        long epoch = await ledger.TakeEpochAsync(PlateId, "test", Cancellation);

        await server.StopImmediatelyAsync();
        Func<Task>[] calls =
        [
            () => ledger.ClaimAsync(PlateId, epoch, Fields(2), Cancellation),
            () => ledger.FindPlateAsync(PlateId, Cancellation),
            () => ledger.TakeEpochAsync(PlateId, "again", Cancellation),
            () => ledger.ReadFieldsAsync(PlateId, Cancellation).ToListAsync(),
        ];
        foreach (Func<Task> call in calls)
        {
            LedgerUnavailableException refusal = await Assert.ThrowsAsync<LedgerUnavailableException>(call);
            Assert.Equal(address.Redacted, refusal.Location);
            Assert.DoesNotContain('\n', refusal.Message);
        }
        await server.RestartAsync();

        Assert.Equal(2, (await ledger.ClaimAsync(PlateId, epoch, Fields(2), Cancellation)).Count);
    }

    [Fact]
    public async Task Statement_RefusedForOneRequestOfAGroup_WritesTheOthers()
    {
        const int Count = 60;
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        await using PostgresLedger ledger = await PostgresLedger.OpenAsync(address, TimeProvider.System, Cancellation);
        await ledger.OpenPlateAsync(Plate(Count), Cancellation);
        long epoch = await ledger.TakeEpochAsync(PlateId, "test", Cancellation);
        IReadOnlyList<FieldClaim> claims = await ledger.ClaimAsync(PlateId, epoch, Fields(Count), Cancellation);

        Task[] commits = [.. claims.Select((claim, i) => ledger.CommitFieldAsync(PlateId, epoch,
            i == 30 ? Done(claim) with { Metrics = [new MetricValue(Organelle.Er, "no\0name", 1)] } : Done(claim), Cancellation))];

        await Assert.ThrowsAsync<PostgresException>(() => commits[30]);
        await Task.WhenAll(commits.Where((_, i) => i != 30));
        Assert.Equal(new FieldCounts(0, 1, Count - 1, 0), await ledger.CountFieldsAsync(PlateId, Cancellation));
    }

    [Fact]
    public async Task Row_OfOnePlateHeldBySomebodyElse_KeepsNoOtherPlateWaiting()
    {
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        await using PostgresLedger ledger = await PostgresLedger.OpenAsync(
            address, TimeProvider.System, new PostgresRetry { LockWait = TimeSpan.FromMilliseconds(100) }, Cancellation);
        const string Other = "other";
        foreach (string plate in (string[])[PlateId, Other])
        {
            await ledger.OpenPlateAsync(Plate(2, plate), Cancellation);
            Assert.Equal(1, await ledger.TakeEpochAsync(plate, "test", Cancellation));
        }
        await using var holder = new NpgsqlConnection(address.ConnectionString);
        await holder.OpenAsync(Cancellation);
        await using NpgsqlTransaction held = await holder.BeginTransactionAsync(Cancellation);
        await using (var hold = new NpgsqlCommand($"SELECT epoch FROM {address.Schema}.plates WHERE plate = '{PlateId}' FOR UPDATE", holder, held))
        {
            await hold.ExecuteScalarAsync(Cancellation);
        }

        Task<IReadOnlyList<FieldClaim>> first = ledger.ClaimAsync(PlateId, 1, [Fields(2)[0]], Cancellation);
        foreach (FieldKey key in Fields(2))
        {
            FieldClaim claim = Assert.Single(await ledger.ClaimAsync(Other, 1, [key], Cancellation));
            await ledger.CommitFieldAsync(Other, 1, Gap(claim), Cancellation);
        }
        Task<IReadOnlyList<FieldClaim>> second = ledger.ClaimAsync(PlateId, 1, [Fields(2)[1]], Cancellation); // goes behind the first
        Assert.False(first.IsCompleted);
        await held.RollbackAsync(Cancellation);

        Assert.Equal(Fields(2)[0], Assert.Single(await first).Key);
        Assert.Equal(Fields(2)[1], Assert.Single(await second).Key);
    }

    [Fact]
    public async Task Text_ThatPostgresCannotStore_IsStoredReadably()
    {
        ClusterAddress address = await PostgresSchemas.NewMigratedAsync();
        await using PostgresLedger ledger = await PostgresLedger.OpenAsync(address, TimeProvider.System, Cancellation);
        await ledger.OpenPlateAsync(Plate(1), Cancellation);
        long epoch = await ledger.TakeEpochAsync(PlateId, "test", Cancellation);
        FieldClaim claim = Assert.Single(await ledger.ClaimAsync(PlateId, epoch, Fields(1), Cancellation));

        await ledger.CommitFieldAsync(PlateId, epoch, Gap(claim, reason: "a\0b \ud800 c 😀"), Cancellation);

        FieldRecord field = Assert.Single(await ledger.ReadFieldsAsync(PlateId, Cancellation).ToListAsync());
        Assert.Equal("a\uFFFDb \uFFFD c 😀", field.Outcome!.Reason);
    }

    [Fact]
    public async Task EveryCall_AfterDispose_Throws()
    {
        PostgresLedger ledger = await PostgresLedger.OpenAsync(await PostgresSchemas.NewMigratedAsync(), TimeProvider.System, Cancellation);
        await ledger.DisposeAsync();
        await ledger.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ledger.OpenPlateAsync(Plate(), Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ledger.ClaimAsync(PlateId, 1, Fields(1), Cancellation));
        await Assert.ThrowsAsync<ObjectDisposedException>(() => ledger.FindPlateAsync(PlateId, Cancellation));
    }

    private static PostgresRetry Short => new() { Limit = TimeSpan.FromMilliseconds(200) };
}
