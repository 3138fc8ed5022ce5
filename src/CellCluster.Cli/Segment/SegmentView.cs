using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary>Shows how far a folder has come, on the error stream: one line drawn over itself for a person, a line every few seconds otherwise.</summary>
/// <remarks>One call at a time.</remarks>
internal sealed class SegmentView(Terminal terminal, OutputStyle style, TimeProvider time)
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(5);
    private long _start = time.GetTimestamp();
    private long _shown = time.GetTimestamp();
    private int _drawnLength;

    /// <summary>Takes a report.</summary>
    public void Show(ImageSetProgress progress)
    {
        if (style.IsQuiet)
        {
            return;
        }
        if (progress.NewGap is { } gap)
        {
            Say($"gap: {gap}");
        }
        if (progress.Remark is { } remark)
        {
            Say(remark);
            return;
        }
        if (progress.Pass is { } pass)
        {
            _start = time.GetTimestamp(); // what is left is told from the images that were segmented
            Draw($"{pass}: {progress.DoneCount} of {Count.Of(progress.ImageCount, "image", "images")}", isLast: false);
            return;
        }
        int settled = progress.DoneCount + progress.GapCount;
        string line = $"segmenting: {settled} of {Count.Of(progress.ImageCount, "image", "images")}, {Count.Of(progress.GapCount, "gap", "gaps")}{Rate(progress, settled)}";
        Draw(line, settled == progress.ImageCount);
    }

    private void Draw(string line, bool isLast)
    {
        if (terminal.IsInteractive)
        {
            terminal.Error.Write($"\r{line.PadRight(_drawnLength)}");
            _drawnLength = line.Length;
        }
        else if (time.GetElapsedTime(_shown) >= s_every || isLast)
        {
            _shown = time.GetTimestamp();
            terminal.Error.WriteLine(line);
        }
    }

    /// <summary>Says what the first Ctrl-C does.</summary>
    public void AnnounceDrain() => Say("finishing the images in work; run the same command again to go on; press Ctrl-C again to stop at once");

    /// <summary>Leaves the line.</summary>
    public void End()
    {
        if (_drawnLength > 0)
        {
            terminal.Error.WriteLine();
        }
    }

    private void Say(string line)
    {
        lock (terminal.Error)
        {
            terminal.Error.WriteLine(_drawnLength > 0 ? $"\r{line.PadRight(_drawnLength)}" : line);
        }
    }

    private string Rate(ImageSetProgress progress, int settled)
    {
        double seconds = time.GetElapsedTime(_start).TotalSeconds;
        int fresh = settled - progress.KeptCount;
        return fresh < 1 || seconds < 1 ? "" : $", {Durations.Text(TimeSpan.FromSeconds(seconds / fresh * (progress.ImageCount - settled)))} left";
    }
}
