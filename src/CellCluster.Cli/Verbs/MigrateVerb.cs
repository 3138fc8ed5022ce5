using System.CommandLine;
using CellCluster.Ledger;
using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary><c>cellcluster migrate</c>: makes the tables of a cluster's database, or brings them to this program's version. Run as the owner of the database; silos then need fewer rights.</summary>
internal static class MigrateVerb
{
    private const string Variable = "CELLCLUSTER_CLUSTER";

    /// <summary>The verb.</summary>
    public static Command Create(CliServices services)
    {
        Option<string?> cluster = Flag.Text("--cluster", "URL", $"The database: {ClusterAddress.Example}; its schema is made when it is not there. Password: PGPASSWORD or --cluster-password-file. Default: {Variable}.");
        Option<string?> passwordFile = Flag.Text("--cluster-password-file", "FILE", "A file whose first line is the password, such as a mounted secret.");
        Option<bool> print = Flag.Switch("--print", "Write the whole script for an empty schema to standard output and change nothing; needs no database.");
        var command = new Command("migrate", "Make the tables of a cluster in PostgreSQL, or bring them up to date. Safe to repeat, also from several places at once.") { cluster, passwordFile, print };
        CommandTree.WithExamples(command,
        [
            "cellcluster migrate --cluster postgres://owner@db.example.org/cellcluster",
            "cellcluster migrate --cluster postgres://owner@db.example.org/cellcluster?schema=lab2 --cluster-password-file /run/secrets/db",
            "cellcluster migrate --print > cellcluster.sql",
        ]);
        command.SetAction(async (parsed, cancellation) =>
        {
            string? address = parsed.GetValue(cluster) ?? (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } value ? value : null);
            return (int)(parsed.GetValue(print)
                ? Print(address, services)
                : await MigrateAsync(Address(address, parsed.GetValue(passwordFile)), services, cancellation));
        });
        return command;
    }

    private static ExitCode Print(string? address, CliServices services)
    {
        string schema = address is null ? ClusterAddress.DefaultSchema : Address(address, passwordFile: null).Schema;
        services.Terminal.Output.Write(ClusterDatabase.Script(schema));
        return ExitCode.Complete;
    }

    private static async Task<ExitCode> MigrateAsync(ClusterAddress address, CliServices services, CancellationToken cancellation)
    {
        try
        {
            int found = await ClusterDatabase.MigrateAsync(address, services.Time, cancellation);
            string was = found == 0 ? "new" : found == ClusterDatabase.Version ? "it was so already" : $"it was {found}";
            await services.Terminal.Output.WriteLineAsync($"{address.Redacted}: tables of version {ClusterDatabase.Version} ({was})");
            return ExitCode.Complete;
        }
        catch (LedgerUnavailableException fault)
        {
            throw new CliException(ExitCode.DatabaseUnusable, fault.Message);
        }
    }

    private static ClusterAddress Address(string? text, string? passwordFile)
    {
        try
        {
            return ClusterAddress.Parse(
                text ?? throw new FormatException($"found none, expected the address of the cluster's PostgreSQL such as {ClusterAddress.Example}; give it, or set {Variable}"), passwordFile);
        }
        catch (Exception fault) when (fault is FormatException or FileNotFoundException)
        {
            throw new CliException(ExitCode.BadUsage, $"--cluster: {fault.Message}");
        }
    }
}
