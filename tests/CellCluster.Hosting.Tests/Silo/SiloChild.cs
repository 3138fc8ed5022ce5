using System.Diagnostics;
using System.Net;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace CellCluster.Hosting.Tests;

/// <summary>A silo in a process of its own, with simulated devices and fake predictions; see <see cref="SiloChildProgram"/> for its words.</summary>
internal sealed partial class SiloChild : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _log = Channel.CreateUnbounded<string>();
    private readonly List<string> _output = [];

    private SiloChild(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Take(line.Data, isOutput: true);
        process.ErrorDataReceived += (_, line) => Take(line.Data, isOutput: false);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>Where the other silos, clients and HTTP clients find it.</summary>
    public IPEndPoint Silo { get; private set; } = new(0, 0);

    public IPEndPoint Gateway { get; private set; } = new(0, 0);

    public IPEndPoint? Http { get; private set; }

    /// <summary>Its process.</summary>
    public int Id => _process.Id;

    /// <summary>All lines so far: its output and its log.</summary>
    public string Output
    {
        get
        {
            lock (_output)
            {
                return string.Join('\n', _output);
            }
        }
    }

    /// <summary>Starts one and waits until it has joined.</summary>
    /// <param name="words"><c>name=a</c>, <c>roles=plate</c>, …</param>
    public static async Task<SiloChild> StartAsync(params string[] words)
    {
        SiloChild child = Start(words);
        await child.JoinedAsync();
        return child;
    }

    /// <summary>Waits until it has joined.</summary>
    public async Task JoinedAsync()
    {
        string ready = await LineAsync("ready ");
        foreach (string[] part in ready.Split(' ').Skip(1).Select(part => part.Split('=', 2)))
        {
            IPEndPoint address = IPEndPoint.Parse(part[1]);
            switch (part[0])
            {
                case "silo":
                    Silo = address;
                    break;
                case "gateway":
                    Gateway = address;
                    break;
                case "http":
                    Http = address;
                    break;
            }
        }
    }

    /// <summary>Starts one and waits for nothing.</summary>
    public static SiloChild Start(params string[] words)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet")
        {
            start.ArgumentList.Add(typeof(SiloChild).Assembly.Location);
        }
        foreach (string argument in (string[])[SiloChildProgram.Verb, .. words])
        {
            start.ArgumentList.Add(argument);
        }
        return new SiloChild(Process.Start(start)!);
    }

    /// <summary>Waits for a line of its output that begins so.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    public Task<string> LineAsync(string beginning) => FindAsync(_lines, line => line.StartsWith(beginning, StringComparison.Ordinal), beginning);

    /// <summary>Waits for a line of its log that holds the words.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    public Task<string> LogLineAsync(string words) => FindAsync(_log, line => line.Contains(words, StringComparison.Ordinal), words);

    /// <summary>Sends SIGTERM and waits for the end.</summary>
    /// <returns>Its exit code.</returns>
    public Task<int> TerminateAsync()
    {
        Terminate();
        return ExitAsync();
    }

    /// <summary>Sends SIGTERM.</summary>
    public void Terminate() => Assert.Equal(0, SendSignal(_process.Id, 15));

    /// <summary>Sends SIGSTOP: it stands still, with every connection open.</summary>
    public void Stop() => Assert.Equal(0, SendSignal(_process.Id, 19));

    /// <summary>Sends SIGCONT.</summary>
    public void Continue() => Assert.Equal(0, SendSignal(_process.Id, 18));

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitAsync();
    }

    /// <summary>Waits for the end.</summary>
    /// <returns>Its exit code; 137 when it was killed.</returns>
    public async Task<int> ExitAsync()
    {
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }
        await _process.WaitForExitAsync(CancellationToken.None);
        _process.Dispose();
    }

    private void Take(string? line, bool isOutput)
    {
        Channel<string> stream = isOutput ? _lines : _log;
        if (line is null)
        {
            stream.Writer.TryComplete();
            return;
        }
        lock (_output)
        {
            _output.Add(line);
        }
        stream.Writer.TryWrite(line);
    }

    private async Task<string> FindAsync(Channel<string> stream, Func<string, bool> isIt, string what)
    {
        await foreach (string line in stream.Reader.ReadAllAsync(TestContext.Current.CancellationToken))
        {
            if (isIt(line))
            {
                return line;
            }
        }
        throw new InvalidOperationException($"the silo ended before it wrote '{what}': {Output}");
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
