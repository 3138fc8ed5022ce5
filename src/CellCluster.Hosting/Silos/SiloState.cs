namespace CellCluster.Hosting;

/// <summary>What a silo knows of itself, for readiness and for whoever started it. Thread-safe.</summary>
internal sealed class SiloState
{
    private readonly TaskCompletionSource<SiloRefusedException> _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>True once the silo has joined and is known to the lane directory.</summary>
    public bool IsJoined { get; set; }

    /// <summary>True from the first signal on.</summary>
    public bool IsDraining { get; set; }

    /// <summary>True once the host was stopped.</summary>
    public bool IsStopped { get; set; }

    /// <summary>Why the database does not answer; null while it does.</summary>
    public string? DatabaseFault { get; set; }

    /// <summary>Ends when the silo cannot go on.</summary>
    public Task<SiloRefusedException> Failed => _failed.Task;

    /// <summary>Null while the silo takes work; else the reason in one line.</summary>
    public string? WhyNotReady =>
        Failed.IsCompleted ? Failed.Result.Message
        : IsDraining ? "draining"
        : !IsJoined ? "starting"
        : DatabaseFault;

    /// <summary>The silo cannot go on.</summary>
    public void Fail(SiloFault fault, string reason) => _failed.TrySetResult(new SiloRefusedException(fault, reason));
}
