namespace CellCluster.Ledger;

/// <summary>How long a request is tried while its database does not answer.</summary>
internal sealed record PostgresRetry
{
    /// <summary>From the first failure to the last try: longer than a restart or a failover takes. Default 60 s.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Wait after the first failure; doubles up to <see cref="LongestWait"/>. Default 50 ms.</summary>
    public TimeSpan FirstWait { get; init; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Default 2 s.</summary>
    public TimeSpan LongestWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long a statement waits for a row that somebody else holds, before that counts as a failure. Default 10 s.</summary>
    public TimeSpan LockWait { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>The wait before try <paramref name="tries"/> + 1.</summary>
    public TimeSpan WaitAfter(int tries) => TimeSpan.FromTicks(Math.Min(LongestWait.Ticks, FirstWait.Ticks << Math.Min(tries - 1, 20)));
}
