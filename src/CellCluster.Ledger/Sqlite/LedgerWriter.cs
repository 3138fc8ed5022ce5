using System.Threading.Channels;
using CellCluster.Pipeline;
using Microsoft.Data.Sqlite;

namespace CellCluster.Ledger;

/// <summary>The one thread that writes. What has queued while the disk was busy becomes one transaction (group commit).</summary>
/// <remarks>
/// Each request runs in a savepoint of its own, so one that fails leaves the others of its group alone. Tasks complete after the commit reached the
/// disk. When SQLite gives the whole group up (disk full, device gone), the requests run again, each in its own transaction, so that only those
/// fail that cannot be written; requests must therefore depend on nothing but the database and their arguments.
/// docs/decisions/0010-one-writer-thread.md says why.
/// </remarks>
internal sealed class LedgerWriter : IAsyncDisposable
{
    // Callers beyond this wait asynchronously; a group never holds more, so that no one waits for a giant transaction.
    private const int QueueLength = 256;

    private readonly SqlSession _session;
    private readonly string _path;
    private readonly Channel<WriteRequest> _queue;
    private readonly Thread _thread;
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Starts the thread; the session belongs to it from now on.</summary>
    public LedgerWriter(SqlSession session, string path)
    {
        (_session, _path) = (session, path);
        _queue = Channel.CreateBounded<WriteRequest>(new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });
        _thread = new Thread(Work) { IsBackground = true, Name = "ledger writer" };
        _thread.Start();
    }

    /// <summary>Runs a change on the writer thread; complete when it is on disk. A cancelled call has changed nothing.</summary>
    public async Task<T> RunAsync<T>(Func<SqlSession, T> change, CancellationToken cancellation)
    {
        WriteRequest<T> request = new(change);
        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(static (state, token) => ((WriteRequest)state!).Cancel(token), request);
        try
        {
            await _queue.Writer.WriteAsync(request, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(SqliteLedger), $"ledger {_path} is closed");
        }
        return await request.Task;
    }

    /// <summary>Writes what is queued, then closes the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _ended.Task;
    }

    /// <summary>For tests of a full disk: outside a transaction, as the setting asks for.</summary>
    public Task LimitPagesAsync(long pages) => RunAsync(session => session.Scalar($"PRAGMA max_page_count = {pages}"), CancellationToken.None);

    private void Work()
    {
        try
        {
            List<WriteRequest> group = [];
            // Blocking is what this thread is for.
            while (_queue.Reader.WaitToReadAsync().AsTask().GetAwaiter().GetResult())
            {
                group.Clear();
                while (group.Count < QueueLength && _queue.Reader.TryRead(out WriteRequest? request))
                {
                    if (request.TryStart())
                    {
                        group.Add(request);
                    }
                }
                CommitGroup(group);
            }
            _session.Dispose();
            _ended.SetResult();
        }
        catch (Exception exception)
        {
            // Only closing the file can fail here: requests carry their own failures.
            _ended.SetException(exception is SqliteException sqlite ? SqliteFault.Translate(_path, sqlite) : exception);
        }
    }

    private void CommitGroup(List<WriteRequest> group)
    {
        if (group.Count == 0)
        {
            return;
        }
        try
        {
            Commit(group);
        }
        catch (SqliteException exception)
        {
            RollBack();
            if (group.Count == 1)
            {
                group[0].Fail(SqliteFault.Translate(_path, exception));
                return;
            }
            foreach (WriteRequest request in group)
            {
                CommitGroup([request]);
            }
        }
    }

    private void Commit(List<WriteRequest> group)
    {
        _session.Execute("BEGIN IMMEDIATE");
        foreach (WriteRequest request in group)
        {
            _session.Execute("SAVEPOINT request");
            try
            {
                request.Run(_session);
                _session.Execute("RELEASE request");
            }
            catch (SqliteException exception) when (SqliteFault.IsOfTheSurroundings(exception))
            {
                throw;
            }
            catch (Exception exception)
            {
                request.Refuse(exception);
                _session.Execute("ROLLBACK TO request");
                _session.Execute("RELEASE request");
            }
        }
        _session.Execute("COMMIT");
        foreach (WriteRequest request in group)
        {
            request.Complete();
        }
    }

    private void RollBack()
    {
        try
        {
            if (_session.IsInTransaction)
            {
                _session.Execute("ROLLBACK");
            }
        }
        catch (SqliteException)
        {
            // The first fault is the one to report. A transaction that is still open makes the next BEGIN fail, and that is reported then.
        }
    }
}
