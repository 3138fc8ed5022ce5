using System.CommandLine;
using System.CommandLine.Parsing;

namespace CellCluster.Cli;

/// <summary>Reads a command line that may have faults.</summary>
internal static class GivenOption
{
    /// <summary>The value of an option; its default where it is not given or its text has a fault.</summary>
    public static T? Given<T>(this ParseResult parsed, Option<T> option) => IsFaulty(parsed, parsed.GetResult(option)) ? default : parsed.GetValue(option);

    /// <summary>The value of an argument; its default where it is not given or its text has a fault.</summary>
    public static T? Given<T>(this ParseResult parsed, Argument<T> argument) =>
        parsed.GetResult(argument) is null or { Tokens.Count: 0 } ? default : parsed.GetValue(argument);

    private static bool IsFaulty(ParseResult parsed, SymbolResult? result) =>
        result is not null && parsed.Errors.Any(error => error.SymbolResult == result || error.SymbolResult?.Parent == result);
}

/// <summary>A verb whose options can be wrong together, beyond what is wrong with each of them.</summary>
internal interface IChecksOptions
{
    /// <summary>The faults of options taken together; those of single options are the parser's.</summary>
    IReadOnlyList<string> Faults(ParseResult parsed);
}
