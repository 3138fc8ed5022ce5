using CellCluster.Plates.Simulation;

namespace CellCluster.Cli;

/// <summary>Shows how far a simulation has come: one line drawn over itself for a person, a line every few seconds otherwise.</summary>
internal sealed class SimulationView(Terminal terminal, TimeProvider time) : IProgress<SimulationProgress>
{
    private static readonly TimeSpan s_every = TimeSpan.FromSeconds(5);
    private readonly Lock _lock = new();
    private long _shown = time.GetTimestamp();

    /// <inheritdoc/>
    public void Report(SimulationProgress value)
    {
        lock (_lock)
        {
            string line = $"simulating: {value.DoneCount} of {Count.Of(value.FieldCount, "field", "fields")}";
            if (terminal.IsInteractive)
            {
                terminal.Error.Write($"\r{line}");
            }
            else if (time.GetElapsedTime(_shown) >= s_every || value.DoneCount == value.FieldCount)
            {
                _shown = time.GetTimestamp();
                terminal.Error.WriteLine(line);
            }
        }
    }

    /// <summary>Leaves the line.</summary>
    public void End()
    {
        if (terminal.IsInteractive)
        {
            terminal.Error.WriteLine();
        }
    }
}
