namespace CellCluster.Pipeline;

/// <summary>How long the broker believes what it was told.</summary>
public sealed record BrokerTimes
{
    /// <summary>A plate that has not asked for so long holds and wants nothing any more. Default 30 s.</summary>
    public TimeSpan HoldLimit { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A plate that does not fetch a slot that became free for it loses it to the next one. Default 5 s.</summary>
    public TimeSpan FetchLimit { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Lanes of a silo that has not reported for so long are given to nobody. Default 10 s: four reports are missing.</summary>
    public TimeSpan ReportLimit { get; init; } = TimeSpan.FromSeconds(10);
}
