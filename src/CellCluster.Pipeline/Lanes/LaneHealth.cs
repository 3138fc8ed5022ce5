namespace CellCluster.Pipeline;

/// <summary>Whether a lane predicts.</summary>
public enum LaneHealth
{
    /// <summary>Its thread has not found its device yet.</summary>
    Starting,

    /// <summary>It predicts.</summary>
    Healthy,

    /// <summary>Its device fails or hangs: tiles are refused until a probe succeeds.</summary>
    Quarantined,

    /// <summary>It was stopped, or its device was not there when it started.</summary>
    Stopped,
}

/// <summary>What a lane has done since it started.</summary>
/// <param name="Name">The lane.</param>
/// <param name="Tiles">Tiles predicted.</param>
/// <param name="Pixels">Pixels computed, halos included.</param>
/// <param name="Busy">Time spent in the network.</param>
public sealed record LaneFigures(string Name, long Tiles, long Pixels, TimeSpan Busy);
