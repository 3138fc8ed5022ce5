namespace CellCluster.TestKit;

/// <summary>A real Redis on a free port of its own, in memory only, gone at the end.</summary>
public sealed class RedisServer : IAsyncDisposable
{
    private const string Program = "/usr/bin/redis-server";
    private const string Ready = "eady to accept connections"; // "Ready" or "The server is now ready", by version
    private static readonly Lazy<string?> s_absent = new(() => DebianPackage.Ensure("redis-server", Program));
    private static readonly Lazy<Task<RedisServer>> s_shared = new(StartSharedAsync);
    private readonly ServerFolder _folder = ServerFolder.Create("redis");
    private ServerProcess? _process;

    private RedisServer()
    {
    }

    /// <summary>What a skipped test says; null when there is a Redis to start.</summary>
    public static string? Absent => s_absent.Value;

    /// <summary>On 127.0.0.1; stays the same over restarts.</summary>
    public int Port { get; private set; }

    /// <summary><c>redis://127.0.0.1:port</c>.</summary>
    public string Address => $"redis://127.0.0.1:{Port}";

    /// <summary>The one server of this test process, ended with it. Check <see cref="Absent"/> first.</summary>
    public static Task<RedisServer> SharedAsync() => s_shared.Value;

    /// <summary>Starts a server of its own.</summary>
    public static async Task<RedisServer> StartAsync()
    {
        var server = new RedisServer { Port = ServerProcess.FreePort() };
        try
        {
            await server.RestartAsync();
            return server;
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again after a stop, on the same port, empty.</summary>
    public async Task RestartAsync()
    {
        _process?.Dispose();
        _process = null;
        _process = await ServerProcess.StartAsync(Ready, Program,
            ["--port", Port.ToString(), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", _folder.Data, "--daemonize", "no", "--logfile", ""]);
        _folder.Note(_process.Id);
    }

    /// <summary>Kills it; what it held is gone.</summary>
    public Task StopImmediatelyAsync() => _process!.EndAsync("KILL");

    /// <summary>Kills the server and deletes its folder.</summary>
    public ValueTask DisposeAsync()
    {
        _process?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<RedisServer> StartSharedAsync()
    {
        RedisServer server = await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().Wait();
        return server;
    }
}
