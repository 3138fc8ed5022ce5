using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace CellCluster.TestKit;

/// <summary>A server program that a test owns: ready when it says so in its log, ended by a signal to its own process id.</summary>
internal sealed class ServerProcess : IDisposable
{
    private const int KeptLines = 200;
    private readonly Process _process;
    private readonly Queue<string> _log = new();
    private readonly TaskCompletionSource<bool> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>Its last lines, for the message of a failed test.</summary>
    public string Log
    {
        get
        {
            lock (_log)
            {
                return string.Join('\n', _log);
            }
        }
    }

    /// <summary>Starts a program; returns when a line of its output holds <paramref name="readyLine"/>.</summary>
    /// <exception cref="InvalidOperationException">It ended before; its last lines are in the message.</exception>
    public static async Task<ServerProcess> StartAsync(string readyLine, string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/" };
        var server = new ServerProcess(Process.Start(start)!);
        server._process.OutputDataReceived += (_, line) => server.Take(line.Data, readyLine);
        server._process.ErrorDataReceived += (_, line) => server.Take(line.Data, readyLine);
        server._process.EnableRaisingEvents = true;
        server._process.Exited += (_, _) => server._ready.TrySetResult(false);
        server._process.BeginOutputReadLine();
        server._process.BeginErrorReadLine();
        if (server._process.HasExited)
        {
            server._ready.TrySetResult(false);
        }
        if (!await server._ready.Task)
        {
            await server._process.WaitForExitAsync();
            string log = server.Log;
            server.Dispose();
            throw new InvalidOperationException($"{program} ended before it was ready: {log}");
        }
        return server;
    }

    /// <summary>A port on which nobody listens now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Sends a signal, such as <c>QUIT</c>, and waits for the end.</summary>
    public async Task EndAsync(string signal)
    {
        if (!_process.HasExited)
        {
            using Process kill = Process.Start("/bin/kill", ["-s", signal, Id.ToString()]);
            await kill.WaitForExitAsync();
        }
        await _process.WaitForExitAsync();
    }

    /// <summary>Kills it, if it runs.</summary>
    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
            _process.WaitForExit();
        }
        _process.Dispose();
    }

    private void Take(string? line, string readyLine)
    {
        if (line is null)
        {
            return;
        }
        lock (_log)
        {
            _log.Enqueue(line);
            if (_log.Count > KeptLines)
            {
                _log.Dequeue();
            }
        }
        if (line.Contains(readyLine, StringComparison.Ordinal))
        {
            _ready.TrySetResult(true);
        }
    }
}
