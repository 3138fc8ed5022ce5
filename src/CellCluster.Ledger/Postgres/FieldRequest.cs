using CellCluster.Plates;

namespace CellCluster.Ledger;

/// <summary>One change of fields that waits for the next group.</summary>
internal abstract class FieldRequest(string plateId, IReadOnlyList<FieldKey> fields)
{
    private const int Queued = 0;
    private const int Started = 1;
    private const int Cancelled = 2;
    private int _state = Queued;

    public string PlateId => plateId;

    /// <summary>The fields it is about.</summary>
    public IReadOnlyList<FieldKey> Fields => fields;

    /// <summary>False when the caller has stopped waiting: then it must not run.</summary>
    public bool TryStart() => Interlocked.CompareExchange(ref _state, Started, Queued) == Queued;

    /// <summary>Ends a request that has not started; one that has started ends by itself, so that a cancelled call has changed nothing.</summary>
    public void Cancel(CancellationToken cancellation)
    {
        if (Interlocked.CompareExchange(ref _state, Cancelled, Queued) == Queued)
        {
            SetCancelled(cancellation);
        }
    }

    /// <summary>Makes the change in the book and keeps its result or refusal until the commit. May run again when a transaction is tried again.</summary>
    public abstract void Run(FieldBook book);

    /// <summary>After the commit: gives the kept result or refusal to the caller.</summary>
    public abstract void Complete();

    /// <summary>The change could not be written.</summary>
    public abstract void Fail(Exception exception);

    protected abstract void SetCancelled(CancellationToken cancellation);
}

/// <inheritdoc/>
internal sealed class FieldRequest<T>(string plateId, IReadOnlyList<FieldKey> fields, Func<FieldBook, T> change) : FieldRequest(plateId, fields)
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _refusal;

    public Task<T> Task => _completion.Task;

    public override void Run(FieldBook book)
    {
        try
        {
            (_result, _refusal) = (change(book), null);
        }
        catch (Exception refusal) // the caller's own: it gets it after the commit of the others
        {
            _refusal = refusal;
        }
    }

    public override void Complete()
    {
        if (_refusal is null)
        {
            _completion.SetResult(_result!);
        }
        else
        {
            _completion.SetException(_refusal);
        }
    }

    public override void Fail(Exception exception) => _completion.SetException(exception);

    protected override void SetCancelled(CancellationToken cancellation) => _completion.SetCanceled(cancellation);
}
