using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary>What the verbs use of the world; tests pass their own.</summary>
/// <param name="Predictors">Makes predictors and reads model cards.</param>
/// <param name="Time">Clock.</param>
/// <param name="Terminal">Where text goes.</param>
/// <param name="Interruption">Ctrl-C and SIGTERM.</param>
/// <param name="ModelFolders">Folders that <c>--model NAME</c> is looked for in, first found first; may not exist.</param>
internal sealed record CliServices(
    IPredictorFactory Predictors, TimeProvider Time, Terminal Terminal, Interruption Interruption, IReadOnlyList<string> ModelFolders)
{
    /// <summary>The words of the command line, without what a configuration file adds.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}
