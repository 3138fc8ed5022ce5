using System.CommandLine;

namespace CellCluster.Cli;

/// <summary><c>cellcluster silo</c>: one member of a cluster, until a signal ends it.</summary>
internal static class SiloVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(CliServices services)
    {
        var flags = new SiloFlags();
        var command = new CheckedCommand(flags, "silo", "Run one silo of a cluster: joins, works, and on SIGTERM finishes or hands back its fields and leaves.");
        flags.AddTo(command);
        CommandTree.WithExamples(command,
        [
            "cellcluster migrate --cluster postgres://cellcluster@db/cellcluster               # once, before the first silo",
            "cellcluster silo --roles plate,image,inference,analysis --lanes cpu:0,cpu:1 --cluster postgres://cellcluster@db/cellcluster",
            "cellcluster silo --name gpu-a --roles image,inference --lanes cuda:0 --http 0.0.0.0:8080 --cluster postgres://cellcluster@db/cellcluster",
            "cellcluster silo --name plates-1 --roles plate,analysis --dashboard 8081 --cluster postgres://cellcluster@db/cellcluster --membership redis://cache:6379",
        ]);
        command.SetAction((parsed, _) => RunAsync(flags, parsed, services));
        return command;
    }

    private static async Task<int> RunAsync(SiloFlags flags, ParseResult parsed, CliServices services)
    {
        if (flags.Faults(parsed) is { Count: > 0 } faults)
        {
            foreach (string fault in faults)
            {
                await services.Terminal.Error.WriteLineAsync($"error: {fault}");
            }
            return (int)ExitCode.BadUsage;
        }
        (bool isJson, bool isVerbose) = flags.Log(parsed);
        return (int)await new SiloJob(services, isJson, isVerbose).RunAsync(flags.Options(parsed));
    }

    private sealed class CheckedCommand(SiloFlags flags, string name, string description) : Command(name, description), IChecksOptions
    {
        public IReadOnlyList<string> Faults(ParseResult parsed) => flags.Faults(parsed);
    }
}
