using System.CommandLine;

namespace CellCluster.Cli;

/// <summary>From words to an exit code: parses, reads the configuration file, runs the verb, says what went wrong.</summary>
internal static class CommandLine
{
    /// <summary>Runs one command.</summary>
    public static async Task<ExitCode> RunAsync(IReadOnlyList<string> args, CliServices services)
    {
        ArgumentNullException.ThrowIfNull(services);
        Terminal terminal = services.Terminal;
        args = args.Count == 0 ? ["--help"] : args; // who knows nothing yet sees what there is
        bool isVerbose = args.Contains("--verbose", StringComparer.Ordinal);
        try
        {
            RootCommand root = CommandTree.Create(services with { Words = args });
            ParseResult parsed = ConfigFile.Merge(root.Parse(args), args, root);
            if (parsed.Errors.Count > 0)
            {
                UsageErrors.Write(parsed, terminal.Error);
                return ExitCode.BadUsage;
            }
            var configuration = new InvocationConfiguration
            {
                Output = terminal.Output,
                Error = terminal.Error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null, // signals are Interruption's
            };
            return (ExitCode)await parsed.InvokeAsync(configuration, services.Interruption.Drain);
        }
        catch (Exception fault) // the last place where an exception can become a message and an exit code
        {
            await terminal.Error.WriteLineAsync(Faults.Describe(fault, isVerbose));
            return Faults.CodeOf(fault);
        }
    }
}
