using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CellCluster.Cli;

/// <summary>The log as plain lines on the error stream: for --verbose.</summary>
internal sealed class TerminalLog(Terminal terminal) : ILoggerProvider
{
    /// <summary>Logs warnings of the cluster and everything of ours.</summary>
    public static void AddTo(ILoggingBuilder builder, Terminal terminal)
    {
        builder.Services.AddSingleton<ILoggerProvider>(new TerminalLog(terminal));
        builder.AddFilter("", LogLevel.Warning).AddFilter("CellCluster", LogLevel.Debug);
    }

    /// <summary>What sets logging up, where the log is asked for; else null.</summary>
    public static Action<ILoggingBuilder>? For(Terminal terminal, OutputStyle style) => style.IsVerbose ? builder => AddTo(builder, terminal) : null;

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Lines(terminal, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private sealed class Lines(Terminal terminal, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            string text = $"{logLevel.ToString().ToLowerInvariant()}: {category}: {formatter(state, exception)}";
            lock (terminal.Error)
            {
                terminal.Error.WriteLine(exception is null ? text : $"{text}{Environment.NewLine}{exception}");
            }
        }
    }
}
