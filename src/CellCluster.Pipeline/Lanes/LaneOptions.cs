namespace CellCluster.Pipeline;

/// <summary>How a lane works. Nothing here changes a result on a CPU.</summary>
public sealed record LaneOptions
{
    /// <summary>Tiles that have a place in the lane's queue, at least 1; further callers wait for a place. Default 8.</summary>
    public int QueueLength { get; init; } = 8;

    /// <summary>Tiles predicted in one call, at least 1. Default 1: on a CPU a larger batch is not faster.</summary>
    public int LargestBatch { get; init; } = 1;

    /// <summary>Longest wait for a fuller batch; only where <see cref="LargestBatch"/> is above 1 and callers that were just answered are about
    /// to send more. 0 or above. Default 5 ms: a tile of 2192 px takes a GPU several times that.</summary>
    public TimeSpan BatchWait { get; init; } = TimeSpan.FromMilliseconds(5);

    /// <summary>Models kept on the device, at least 1; the one unused for longest is unloaded for another. Default 2.</summary>
    public int LoadedModels { get; init; } = 2;

    /// <summary>Predictions that must fail one after the other before the device is taken for broken, at least 1. Default 3.</summary>
    public int FailuresToQuarantine { get; init; } = 3;

    /// <summary>Time between two looks whether a quarantined device is back, above 0. Default 30 s.</summary>
    public TimeSpan ProbeEvery { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Longest time of one prediction, above 0, or <see cref="Timeout.InfiniteTimeSpan"/>; a device that takes longer is taken for hanging.
    /// Default 10 minutes: a busy CPU is slow, a GPU that waits for its driver never ends.</summary>
    public TimeSpan PredictionDeadline { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>What suits a kind of device: batches of one on a CPU; of up to 8 on CUDA, a choice that was never measured.</summary>
    public static LaneOptions For(string deviceKind) =>
        deviceKind == "cpu" ? new LaneOptions() : new LaneOptions { LargestBatch = 8, QueueLength = 32 };

    /// <summary>For the only lanes there are, in an embedded run: never quarantined, because there is nobody to take the tiles to; a field that
    /// fails is a gap that says why, and the field's own deadline ends what hangs.</summary>
    public static LaneOptions Alone(string deviceKind) =>
        For(deviceKind) with { FailuresToQuarantine = int.MaxValue, PredictionDeadline = Timeout.InfiniteTimeSpan };

    /// <summary>Checks every option.</summary>
    /// <exception cref="ArgumentException">One is outside its range; all that are, are named.</exception>
    public void Check()
    {
        (bool IsGood, string Expected)[] rules =
        [
            (QueueLength >= 1, $"QueueLength {QueueLength} is below 1"),
            (LargestBatch >= 1, $"LargestBatch {LargestBatch} is below 1"),
            (BatchWait >= TimeSpan.Zero, $"BatchWait {BatchWait} is below 0"),
            (LoadedModels >= 1, $"LoadedModels {LoadedModels} is below 1"),
            (FailuresToQuarantine >= 1, $"FailuresToQuarantine {FailuresToQuarantine} is below 1"),
            (ProbeEvery > TimeSpan.Zero, $"ProbeEvery {ProbeEvery} is not above 0"),
            (PredictionDeadline > TimeSpan.Zero || PredictionDeadline == Timeout.InfiniteTimeSpan, $"PredictionDeadline {PredictionDeadline} is not above 0"),
        ];
        string faults = string.Join("; ", rules.Where(rule => !rule.IsGood).Select(rule => rule.Expected));
        if (faults.Length > 0)
        {
            throw new ArgumentException($"options of a lane: {faults}");
        }
    }
}
