namespace CellCluster.Ledger;

/// <summary>One change that waits for the writer thread.</summary>
internal abstract class WriteRequest
{
    private const int Queued = 0;
    private const int Started = 1;
    private const int Cancelled = 2;
    private int _state = Queued;

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

    /// <summary>Makes the change and keeps its result until the commit.</summary>
    public abstract void Run(SqlSession session);

    /// <summary>Keeps a failure of this request alone until the commit of the others.</summary>
    public abstract void Refuse(Exception exception);

    /// <summary>After the commit: gives the kept result or failure to the caller.</summary>
    public abstract void Complete();

    /// <summary>The change could not be written.</summary>
    public abstract void Fail(Exception exception);

    protected abstract void SetCancelled(CancellationToken cancellation);
}

/// <inheritdoc/>
internal sealed class WriteRequest<T>(Func<SqlSession, T> change) : WriteRequest
{
    private readonly TaskCompletionSource<T> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? _result;
    private Exception? _refusal;

    public Task<T> Task => _completion.Task;

    public override void Run(SqlSession session) => (_result, _refusal) = (change(session), null);

    public override void Refuse(Exception exception) => _refusal = exception;

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
