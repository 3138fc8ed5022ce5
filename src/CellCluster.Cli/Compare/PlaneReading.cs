using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary>Readers of both folders.</summary>
internal sealed class PlaneReading(CompareOptions options)
{
    /// <summary>Of predicted planes.</summary>
    public ImageSetReader Predicted { get; } = new(options.Predicted, options.Channel);

    /// <summary>Of stains.</summary>
    public ImageSetReader Stained { get; } = new(options.Stained, options.Channel);
}
