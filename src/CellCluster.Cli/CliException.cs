namespace CellCluster.Cli;

/// <summary>A verb cannot do what was asked; the message is for the person at the terminal.</summary>
internal sealed class CliException(ExitCode code, string message) : Exception(message)
{
    /// <summary>How the program ends.</summary>
    public ExitCode Code { get; } = code;
}
