using System.Diagnostics;

namespace CellCluster.TestKit;

/// <summary>A real PostgreSQL with a data folder and a free port of its own, fsync on, gone at the end. As root it runs as the user postgres, because PostgreSQL refuses root.</summary>
public sealed class PostgresServer : IAsyncDisposable
{
    private const string Package = "postgresql-15";
    private const string Binaries = "/usr/lib/postgresql";
    private const string Ready = "ready to accept connections";
    private const int StartTries = 3;
    private static readonly Lazy<string?> s_absent = new(() => FindBinaries() is null ? DebianPackage.Ensure(Package, $"{Binaries}/15/bin/postgres") : null);
    private static readonly Lazy<Task<PostgresServer>> s_shared = new(StartSharedAsync);
    private readonly ServerFolder _folder;
    private readonly string _binaries;
    private ServerProcess? _process;
    private int _databases;

    private PostgresServer(ServerFolder folder, string binaries) => (_folder, _binaries) = (folder, binaries);

    /// <summary>What a skipped test says; null when there is a PostgreSQL to start.</summary>
    public static string? Absent => s_absent.Value;

    /// <summary>The superuser, who owns every database.</summary>
    public const string User = "postgres";

    /// <summary>The superuser's password.</summary>
    public const string Password = "only-for-tests";

    /// <summary>On 127.0.0.1; stays the same over restarts.</summary>
    public int Port { get; private set; }

    /// <summary>Its first process, the parent of all others; new after a restart.</summary>
    public int ProcessId => _process!.Id;

    /// <summary>Its last lines, for messages.</summary>
    public string Log => _process?.Log ?? "";

    /// <summary>The one server of this test process, started at first use and ended with the process. Check <see cref="Absent"/> first.</summary>
    /// <remarks>Tests that stop or restart a server take one of their own.</remarks>
    public static Task<PostgresServer> SharedAsync() => s_shared.Value;

    /// <summary>Starts a server of its own.</summary>
    /// <exception cref="InvalidOperationException">There is no PostgreSQL (<see cref="Absent"/>), or it does not start.</exception>
    public static async Task<PostgresServer> StartAsync()
    {
        string binaries = FindBinaries() ?? throw new InvalidOperationException(Absent);
        var server = new PostgresServer(ServerFolder.Create("postgres"), binaries);
        try
        {
            await server.InitialiseAsync();
            for (int tries = 1; ; tries++)
            {
                server.Port = ServerProcess.FreePort();
                try
                {
                    await server.RestartAsync();
                    return server;
                }
                catch (InvalidOperationException) when (tries < StartTries)
                {
                    // Somebody else took the port between the look and the start.
                }
            }
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts it again after a stop, on the same port with the same data.</summary>
    public async Task RestartAsync()
    {
        List<string> command = [$"{_binaries}/postgres", "-D", _folder.Data, "-p", Port.ToString()];
        foreach (string setting in (string[])["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=300", "shared_buffers=64MB", "logging_collector=off", "log_destination=stderr"])
        {
            command.AddRange(["-c", setting]);
        }
        (string program, IReadOnlyList<string> arguments) = AsServerUser(command);
        _process?.Dispose();
        _process = null;
        _process = await ServerProcess.StartAsync(Ready, program, arguments);
        _folder.Note(_process.Id);
    }

    /// <summary>Stops it at once, as a crash would (<c>-m immediate</c>): what was committed is recovered at the next start.</summary>
    public Task StopImmediatelyAsync() => _process!.EndAsync("QUIT");

    /// <summary>Stops it in order: open transactions are rolled back, connections closed (<c>-m fast</c>).</summary>
    public Task StopAsync() => _process!.EndAsync("INT");

    /// <summary>Makes a new empty database and returns its address, <c>postgres://…</c> with the superuser's password.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        string name = $"test_{Interlocked.Increment(ref _databases)}";
        await RunSqlAsync($"CREATE DATABASE {name}");
        return Address(name);
    }

    /// <summary>The address of a database with the superuser's password.</summary>
    public string Address(string database) => $"postgres://{User}:{Password}@127.0.0.1:{Port}/{database}";

    /// <summary>Runs statements as superuser; returns the rows, columns separated by '|'.</summary>
    /// <exception cref="InvalidOperationException">The server refused them; its words are in the message.</exception>
    public Task<string> RunSqlAsync(string sql, string database = "postgres") =>
        RunAsync([$"{_binaries}/psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-h", "127.0.0.1", "-p", Port.ToString(), "-U", User, "-d", database, "-c", sql], Password);

    /// <summary>Kills the server and deletes its data.</summary>
    public ValueTask DisposeAsync()
    {
        _process?.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<PostgresServer> StartSharedAsync()
    {
        PostgresServer server = await StartAsync();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.DisposeAsync().AsTask().Wait();
        return server;
    }

    private static string? FindBinaries() => !Directory.Exists(Binaries) ? null : Directory.GetDirectories(Binaries)
        .Where(folder => int.TryParse(Path.GetFileName(folder), out _) && File.Exists($"{folder}/bin/initdb"))
        .OrderByDescending(folder => int.Parse(Path.GetFileName(folder)))
        .Select(folder => $"{folder}/bin")
        .FirstOrDefault();

    private async Task InitialiseAsync()
    {
        string password = Path.Combine(_folder.Data, "..", "password");
        await File.WriteAllTextAsync(password, Password);
        if (Environment.UserName == "root")
        {
            await RunAsync(["/bin/chown", "-R", User, _folder.Data, password], null);
        }
        (string program, IReadOnlyList<string> arguments) = AsServerUser(
            [$"{_binaries}/initdb", "-D", _folder.Data, "-U", User, "-A", "scram-sha-256", "--pwfile", password, "--locale=C", "--encoding=UTF8", "--no-sync"]);
        await RunAsync([program, .. arguments], null);
    }

    private static (string Program, IReadOnlyList<string> Arguments) AsServerUser(List<string> command) => Environment.UserName == "root"
        ? ("/usr/bin/setpriv", ["--reuid", User, "--regid", User, "--init-groups", .. command]) // becomes the server: its process id is the server's
        : (command[0], command[1..]);

    private static async Task<string> RunAsync(IReadOnlyList<string> command, string? password)
    {
        var start = new ProcessStartInfo(command[0], command.Skip(1)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = "/" };
        start.Environment["PGPASSWORD"] = password;
        using Process process = Process.Start(start)!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0 ? output.TrimEnd() : throw new InvalidOperationException($"{Path.GetFileName(command[0])} ended with {process.ExitCode}: {await errors}{output}");
    }
}
