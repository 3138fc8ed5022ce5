using System.Diagnostics;
using System.Text;

namespace CellCluster.Cli.Tests;

/// <summary>The built program as a process of its own.</summary>
internal sealed class CliProcess : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(2); // only a hang reaches it
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private CliProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    public string Output => Text(_output);

    public string Error => Text(_error);

    public static CliProcess Start(params string[] args) => StartProgram("cellcluster.dll", args);

    /// <summary>Starts a program that was built beside these tests.</summary>
    public static CliProcess StartProgram(string program, params string[] args)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        start.Environment["DOTNET_TieredPGO"] = "0"; // it lives for seconds: code compiled once more for its profile never earns that back
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, program));
        foreach (string arg in args)
        {
            start.ArgumentList.Add(arg);
        }
        return new CliProcess(new Process { StartInfo = start });
    }

    /// <summary>Runs to the end.</summary>
    public static async Task<CliProcess> RunAsync(params string[] args)
    {
        CliProcess process = Start(args);
        await process.EndAsync();
        return process;
    }

    /// <summary>Waits for the end.</summary>
    public async Task<ExitCode> EndAsync()
    {
        using var patience = new CancellationTokenSource(s_patience);
        await _process.WaitForExitAsync(patience.Token);
        return (ExitCode)_process.ExitCode;
    }

    /// <summary>Waits until something has come about; false when the process ended first.</summary>
    public async Task<bool> UntilAsync(Func<bool> isSo)
    {
        using var patience = new CancellationTokenSource(s_patience);
        while (!isSo())
        {
            if (_process.HasExited)
            {
                return isSo();
            }
            await Task.Delay(20, patience.Token);
        }
        return true;
    }

    public void KillAtOnce() => _process.Kill(); // SIGKILL

    /// <summary>Sends a signal by its name, such as INT.</summary>
    public async Task SignalAsync(string name)
    {
        using Process kill = Process.Start("kill", [$"-{name}", $"{_process.Id}"]);
        await kill.WaitForExitAsync();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        lock (text)
        {
            if (line is not null)
            {
                text.Append(line).Append('\n');
            }
        }
    }

    private static string Text(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
