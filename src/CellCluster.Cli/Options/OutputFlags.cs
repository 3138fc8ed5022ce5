using System.CommandLine;

namespace CellCluster.Cli;

/// <summary>How much a verb says, and how.</summary>
internal sealed class OutputFlags
{
    private readonly Option<bool> _json = Flag.Switch("--json", "One JSON object at the end on standard output, and nothing else there.");
    private readonly Option<bool> _quiet = Flag.Switch("--quiet", "Say nothing but errors.");
    private readonly Option<bool> _verbose = Flag.Switch("--verbose", "Show the log, and where errors come from.");

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_json);
        command.Options.Add(_quiet);
        command.Options.Add(_verbose);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_quiet) && result.GetValue(_verbose))
            {
                result.AddError("--quiet and --verbose contradict each other; leave one out");
            }
        });
    }

    /// <summary>As asked for.</summary>
    public OutputStyle Of(ParseResult parsed) => new(parsed.GetValue(_json), parsed.GetValue(_quiet), parsed.GetValue(_verbose));
}

/// <summary>How much is said.</summary>
/// <param name="IsJson">One JSON object on the output, nothing else.</param>
/// <param name="IsQuiet">Errors only.</param>
/// <param name="IsVerbose">The log too.</param>
internal sealed record OutputStyle(bool IsJson, bool IsQuiet, bool IsVerbose)
{
    /// <summary>Whether tables and paths for a person are written.</summary>
    public bool HasTables => !IsJson && !IsQuiet;
}
