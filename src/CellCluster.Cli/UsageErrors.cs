using System.CommandLine;

namespace CellCluster.Cli;

/// <summary>Says what is wrong with a command line: every fault once, then where the help is.</summary>
internal static class UsageErrors
{
    /// <summary>Writes the faults of a command line.</summary>
    public static void Write(ParseResult parsed, TextWriter error)
    {
        Command command = parsed.CommandResult.Command;
        foreach (string message in parsed.Errors.Select(fault => Text(fault.Message, command)).Distinct(StringComparer.Ordinal))
        {
            error.WriteLine($"error: {message}");
        }
        string name = command is RootCommand ? "" : $" {command.Name}";
        error.WriteLine($"cellcluster{name} --help shows every option and examples.");
    }

    private static string Text(string message, Command command)
    {
        // System.CommandLine quotes an unknown word: Unrecognized command or argument 'WORD'.
        if (!message.StartsWith("Unrecognized command or argument", StringComparison.Ordinal))
        {
            return message;
        }
        string word = message.Split('\'') is [_, string quoted, ..] ? quoted : message;
        bool isOption = word.StartsWith('-');
        IEnumerable<string> known = isOption ? command.Options.Select(option => option.Name) : command.Subcommands.Select(verb => verb.Name);
        string? near = NearWords.Nearest(word, known);
        return $"'{word}' is no {(isOption ? "option" : command.Subcommands.Count > 0 ? "verb" : "word that is expected here")} of {CommandName(command)}{(near is null ? "" : $"; is {near} meant?")}";
    }

    private static string CommandName(Command command) => command is RootCommand ? "cellcluster" : $"cellcluster {command.Name}";
}
