using CellCluster.Pipeline;
using Microsoft.Data.Sqlite;

namespace CellCluster.Ledger.Tests;

/// <summary>Group commit. A request that waits on a gate holds the writer, so that the ones queued behind it form one group.</summary>
public sealed class LedgerWriterTests : IAsyncLifetime
{
    private readonly LedgerFolder _folder = new();
    private readonly ManualResetEventSlim _gate = new();
    private readonly ManualResetEventSlim _started = new();
    private LedgerWriter? _writer;

    private LedgerWriter Writer => _writer!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask InitializeAsync()
    {
        SqlSession session = SqlSession.Open(_folder.Path, SqliteOpenMode.ReadWriteCreate);
        session.Script("PRAGMA journal_mode = WAL; CREATE TABLE written (n INTEGER PRIMARY KEY, filler BLOB)");
        _writer = new LedgerWriter(session, _folder.Path);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        _gate.Set();
        await Writer.DisposeAsync();
        _gate.Dispose();
        _started.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Queued_WhileTheWriterIsBusy_IsCommittedAsOneGroup()
    {
        Task<bool> first = HoldAsync();
        Task<int>[] seen = [.. Enumerable.Range(1, 10).Select(n => Writer.RunAsync(
            session =>
            {
                Insert(session, n);
                return CommittedCount(); // by another connection: what is on disk while this group is being written
            },
            Cancellation))];
        _gate.Set();

        Assert.True(await first);
        Assert.Equal(new int[10], await Task.WhenAll(seen));
        Assert.Equal(10, CommittedCount());
    }

    [Fact]
    public async Task Failing_RequestOfAGroup_LeavesTheOthersAlone()
    {
        Task<bool> first = HoldAsync();
        Task before = InsertAsync(1);
        Task<bool> failing = Writer.RunAsync<bool>(
            session =>
            {
                Insert(session, 2);
                throw new InvalidOperationException("refused");
            },
            Cancellation);
        Task duplicate = InsertAsync(1);
        Task after = InsertAsync(3);
        _gate.Set();

        await Task.WhenAll(first, before, after);
        Assert.Equal("refused", (await Assert.ThrowsAsync<InvalidOperationException>(() => failing)).Message);
        await Assert.ThrowsAsync<SqliteException>(() => duplicate);
        Assert.Equal(2, CommittedCount());
    }

    [Fact]
    public async Task FullDisk_ForOneRequestOfAGroup_WritesTheOthers()
    {
        await Writer.LimitPagesAsync(20);
        Task<bool> first = HoldAsync();
        Task before = InsertAsync(1);
        Task tooLarge = Writer.RunAsync(
            session => session.Execute("INSERT INTO written VALUES (2, zeroblob(1000000))"), Cancellation);
        Task after = InsertAsync(3);
        _gate.Set();

        await Task.WhenAll(first, before, after);
        LedgerUnavailableException refusal = await Assert.ThrowsAsync<LedgerUnavailableException>(() => tooLarge);
        Assert.Contains("the disk is full", refusal.Message, StringComparison.Ordinal);
        Assert.Equal(2, CommittedCount());
    }

    [Fact]
    public async Task Cancelled_WhileQueued_NeverRuns()
    {
        using CancellationTokenSource source = new();
        Task<bool> first = HoldAsync();
        Task<bool> cancelled = Writer.RunAsync(
            session =>
            {
                Insert(session, 1);
                return true;
            },
            source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled);
        _gate.Set();

        await first;
        await InsertAsync(2);
        Assert.Equal(1, CommittedCount());
    }

    [Fact]
    public async Task Dispose_WithQueuedRequests_WritesThemFirst()
    {
        Task<bool> first = HoldAsync();
        Task[] queued = [.. Enumerable.Range(1, 5).Select(InsertAsync)];
        ValueTask disposal = Writer.DisposeAsync();
        _gate.Set();

        await disposal;
        await Task.WhenAll([first, .. queued]);
        Assert.Equal(5, CommittedCount());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => InsertAsync(6));
    }

    private static void Insert(SqlSession session, int n) => session.Execute("INSERT INTO written VALUES ($n, NULL)", ("$n", n));

    private Task InsertAsync(int n) => Writer.RunAsync(
        session =>
        {
            Insert(session, n);
            return true;
        },
        Cancellation);

    // Returns when the writer has started on it, so that what follows forms the next group.
    private Task<bool> HoldAsync()
    {
        Task<bool> held = Writer.RunAsync(
            session =>
            {
                _started.Set();
                _gate.Wait();
                return true;
            },
            CancellationToken.None);
        _started.Wait(Cancellation);
        return held;
    }

    private int CommittedCount()
    {
        using SqlSession reader = SqlSession.Open(_folder.Path, SqliteOpenMode.ReadOnly);
        return (int)(long)reader.Scalar("SELECT count(*) FROM written")!;
    }
}
