using System.Collections.Concurrent;
using CellCluster.Pipeline;
using Microsoft.Data.Sqlite;

namespace CellCluster.Ledger;

/// <summary>The ledger in one SQLite file, <c>&lt;out&gt;/ledger.sqlite</c>: the embedded default.</summary>
/// <remarks>
/// Write-ahead log, synchronous = FULL: what a completed task has written survives kill -9 and a power cut. One thread writes and commits in groups
/// (docs/decisions/0010-one-writer-thread.md); reads run on connections of their own and see the last commit. One process writes, any number
/// read: <see cref="OpenReadOnlyAsync"/>. Tables: docs/formats/ledger.md.
/// </remarks>
public sealed partial class SqliteLedger : ILedger
{
    // A file up to this size is checked in whole when it is opened, which takes below a second; damage in a larger one shows when the page is read.
    private const long CheckedLengthBytes = 256L << 20;

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly LedgerLock? _lock;
    private readonly LedgerWriter? _writer;
    private readonly ConcurrentBag<SqlSession> _readers = [];
    private bool _isDisposed;

    private SqliteLedger(string path, TimeProvider time, LedgerLock? held, LedgerWriter? writer) =>
        (_path, _time, _lock, _writer) = (path, time, held, writer);

    /// <summary>Opens a ledger for writing, creating or migrating the file.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="time">Clock of the time stamps.</param>
    /// <param name="cancellation">Stops before the file is opened.</param>
    /// <exception cref="LedgerUnavailableException">Another process writes it; it is damaged, no ledger, or of a newer version; the folder cannot be written.</exception>
    public static Task<SqliteLedger> OpenAsync(string path, TimeProvider time, CancellationToken cancellation) => Task.Run(() =>
    {
        LedgerLock held = LedgerLock.Take(path);
        SqlSession? session = null;
        try
        {
            session = SqlSession.Open(path, SqliteOpenMode.ReadWriteCreate);
            RequireSound(session, path);
            SqliteSchema.Migrate(session, path, time);
            return new SqliteLedger(path, time, held, new LedgerWriter(session, path));
        }
        catch (Exception exception)
        {
            session?.Dispose();
            held.Dispose();
            if (exception is SqliteException sqlite)
            {
                throw SqliteFault.Translate(path, sqlite);
            }
            throw;
        }
    }, cancellation);

    /// <summary>Opens a ledger for reading, also while another process writes it. Every change throws <see cref="InvalidOperationException"/>.</summary>
    /// <exception cref="LedgerUnavailableException">There is no such file; it is damaged, no ledger, or of another version.</exception>
    public static Task<SqliteLedger> OpenReadOnlyAsync(string path, TimeProvider time, CancellationToken cancellation) => Task.Run(() =>
    {
        if (!File.Exists(path))
        {
            throw new LedgerUnavailableException(path, "there is no such file; give the output folder of a run that was started");
        }
        SqlSession? session = null;
        try
        {
            session = SqlSession.Open(path, SqliteOpenMode.ReadOnly);
            SqliteSchema.RequireCurrent(session, path);
            SqliteLedger ledger = new(path, time, held: null, writer: null);
            ledger._readers.Add(session);
            return ledger;
        }
        catch (Exception exception)
        {
            session?.Dispose();
            if (exception is SqliteException sqlite)
            {
                throw SqliteFault.Translate(path, sqlite);
            }
            throw;
        }
    }, cancellation);

    /// <summary>Writes what is queued, closes the file and gives the lock back. Every later call throws.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }
        try
        {
            DisposeReaders(); // before the writer: the last connection to close folds the log into the file
            if (_writer is not null)
            {
                await _writer.DisposeAsync();
            }
        }
        finally
        {
            _lock?.Dispose();
        }
    }

    /// <summary>For tests of a full disk: the file may grow to so many pages, no further.</summary>
    internal Task LimitPagesAsync(long pages) => (_writer ?? throw new InvalidOperationException("read-only")).LimitPagesAsync(pages);

    private Task<T> WriteAsync<T>(Func<SqlSession, T> change, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _writer is null
            ? throw new InvalidOperationException($"ledger {_path} was opened for reading only")
            : _writer.RunAsync(change, cancellation);
    }

    private Task WriteAsync(Action<SqlSession> change, CancellationToken cancellation) => WriteAsync(
        session =>
        {
            change(session);
            return true;
        },
        cancellation);

    // On a pool thread: a disk that is slow to answer must not hold up a grain's turn.
    private Task<T> ReadAsync<T>(Func<SqlSession, T> query, CancellationToken cancellation) => Task.Run(() =>
    {
        SqlSession session = TakeReader();
        try
        {
            T result = query(session);
            GiveBack(session);
            return result;
        }
        catch (SqliteException exception)
        {
            session.Dispose();
            throw SqliteFault.Translate(_path, exception);
        }
        catch
        {
            session.Dispose();
            throw;
        }
    }, cancellation);

    private SqlSession TakeReader()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _readers.TryTake(out SqlSession? session) ? session : SqlSession.Open(_path, SqliteOpenMode.ReadOnly);
    }

    private void GiveBack(SqlSession session)
    {
        _readers.Add(session);
        if (_isDisposed)
        {
            DisposeReaders(); // the ledger was closed meanwhile and did not see this one
        }
    }

    private void DisposeReaders()
    {
        while (_readers.TryTake(out SqlSession? session))
        {
            session.Dispose();
        }
    }

    private static void RequireSound(SqlSession session, string path)
    {
        string journal = (string)session.Scalar("PRAGMA journal_mode = WAL")!;
        if (journal != "wal")
        {
            throw new LedgerUnavailableException(path,
                $"its file system allows no write-ahead log (journal mode {journal}), as some network folders; use an --out on a local disk");
        }
        session.Script("PRAGMA synchronous = FULL");
        if (new FileInfo(path).Length <= CheckedLengthBytes && (string)session.Scalar("PRAGMA quick_check(1)")! is not "ok" and string fault)
        {
            throw new LedgerUnavailableException(path, $"the file is damaged ({fault}); restore it from a backup, or use another --out; the images already written stay where they are");
        }
    }
}
