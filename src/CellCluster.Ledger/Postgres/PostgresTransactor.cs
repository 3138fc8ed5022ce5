using CellCluster.Pipeline;
using Npgsql;

namespace CellCluster.Ledger;

/// <summary>Runs transactions against a database that may go away and come back: each takes effect once, or its caller is told that it did not.</summary>
/// <remarks>
/// A transaction that failed before its commit was sent has changed nothing and runs again. Where the answer to the commit was lost, the server is
/// asked by the transaction's number what became of it (pg_xact_status); it is run again only when it was rolled back. So the work itself need not
/// be idempotent, but it must depend on nothing but the database and its arguments. Tries end after <see cref="PostgresRetry.Limit"/>.
/// The commit travels behind the transaction's last statements: where one of them is refused, the server skips it.
/// </remarks>
internal sealed class PostgresTransactor(NpgsqlDataSource source, ClusterAddress address, PostgresRetry retry)
{
    // The server's own clock bounds waits: the ledger's clock is the one of its time stamps, and tests stop it.
    private static readonly TimeProvider s_clock = TimeProvider.System;

    /// <summary>For tests: called when a commit has been sent and its answer not yet been used.</summary>
    public Func<NpgsqlConnection, Task>? AfterCommit { get; set; }

    /// <summary>Runs work in a transaction and commits it. Once it has begun it is not cancelled.</summary>
    /// <exception cref="LedgerUnavailableException">The database did not answer in time, or cannot do the work; nothing was changed, unless the message says that it is not known.</exception>
    public Task<T> WriteAsync<T>(Func<NpgsqlConnection, Task<T>> work, CancellationToken cancellation) => WriteAsync(
        async connection =>
        {
            T result = await work(connection);
            return new OpenTransaction<T>(result, (string?)await connection.ScalarAsync(OpenTransaction.AskNumber, CancellationToken.None), new NpgsqlBatch(connection));
        },
        cancellation);

    /// <summary>The same for work that leaves its last statements to be sent together with the commit: one round trip less, and none for the number.</summary>
    public async Task<T> WriteAsync<T>(Func<NpgsqlConnection, Task<OpenTransaction<T>>> work, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var transaction = new OneTransaction<T>(source, work, AfterCommit);
        try
        {
            return await TryAsync(transaction.TryAsync, CancellationToken.None);
        }
        catch (LedgerUnavailableException fault) when (transaction.IsUnknown)
        {
            throw new LedgerUnavailableException(address.Redacted,
                $"the connection was lost while a change was being committed, and the server could not be asked since what became of it: {fault.InnerException?.Message}; run the same command again: it finds out", fault);
        }
    }

    /// <summary>Runs a read outside a transaction.</summary>
    public Task<T> ReadAsync<T>(Func<NpgsqlConnection, Task<T>> read, CancellationToken cancellation) => TryAsync(
        async () =>
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync(cancellation);
            return await read(connection);
        },
        cancellation);

    /// <summary>Runs one step again and again while its fault is one that passes.</summary>
    public async Task<T> TryAsync<T>(Func<Task<T>> step, CancellationToken cancellation)
    {
        long start = s_clock.GetTimestamp();
        for (int tries = 1; ; tries++)
        {
            try
            {
                return await step();
            }
            catch (Exception fault) when (PostgresFault.IsPassing(fault) && s_clock.GetElapsedTime(start) + retry.WaitAfter(tries) < retry.Limit)
            {
                await Task.Delay(retry.WaitAfter(tries), s_clock, cancellation);
            }
            catch (Exception fault) when (PostgresFault.IsOfTheSurroundings(fault))
            {
                throw PostgresFault.Translate(address, fault);
            }
        }
    }

    /// <summary>One transaction over all its tries.</summary>
    private sealed class OneTransaction<T>(NpgsqlDataSource source, Func<NpgsqlConnection, Task<OpenTransaction<T>>> work, Func<NpgsqlConnection, Task>? afterCommit)
    {
        private const string InvalidParameter = "22023";

        // The transaction's number, from the moment its commit is sent until it is known what became of it.
        private string? _committing;
        private T? _result;

        public bool IsUnknown => _committing is not null;

        public async Task<T> TryAsync()
        {
            await using NpgsqlConnection connection = await source.OpenConnectionAsync();
            if (_committing is not null)
            {
                bool isCommitted = await IsCommittedAsync(connection);
                _committing = null;
                if (isCommitted)
                {
                    return _result!;
                }
            }
            await using NpgsqlTransaction transaction = await connection.BeginTransactionAsync();
            OpenTransaction<T> open = await work(connection);
            await using NpgsqlBatch last = open.Last;
            last.Add("COMMIT");
            (_result, _committing) = (open.Result, open.Number);
            try
            {
                await last.ExecuteNonQueryAsync();
                if (afterCommit is not null)
                {
                    await afterCommit(connection);
                }
            }
            catch (PostgresException refusal) when (refusal.InvariantSeverity == "ERROR")
            {
                _committing = null; // an answer: it was rolled back. A FATAL one says only that the connection ends.
                throw;
            }
            _committing = null;
            return _result;
        }

        private async Task<bool> IsCommittedAsync(NpgsqlConnection connection)
        {
            string? status;
            try
            {
                status = (string?)await connection.ScalarAsync("SELECT pg_xact_status($1::xid8)", CancellationToken.None, _committing!);
            }
            catch (PostgresException refusal) when (refusal.SqlState == InvalidParameter)
            {
                return false; // a number that was never given: another server has taken over, and the change did not reach it
            }
            return status switch
            {
                "committed" => true,
                "aborted" => false,
                "in progress" => throw new TimeoutException("the transaction of the lost connection has not ended yet"), // passes: it is asked again
                _ => throw new TimeoutException($"the server does not know any more what became of transaction {_committing}"),
            };
        }
    }
}
