using System.CommandLine;
using System.Globalization;
using System.Text.RegularExpressions;
using CellCluster.Cli;
using CellCluster.Learning;
using k8s.Models;

namespace CellCluster.Deployment.Tests;

/// <summary>The arguments of every container of ours are those that the program takes: parsed by its own command line.</summary>
internal static partial class CommandLines
{
    private static readonly Lazy<RootCommand> Program = new(() => CommandTree.Create(new CliServices(
        new TorchPredictorFactory(), TimeProvider.System, new Terminal(TextWriter.Null, TextWriter.Null, isInteractive: false), new Interruption(), [])));

    public static IEnumerable<string> Violations(Manifests manifests)
    {
        foreach (Workload workload in manifests.Workloads())
        {
            foreach (V1Container container in workload.Containers.Where(container => container.Name == "cellcluster"))
            {
                string where = $"{workload}, container {container.Name}";
                HashSet<string> known = [.. (container.Env ?? []).Select(variable => variable.Name)];
                foreach (string variable in Variables(container.Args ?? []).Where(variable => !known.Contains(variable)))
                {
                    yield return $"{where}: $({variable}) is no variable of its environment";
                }
                foreach (string fault in Faults(container.Args ?? []))
                {
                    yield return $"{where}: {fault}";
                }
            }
        }
    }

    /// <summary>What the program says about arguments in which Kubernetes' variables stand; empty when it takes them.</summary>
    public static IEnumerable<string> Faults(IEnumerable<string> arguments)
    {
        ParseResult parsed = Program.Value.Parse([.. arguments.Select(Fill)]);
        IEnumerable<string> errors = parsed.Errors.Select(error => error.Message);
        return parsed.Errors.Count == 0 && parsed.CommandResult.Command is IChecksOptions verb ? verb.Faults(parsed) : errors;
    }

    /// <summary>The value of an option written as <c>--name=value</c>; null when it is not given.</summary>
    public static string? Value(V1Container container, string option) =>
        container.Args?.FirstOrDefault(argument => argument.StartsWith(option + "=", StringComparison.Ordinal))?[(option.Length + 1)..];

    /// <summary>The value of an option, as a whole number; null when it is not given.</summary>
    public static long? Number(V1Container container, string option) =>
        Value(container, option) is { } text ? long.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture) : null;

    // What a pod would put there.
    private static string Fill(string argument) => Variable().Replace(argument, match => match.Groups[1].Value switch
    {
        "CELLCLUSTER_CLUSTER" => "postgres://cellcluster@db.example.org:5432/cellcluster",
        "POD_IP" => "10.244.1.7",
        _ => "name",
    }).Replace("/etc/cellcluster/database/password", PasswordFile.Value, StringComparison.Ordinal)
        .Replace("/run/secrets/database-password", PasswordFile.Value, StringComparison.Ordinal);

    private static readonly Lazy<string> PasswordFile = new(() =>
    {
        string path = Path.Combine(AppContext.BaseDirectory, "password-of-no-database");
        File.WriteAllText(path, "none\n");
        return path;
    });

    private static IEnumerable<string> Variables(IEnumerable<string> arguments) =>
        arguments.SelectMany(argument => Variable().Matches(argument)).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"\$\(([A-Za-z_][A-Za-z0-9_]*)\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Variable();
}
