using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CellCluster.Cli;

/// <summary>The log of a silo, one line an event: <c>2026-03-01T12:00:00.000Z info: silo gpu-a joined …</c>, or a JSON object with the same parts.</summary>
internal sealed class SiloLog(TextWriter output, TimeProvider time, bool isJson, bool isVerbose) : ILoggerProvider
{
    private static readonly JsonSerializerOptions s_json = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private readonly Lock _gate = new();

    /// <summary>Logs what operators read; with the cluster's own log when it is wanted.</summary>
    public static void AddTo(ILoggingBuilder builder, TextWriter output, TimeProvider time, bool isJson, bool isVerbose)
    {
        builder.Services.AddSingleton<ILoggerProvider>(new SiloLog(output, time, isJson, isVerbose));
        // When a silo dies Orleans reports every call that it lost as an error; what it means for the cluster is said in lines of ours.
        builder.AddFilter("", isVerbose ? LogLevel.Information : LogLevel.Error)
            .AddFilter("Orleans", isVerbose ? LogLevel.Information : LogLevel.Critical)
            .AddFilter("CellCluster", isVerbose ? LogLevel.Debug : LogLevel.Information);
    }

    /// <inheritdoc/>
    public ILogger CreateLogger(string categoryName) => new Lines(this, categoryName);

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    private void Write(LogLevel level, string category, string message, Exception? error)
    {
        string at = time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
        string line = isJson ? Json(at, level, category, message, error) : Plain(at, level, category, message, error);
        lock (_gate)
        {
            output.WriteLine(line);
        }
    }

    // Without --verbose a line is a line: where an exception came from is for those who look for faults of the program.
    private string Plain(string at, LogLevel level, string category, string message, Exception? error)
    {
        string source = category.StartsWith("CellCluster", StringComparison.Ordinal) ? "" : $"{category}: ";
        string text = $"{at} {Word(level)}: {source}{message.ReplaceLineEndings(" ")}";
        return error is null ? text : isVerbose ? $"{text}{Environment.NewLine}{error}" : $"{text}: {error.Message.ReplaceLineEndings(" ")}";
    }

    private string Json(string at, LogLevel level, string category, string message, Exception? error)
    {
        var line = new Dictionary<string, string>(StringComparer.Ordinal) { ["time"] = at, ["level"] = Word(level), ["source"] = category, ["message"] = message };
        if (error is not null)
        {
            line["error"] = isVerbose ? error.ToString() : error.Message;
        }
        return JsonSerializer.Serialize(line, s_json);
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Warning => "warning",
        LogLevel.Error or LogLevel.Critical => "error",
        LogLevel.Information => "info",
        _ => "debug",
    };

    private sealed class Lines(SiloLog log, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            log.Write(logLevel, category, formatter(state, exception), exception);
    }
}
