using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace CellCluster.Cli;

/// <summary>The usual help, with examples at its end.</summary>
internal sealed class HelpWithExamples(HelpAction help, IReadOnlyList<string> examples) : SynchronousCommandLineAction
{
    /// <inheritdoc/>
    public override bool ClearsParseErrors => true;

    /// <inheritdoc/>
    public override int Invoke(ParseResult parseResult)
    {
        help.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        output.WriteLine("Examples:");
        foreach (string example in examples)
        {
            output.WriteLine($"  {example}");
        }
        output.WriteLine();
        return (int)ExitCode.Complete;
    }
}
