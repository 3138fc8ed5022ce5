using System.CommandLine;
using CellCluster.Hosting;
using CellCluster.Ledger;
using Microsoft.Extensions.Logging;

namespace CellCluster.Cli;

/// <summary>The options that name a cluster, the same for every verb that asks one.</summary>
internal sealed class ClusterFlags
{
    private const string Variable = "CELLCLUSTER_CLUSTER";

    private readonly Option<string?> _cluster = Flag.Text("--cluster", "URL", $"The cluster's PostgreSQL: {ClusterAddress.Example}. Password: PGPASSWORD or --cluster-password-file. Default: {Variable}.");
    private readonly Option<string?> _passwordFile = Flag.Text("--cluster-password-file", "FILE", "A file whose first line is the password, such as a mounted secret.");
    private readonly Option<string?> _clusterId = Flag.Text("--cluster-id", "ID", "The cluster's id, where a mix-up must not pass. Default: that of the database.");
    private readonly Option<string?> _membership = Flag.Text("--membership", "URL", $"Where the silos have their membership in Redis: {RedisAddress.Form}. Password: REDIS_PASSWORD.");
    private readonly Option<int?> _connect = Flag.Whole("--connect-seconds", "S", "How long to try to reach a silo. Default: 15.", 1, 3600);

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_cluster, _passwordFile, _clusterId, _membership, _connect])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Whether the command line itself names one.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetResult(_cluster) is { Implicit: false };

    /// <summary>Whether the command line or the environment names one.</summary>
    public bool IsKnown(ParseResult parsed) => Address(parsed) is not null;

    /// <summary>The cluster.</summary>
    /// <exception cref="CliException">None is named, or what names it is not understood.</exception>
    public ClusterClientOptions Options(ParseResult parsed, Action<ILoggingBuilder>? logging)
    {
        string address = Address(parsed)
            ?? throw new CliException(ExitCode.BadUsage, $"--cluster: found none, expected the address of the cluster's PostgreSQL such as {ClusterAddress.Example}; give it, or set {Variable}");
        string? redis = parsed.GetValue(_membership);
        return new ClusterClientOptions
        {
            ClusterAddress = Read("--cluster", () => ClusterAddress.Parse(address, parsed.GetValue(_passwordFile))),
            ClusterId = parsed.GetValue(_clusterId),
            Membership = redis is null ? null : Read("--membership", () => RedisAddress.Parse(redis, Environment.GetEnvironmentVariable("REDIS_PASSWORD"))),
            ConnectLimit = TimeSpan.FromSeconds(parsed.GetValue(_connect) ?? 15),
            Logging = logging,
        };
    }

    private string? Address(ParseResult parsed) =>
        parsed.GetValue(_cluster) ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? value : null);

    private static T Read<T>(string option, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception fault) when (fault is FormatException or FileNotFoundException)
        {
            throw new CliException(ExitCode.BadUsage, $"{option}: {fault.Message}");
        }
    }
}
