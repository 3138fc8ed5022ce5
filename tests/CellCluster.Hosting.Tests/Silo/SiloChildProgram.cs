using System.Net;
using System.Runtime.InteropServices;
using CellCluster.Grains;
using CellCluster.Ledger;
using CellCluster.Pipeline;
using CellCluster.TestKit;
using Microsoft.Extensions.Logging;

namespace CellCluster.Hosting.Tests;

/// <summary>What runs in the process of a <see cref="SiloChild"/>: the silo of the command line with simulated devices and fake predictions.</summary>
/// <remarks>
/// Words are <c>key=value</c>: name, roles, lanes, cluster, cluster-id, membership, silo-port, gateway-port, http, drain-seconds, slots, memory-mb as the
/// options of <c>cellcluster silo</c> (ports default to free ones, the address to 127.0.0.1), and
/// <list type="bullet">
/// <item><c>devices</c>: the devices that this machine is said to have; default: those of <c>lanes</c>;</item>
/// <item><c>hold</c>: a file; while it is there every tile waits, and the first that waits writes the line <c>held</c>;</item>
/// <item><c>fail</c>: a file; while it is there every prediction throws, as of a broken device;</item>
/// <item><c>blind</c>: true: it does not see the model's file;</item>
/// <item><c>advertise-port</c>, <c>quick</c>: see <see cref="SiloChildTuning"/>.</item>
/// </list>
/// Its output: <c>ready silo=… gateway=… http=…</c>, <c>held</c>, <c>refused FAULT: …</c>, <c>left</c>. The log goes to the error stream. Exit codes: 0 left
/// in time, 20 + number of the <see cref="SiloFault"/> else.
/// </remarks>
internal static class SiloChildProgram
{
    public const string Verb = "silo-child";
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMilliseconds(20);

    public static async Task<int> RunAsync(string[] words)
    {
        Dictionary<string, string> given = words.Select(word => word.Split('=', 2)).ToDictionary(word => word[0], word => word[1], StringComparer.Ordinal);
        SiloOptions options = OptionsOf(given);
        using var signal = new CancellationTokenSource();
        using PosixSignalRegistration registration = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            signal.Cancel();
        });
        var run = new SiloRun(options, Predictors(given, options), TimeProvider.System, Log, End);
        try
        {
            bool isInTime = await run.RunAsync(Ready, signal.Token);
            Say("left");
            return isInTime ? 0 : CodeOf(SiloFault.DrainOverran);
        }
        catch (SiloRefusedException refused)
        {
            Say($"refused {refused.Fault}: {refused.Message}");
            return CodeOf(refused.Fault);
        }
    }

    /// <summary>The exit code of a fault.</summary>
    public static int CodeOf(SiloFault fault) => 20 + (int)fault;

    private static SiloOptions OptionsOf(Dictionary<string, string> given) => new()
    {
        Name = given["name"],
        Roles = SiloRolesText.Parse(given.GetValueOrDefault("roles", "plate,image,inference,analysis")),
        Lanes = Words(given.GetValueOrDefault("lanes", "")),
        ClusterAddress = ClusterAddress.Parse(given["cluster"]),
        ClusterId = given.GetValueOrDefault("cluster-id", "test"),
        Membership = given.TryGetValue("membership", out string? redis) ? RedisAddress.Parse(redis) : null,
        SiloPort = Number(given, "silo-port", 0),
        GatewayPort = Number(given, "gateway-port", 0),
        AdvertisedIp = IPAddress.Loopback,
        HttpAddress = given.TryGetValue("http", out string? http) ? IPEndPoint.Parse(http) : null,
        DrainLimit = TimeSpan.FromSeconds(Number(given, "drain-seconds", 30)),
        SlotsPerLane = Number(given, "slots", 2),
        MemoryBytes = given.ContainsKey("memory-mb") ? (long)Number(given, "memory-mb", 0) << 20 : null,
        Tune = silo => SiloChildTuning.Apply(silo, Number(given, "advertise-port", 0), given.ContainsKey("quick")),
    };

    private static IPredictorFactory Predictors(Dictionary<string, string> given, SiloOptions options)
    {
        string[] devices = given.TryGetValue("devices", out string? named) ? Words(named) : [.. options.Lanes];
        string? hold = given.GetValueOrDefault("hold");
        string? fail = given.GetValueOrDefault("fail");
        int held = 0;
        var fake = new FakePredictorFactory(_ => new FakePredictor
        {
            BeforePredict = _ =>
            {
                if (fail is not null && File.Exists(fail))
                {
                    throw new InvalidOperationException("this device is broken");
                }
                while (hold is not null && File.Exists(hold))
                {
                    if (Interlocked.Exchange(ref held, 1) == 0)
                    {
                        Say("held");
                    }
                    Thread.Sleep(s_lookEvery); // on the lane's own thread
                }
            },
        })
        { HasDevice = device => devices.Contains(device, StringComparer.Ordinal) };
        return given.ContainsKey("blind") ? new BlindPredictorFactory(fake) : fake;
    }

    private static void Ready(ClusterSilo silo)
    {
        SiloOptions options = silo.Options;
        string http = options.HttpAddress is { } address ? $" http={address}" : "";
        Say($"ready silo={options.AdvertisedIp}:{options.SiloPort} gateway={options.AdvertisedIp}:{options.GatewayPort}{http}");
    }

    private static void End(SiloRefusedException reason)
    {
        Say($"refused {reason.Fault}: {reason.Message}");
        Environment.Exit(CodeOf(reason.Fault));
    }

    private static void Say(string line)
    {
        Console.Out.WriteLine(line);
        Console.Out.Flush();
    }

    private static void Log(ILoggingBuilder builder) => builder.AddProvider(new ErrorStreamLog()).AddFilter("", LogLevel.Warning).AddFilter("CellCluster", LogLevel.Information);

    private static string[] Words(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries);

    private static int Number(Dictionary<string, string> given, string key, int otherwise) => given.TryGetValue(key, out string? text) ? int.Parse(text) : otherwise;

    private sealed class ErrorStreamLog : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Console.Error.WriteLine($"{logLevel}: {formatter(state, exception)}{(exception is null ? "" : $": {exception}")}");

        public void Dispose()
        {
        }
    }
}
