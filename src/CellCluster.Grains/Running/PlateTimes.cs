namespace CellCluster.Grains;

/// <summary>How patient plates are. Part of no result.</summary>
public sealed record PlateTimes
{
    /// <summary>How often a plate looks at deadlines, dead silos and what it waits for. Default 2 s.</summary>
    public TimeSpan WatchEvery { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>From giving a field up to giving its slot up with it. Default 1 min.</summary>
    public TimeSpan Grace { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How often a plate tells the lane directory what it holds and wants when nothing happens; below the 30 s after which its holds end. Default 10 s.</summary>
    public TimeSpan RenewEvery { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a plate that comes back looks for the slots that still work on its fields before those are taken for lost. Default 15 s.</summary>
    public TimeSpan SearchFor { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>When silos that could not work on a plate are asked again once no other is left. Default 30 s.</summary>
    public TimeSpan UnfitFor { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>First and longest pause between two tries of reporting the end of an attempt. Default 200 ms and 10 s.</summary>
    public (TimeSpan First, TimeSpan Longest) ReportPause { get; init; } = (TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(10));

    /// <summary>How often the keeper of a silo looks for plates that nobody works on. Default 30 s.</summary>
    public TimeSpan KeepEvery { get; init; } = TimeSpan.FromSeconds(30);
}
