using CellCluster.Pipeline;
using CellCluster.Plates;
using Npgsql;

namespace CellCluster.Ledger;

/// <summary>The ledger of a cluster, in PostgreSQL: any number of silos open it and write at once.</summary>
/// <remarks>
/// A completed task is on the server's disk (synchronous_commit as the server has it: on). Changes of fields are committed in groups over the callers
/// of a process (<see cref="PostgresWriter"/>); every change locks its plate's row and checks the epoch in the same transaction. A server that goes away
/// is waited for, a minute by default: nothing is lost or doubled (<see cref="PostgresTransactor"/>). Tables: docs/formats/ledger.md.
/// </remarks>
public sealed partial class PostgresLedger : ILedger
{
    // A ledger needs few: one group is written at a time, the rest is reads and rare changes. With 16 five silos would exhaust a server of 100.
    private const int MostConnections = 6;
    private const int ConnectSeconds = 5;
    private const int CommandSeconds = 20;

    // Tables grow from nothing to millions of rows under plans that are kept: always by index, never by a scan that was right when the table was
    // empty. A connection that is lost in the middle of a transaction must not hold its plate for long.
    private const string SessionSettings =
        "-c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off -c plan_cache_mode=force_generic_plan -c idle_in_transaction_session_timeout=30s";

    private readonly NpgsqlDataSource _source;
    private readonly ClusterAddress _address;
    private readonly TimeProvider _time;
    private readonly PostgresTransactor _transactor;
    private readonly PostgresWriter _writer;
    private bool _isDisposed;

    private PostgresLedger(NpgsqlDataSource source, ClusterAddress address, TimeProvider time, PostgresRetry retry)
    {
        (_source, _address, _time) = (source, address, time);
        _transactor = new PostgresTransactor(source, address, retry);
        _writer = new PostgresWriter(_transactor, address, time);
    }

    /// <summary>For tests: what happens between a commit and its answer.</summary>
    internal PostgresTransactor Transactor => _transactor;

    /// <summary>Opens the ledger of a cluster; its tables must be of this program's version (<see cref="ClusterDatabase.MigrateAsync"/>).</summary>
    /// <param name="address">The database.</param>
    /// <param name="time">Clock of the time stamps.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="LedgerUnavailableException">It cannot be reached, is of another version, or may not be used.</exception>
    public static Task<PostgresLedger> OpenAsync(ClusterAddress address, TimeProvider time, CancellationToken cancellation) =>
        OpenAsync(address, time, new PostgresRetry(), cancellation);

    internal static async Task<PostgresLedger> OpenAsync(ClusterAddress address, TimeProvider time, PostgresRetry retry, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(address);
        await ClusterDatabase.RequireCurrentAsync(address, cancellation);
        var settings = new NpgsqlConnectionStringBuilder(address.ConnectionString)
        {
            MaxPoolSize = MostConnections,
            Timeout = ConnectSeconds,
            CommandTimeout = CommandSeconds,
            Options = $"{SessionSettings} -c lock_timeout={retry.LockWait.TotalMilliseconds:0}ms",
            MaxAutoPrepare = 64, // every statement of a ledger is one of a few dozen
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true, // sessions are all alike and nothing is set in them
            TcpKeepAlive = true,
        };
        return new PostgresLedger(NpgsqlDataSource.Create(settings), address, time, retry);
    }

    /// <summary>Writes what is queued and closes the connections. Every later call throws.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _isDisposed, true))
        {
            return;
        }
        await _writer.DisposeAsync();
        await _source.DisposeAsync();
    }

    private DateTimeOffset Now => _time.GetUtcNow();

    private Task<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> change, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _transactor.WriteAsync(change, cancellation);
    }

    private Task WriteAsync(Func<NpgsqlConnection, Task> change, CancellationToken cancellation) => WriteAsync(
        async connection =>
        {
            await change(connection);
            return true;
        },
        cancellation);

    private Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _transactor.ReadAsync(read, cancellation);
    }

    private Task<T> ChangeFieldsAsync<T>(string plateId, IReadOnlyList<FieldKey> fields, Func<FieldBook, T> change, CancellationToken cancellation)
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        return _writer.RunAsync(plateId, fields, change, cancellation);
    }
}
