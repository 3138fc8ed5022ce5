using Spectre.Console;

namespace CellCluster.Cli;

/// <summary>Where text goes: results to the output, everything about the way there to the error stream.</summary>
/// <param name="output">Results: tables, paths, JSON.</param>
/// <param name="error">Progress and errors.</param>
/// <param name="isInteractive">A person watches the error stream: progress may be drawn over itself, in colour.</param>
internal sealed class Terminal(TextWriter output, TextWriter error, bool isInteractive)
{
    private const int PlainWidth = 160; // of a pipe or file, which has no width of its own

    /// <summary>Results.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>Progress and errors.</summary>
    public TextWriter Error { get; } = error;

    /// <summary>Whether progress may be drawn over itself.</summary>
    public bool IsInteractive { get; } = isInteractive;

    /// <summary>The streams of this process.</summary>
    public static Terminal OfThisProcess() =>
        new(Console.Out, Console.Error, !Console.IsErrorRedirected && Environment.GetEnvironmentVariable("TERM") is not (null or "" or "dumb"));

    /// <summary>Draws over the error stream: for progress.</summary>
    public IAnsiConsole Live() => AnsiConsole.Create(new AnsiConsoleSettings
    {
        Ansi = IsInteractive ? AnsiSupport.Yes : AnsiSupport.No,
        Interactive = IsInteractive ? InteractionSupport.Yes : InteractionSupport.No,
        Out = new AnsiConsoleOutput(Error),
    });

    /// <summary>Draws tables on the output; without colours, so that they look the same in a file.</summary>
    public IAnsiConsole Tables()
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(Output),
        });
        console.Profile.Width = PlainWidth;
        console.Profile.Capabilities.Unicode = true;
        return console;
    }
}
