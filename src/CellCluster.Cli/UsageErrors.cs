using System.CommandLine;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>Says what is wrong with a command line: every fault once, then where the help is.</summary>
internal static class UsageErrors
{
    /// <summary>Writes the faults of a command line.</summary>
    public static void Write(ParseResult parsed, TextWriter error)
    {
        Command command = parsed.CommandResult.Command;
        string[] messages = [.. parsed.Errors.Select(fault => fault.Message).Distinct(StringComparer.Ordinal)];
        if (command.Subcommands.Count > 0 && Array.Find(messages, IsUnknownWord) is { } first)
        {
            messages = [first]; // of a mistyped verb every other word is unknown too
        }
        if (command is IChecksOptions checks)
        {
            messages = [.. messages, .. checks.Faults(parsed)]; // all at once, not those of single options first
        }
        foreach (string message in messages.Select(message => Text(message, command)))
        {
            error.WriteLine($"error: {message}");
        }
        string name = command is RootCommand ? "" : $" {command.Name}";
        error.WriteLine($"cellcluster{name} --help shows every option and examples.");
    }

    private static string Text(string message, Command command)
    {
        if (!IsUnknownWord(message))
        {
            return message;
        }
        string word = message.Split('\'') is [_, string quoted, ..] ? quoted : message;
        bool isOption = word.StartsWith('-');
        IEnumerable<string> known = isOption ? command.Options.Select(option => option.Name) : command.Subcommands.Select(verb => verb.Name);
        string? near = NearWords.Nearest(word, known);
        return $"'{word}' is no {(isOption ? "option" : command.Subcommands.Count > 0 ? "verb" : "word that is expected here")} of {CommandName(command)}{(near is null ? "" : $"; is {near} meant?")}";
    }

    // System.CommandLine says: Unrecognized command or argument 'WORD'.
    private static bool IsUnknownWord(string message) => message.StartsWith("Unrecognized command or argument", StringComparison.Ordinal);

    private static string CommandName(Command command) => command is RootCommand ? "cellcluster" : $"cellcluster {command.Name}";
}
