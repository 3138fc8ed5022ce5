namespace CellCluster.Ledger;

/// <summary>The attempts of a field since its gaps were last reopened.</summary>
/// <param name="Failed">Closed as failed.</param>
/// <param name="Lost">Ended without a report.</param>
/// <param name="LastAttempt">Highest number of the field's whole life; 0 when there was none. Numbers are never used twice, so a late report meets its own attempt.</param>
/// <param name="LastFailure">Reason of the last failed one; empty when none failed.</param>
internal readonly record struct AttemptTally(int Failed, int Lost, int LastAttempt, string LastFailure)
{
    /// <summary>A field is tried three times.</summary>
    public const int Limit = 3;

    public bool IsExhausted => Failed + Lost >= Limit;

    /// <summary>Why the field is a gap now.</summary>
    public string Reason => (Failed, Lost) switch
    {
        (_, 0) => LastFailure,
        (0, Limit) => "the process ended three times while it was worked on",
        _ => $"the process ended {(Lost == 1 ? "once" : Lost == 2 ? "twice" : $"{Lost} times")} while it was worked on{(Failed == 0 ? "" : $"; else: {LastFailure}")}",
    };
}
