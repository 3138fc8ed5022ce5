using System.Threading.Channels;
using CellCluster.Pipeline;
using CellCluster.Plates;
using Npgsql;

namespace CellCluster.Ledger;

/// <summary>Writes changes of fields. What has queued while the server was busy becomes one transaction (group commit over the callers of this process).</summary>
/// <remarks>
/// A request that is refused by the rules leaves the others of its group alone. When the server refuses a statement of the whole group, the requests
/// run again, each in its own transaction, so that only those fail that cannot be written. When the server is away, all wait and are told together.
/// A plate whose row somebody else holds for long (an administrator's open transaction, a connection that died) waits by itself, and what comes for it
/// waits behind: other plates go on.
/// </remarks>
internal sealed class PostgresWriter : IAsyncDisposable
{
    // Callers beyond this wait asynchronously; a group never holds more, so that no one waits for a giant transaction.
    private const int QueueLength = 256;

    private readonly PostgresTransactor _transactor;
    private readonly ClusterAddress _address;
    private readonly TimeProvider _time;
    private readonly Channel<FieldRequest> _queue =
        Channel.CreateBounded<FieldRequest>(new BoundedChannelOptions(QueueLength) { SingleReader = true, FullMode = BoundedChannelFullMode.Wait });

    private readonly Dictionary<string, Task> _apart = new(StringComparer.Ordinal); // by plate that waits for its row, the end of what waits; the loop's alone
    private readonly Task _work;

    public PostgresWriter(PostgresTransactor transactor, ClusterAddress address, TimeProvider time)
    {
        (_transactor, _address, _time) = (transactor, address, time);
        _work = Task.Run(WorkAsync);
    }

    /// <summary>Queues a change; complete when it is on the server's disk. A cancelled call has changed nothing.</summary>
    public async Task<T> RunAsync<T>(string plateId, IReadOnlyList<FieldKey> fields, Func<FieldBook, T> change, CancellationToken cancellation)
    {
        FieldRequest<T> request = new(plateId, fields, change);
        using CancellationTokenRegistration registration = cancellation.UnsafeRegister(static (state, token) => ((FieldRequest)state!).Cancel(token), request);
        try
        {
            await _queue.Writer.WriteAsync(request, cancellation);
        }
        catch (ChannelClosedException)
        {
            throw new ObjectDisposedException(nameof(PostgresLedger), $"ledger {_address} is closed");
        }
        return await request.Task;
    }

    /// <summary>Writes what is queued.</summary>
    public async ValueTask DisposeAsync()
    {
        _queue.Writer.TryComplete();
        await _work;
    }

    private async Task WorkAsync()
    {
        List<FieldRequest> group = [];
        while (await _queue.Reader.WaitToReadAsync())
        {
            group.Clear();
            while (group.Count < QueueLength && _queue.Reader.TryRead(out FieldRequest? request))
            {
                if (request.TryStart())
                {
                    group.Add(request);
                }
            }
            await CommitAsync(WithoutApart(group), isApart: false);
        }
        await Task.WhenAll(_apart.Values);
    }

    // What is for a plate that waits goes behind what waits already: a plate's requests keep their order.
    private List<FieldRequest> WithoutApart(List<FieldRequest> group)
    {
        foreach (string ended in _apart.Where(pair => pair.Value.IsCompleted).Select(pair => pair.Key).ToArray())
        {
            _apart.Remove(ended);
        }
        if (_apart.Count == 0)
        {
            return group;
        }
        foreach (IGrouping<string, FieldRequest> plate in group.Where(request => _apart.ContainsKey(request.PlateId)).GroupBy(request => request.PlateId, StringComparer.Ordinal))
        {
            _apart[plate.Key] = CommitBehindAsync(_apart[plate.Key], [.. plate]);
        }
        return [.. group.Where(request => !_apart.ContainsKey(request.PlateId))];
    }

    private async Task CommitBehindAsync(Task earlier, IReadOnlyList<FieldRequest> requests)
    {
        await earlier;
        await CommitAsync(requests, isApart: true);
    }

    private async Task CommitAsync(IReadOnlyList<FieldRequest> group, bool isApart)
    {
        if (group.Count == 0)
        {
            return;
        }
        try
        {
            await _transactor.WriteAsync(connection => ApplyAsync(connection, group, isApart), CancellationToken.None);
        }
        catch (PlateLockedException)
        {
            foreach (IGrouping<string, FieldRequest> plate in group.GroupBy(request => request.PlateId, StringComparer.Ordinal))
            {
                _apart[plate.Key] = CommitAsync([.. plate], isApart: true);
            }
            return;
        }
        catch (Exception exception) when (group.Count == 1 || exception is LedgerUnavailableException)
        {
            foreach (FieldRequest request in group)
            {
                request.Fail(exception);
            }
            return;
        }
        catch (Exception)
        {
            // A statement was refused: whose it was shows when each runs alone, and that one's caller gets the exception.
            foreach (FieldRequest request in group)
            {
                await CommitAsync([request], isApart);
            }
            return;
        }
        foreach (FieldRequest request in group)
        {
            request.Complete();
        }
    }

    private async Task<OpenTransaction<bool>> ApplyAsync(NpgsqlConnection connection, IReadOnlyList<FieldRequest> group, bool isApart)
    {
        HashSet<string> plates = [.. group.Select(request => request.PlateId)];
        HashSet<(string, FieldKey)> fields = [.. group.SelectMany(request => request.Fields.Select(field => (request.PlateId, field)))];
        FieldBook book;
        string? number;
        try
        {
            (book, number) = await FieldBookQueries.ReadAsync(connection, plates, fields);
        }
        catch (PostgresException refusal) when (refusal.SqlState == PostgresErrorCodes.LockNotAvailable && !isApart)
        {
            throw new PlateLockedException(refusal); // not tried again here: everybody would wait for one plate
        }
        foreach (FieldRequest request in group)
        {
            request.Run(book);
        }
        return new OpenTransaction<bool>(true, number, FieldBookQueries.Changes(connection, book, _time.GetUtcNow()));
    }

    private sealed class PlateLockedException(Exception inner) : Exception("the row of a plate of the group is held by somebody else", inner);
}
