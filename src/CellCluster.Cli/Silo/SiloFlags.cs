using System.CommandLine;
using System.Globalization;
using System.Net;
using CellCluster.Grains;
using CellCluster.Hosting;
using CellCluster.Ledger;

namespace CellCluster.Cli;

/// <summary>The options of <c>cellcluster silo</c>. In a pod, name and address come from POD_NAME and POD_IP.</summary>
internal sealed class SiloFlags
{
    private readonly Option<string?> _name = Flag.Text("--name", "NAME", "The silo's name, unique in the cluster; part of its lanes' names. Default: POD_NAME, else the machine's name.");
    private readonly Option<string?> _roles = Flag.Text("--roles", "LIST", "What it does, of plate, image, inference, analysis, divided by commas; image and inference go together. Required.");
    private readonly Option<string?> _lanes = Flag.Text("--lanes", "LIST", "Devices that work here, one lane each: cpu:0,cpu:1 or cuda:0. Required with the roles image,inference. A device that is not there is an error.");
    private readonly Option<string?> _cluster = Flag.Text("--cluster", "URL", $"PostgreSQL with the ledger: {ClusterAddress.Example}. Password: PGPASSWORD or --cluster-password-file. Default: CELLCLUSTER_CLUSTER.");
    private readonly Option<string?> _passwordFile = Flag.Text("--cluster-password-file", "FILE", "A file whose first line is the password, such as a mounted secret.");
    private readonly Option<string?> _clusterId = Flag.Text("--cluster-id", "ID", "The cluster's id; a database belongs to one cluster. Default: cellcluster.");
    private readonly Option<string?> _membership = Flag.Text("--membership", "URL", $"Membership and reminders in Redis instead of PostgreSQL: {RedisAddress.Form}. Password: REDIS_PASSWORD.");
    private readonly Option<int?> _siloPort = Flag.Whole("--silo-port", "PORT", "For the other silos; 0: a free one. Default: 11111.", 0, 65535);
    private readonly Option<int?> _gatewayPort = Flag.Whole("--gateway-port", "PORT", "For clients; 0: a free one. Default: 30000.", 0, 65535);
    private readonly Option<string?> _advertise = Flag.Text("--advertise", "IP", "The address at which the other silos reach this one. Default: POD_IP, else the machine's first address.");
    private readonly Option<string?> _http = Flag.Text("--http", "[IP:]PORT", "Answers /healthz, /readyz and /scale/KIND there; without an address on 127.0.0.1. Default: nowhere.");
    private readonly Option<string?> _dashboard = Flag.Text("--dashboard", "[IP:]PORT", "Shows the Orleans Dashboard there; it has no login, so without an address on 127.0.0.1. Default: nowhere.");
    private readonly Option<int?> _drain = Flag.Whole("--drain-seconds", "S", "Longest time from SIGTERM to the end; fields in work are finished, or handed back uncounted. Default: 120.", 1, 3600);
    private readonly Option<int?> _slots = Flag.Whole("--slots", "N", "Fields on their way per lane. Never changes a result. Default: 2.", 1, 16);
    private readonly Option<int?> _memory = Flag.Whole("--memory-mb", "N", "Memory that may be used, MB. Default: what the machine or container has.", 1, int.MaxValue);
    private readonly Option<int?> _scaleMax = Flag.Whole("--scale-max", "N", "The most lanes of a kind that /scale/KIND asks for. Default: 8.", 1, 1000);
    private readonly Option<bool> _jsonLog = Flag.Switch("--json-log", "Write the log as one JSON object a line.");
    private readonly Option<bool> _verbose = Flag.Switch("--verbose", "Show the cluster's own log too, and where errors come from.");

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[
            _name, _roles, _lanes, _cluster, _passwordFile, _clusterId, _membership, _siloPort, _gatewayPort, _advertise, _http, _dashboard, _drain, _slots, _memory,
            _scaleMax, ConfigFile.Option, _jsonLog, _verbose])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>How the log is written.</summary>
    public (bool IsJson, bool IsVerbose) Log(ParseResult parsed) => (parsed.GetValue(_jsonLog), parsed.GetValue(_verbose));

    /// <summary>What is wrong, all at once; the faults of single numbers are the parser's.</summary>
    public IReadOnlyList<string> Faults(ParseResult parsed)
    {
        var faults = new List<string>();
        if (Read(parsed, faults) is { } options)
        {
            faults.AddRange(SiloOptionsCheck.Faults(options));
        }
        return faults;
    }

    /// <summary>The options.</summary>
    /// <exception cref="SiloRefusedException">They have faults.</exception>
    public SiloOptions Options(ParseResult parsed)
    {
        var faults = new List<string>();
        SiloOptions? options = Read(parsed, faults);
        if (options is not null)
        {
            faults.AddRange(SiloOptionsCheck.Faults(options));
        }
        return faults.Count == 0 ? options! : throw new SiloRefusedException(faults);
    }

    // Null where the address of the cluster cannot be read: the other faults are found all the same.
    private SiloOptions? Read(ParseResult parsed, List<string> faults)
    {
        int faultsBefore = faults.Count;
        SiloRoles roles = Take(faults, "--roles", parsed.Given(_roles), SiloRolesText.Parse, missing: "expected some of plate, image, inference, analysis");
        if (faults.Count > faultsBefore)
        {
            // What does not contradict the lanes: one mistyped role is one fault.
            roles = string.IsNullOrWhiteSpace(parsed.Given(_lanes)) ? SiloRoles.Plate : SiloRoles.All;
        }
        ClusterAddress? cluster = Take(
            faults, "--cluster", parsed.Given(_cluster) ?? Variable("CELLCLUSTER_CLUSTER"), text => ClusterAddress.Parse(text, parsed.Given(_passwordFile)),
            missing: $"expected the address of PostgreSQL such as {ClusterAddress.Example}; give it, or set CELLCLUSTER_CLUSTER");
        RedisAddress? redis = Take(faults, "--membership", parsed.Given(_membership), text => RedisAddress.Parse(text, Variable("REDIS_PASSWORD")));
        IPAddress? advertised = Take(faults, "--advertise", parsed.Given(_advertise) ?? Variable("POD_IP"), ReadIp);
        IPEndPoint? http = Take(faults, "--http", parsed.Given(_http), ReadEndpoint);
        IPEndPoint? dashboard = Take(faults, "--dashboard", parsed.Given(_dashboard), ReadEndpoint);
        return cluster is null ? null : new SiloOptions
        {
            Name = parsed.Given(_name) ?? Variable("POD_NAME") ?? Environment.MachineName,
            Roles = roles,
            Lanes = [.. (parsed.Given(_lanes) ?? "").Split([',', '|'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)],
            ClusterAddress = cluster,
            ClusterId = parsed.Given(_clusterId) ?? "cellcluster",
            Membership = redis,
            SiloPort = parsed.Given(_siloPort) ?? 11111,
            GatewayPort = parsed.Given(_gatewayPort) ?? 30000,
            AdvertisedIp = advertised,
            HttpAddress = http,
            DashboardAddress = dashboard,
            DrainLimit = TimeSpan.FromSeconds(parsed.Given(_drain) ?? 120),
            SlotsPerLane = parsed.Given(_slots) ?? 2,
            MemoryBytes = parsed.Given(_memory) is { } mb ? (long)mb << 20 : null,
            ScaleMax = parsed.Given(_scaleMax) ?? 8,
        };
    }

    private static T? Take<T>(List<string> faults, string option, string? text, Func<string, T> read, string? missing = null)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            if (missing is not null)
            {
                faults.Add($"{option}: found none, {missing}");
            }
            return default;
        }
        try
        {
            return read(text);
        }
        catch (Exception fault) when (fault is FormatException or FileNotFoundException)
        {
            faults.Add($"{option}: {fault.Message}");
            return default;
        }
    }

    private static IPAddress ReadIp(string text) =>
        IPAddress.TryParse(text, out IPAddress? address) ? address : throw new FormatException($"found '{text}', expected an address such as 10.1.2.3");

    private static IPEndPoint ReadEndpoint(string text) =>
        ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ushort port) ? new IPEndPoint(IPAddress.Loopback, port)
        : IPEndPoint.TryParse(text, out IPEndPoint? endpoint) && text.Contains(':', StringComparison.Ordinal) ? endpoint
        : throw new FormatException($"found '{text}', expected a port such as 8080, or an address and a port such as 0.0.0.0:8080");

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
