using System.CommandLine;
using CellCluster.Plates.Simulation;

namespace CellCluster.Cli;

/// <summary><c>cellcluster simulate</c>: writes a plate whose cells, stains and labels are known.</summary>
internal static class SimulateVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(CliServices services)
    {
        var flags = new SimulateFlags();
        var command = new Command("simulate", "Write a simulated plate in ImageXpress naming, with the true stains and labels beside it.");
        flags.AddTo(command);
        CommandTree.WithExamples(command,
        [
            "cellcluster simulate plate",
            "cellcluster simulate plate --wells B02-D05 --fields-per-well 4 --size 1080 --seed 7",
            "cellcluster simulate plate --modality brightfield --defocus 3 --damage missing,truncated,blank",
        ]);
        command.SetAction((parsed, cancellation) => Task.Run(() => (int)Run(flags, parsed, services, cancellation), CancellationToken.None));
        return command;
    }

    private static ExitCode Run(SimulateFlags flags, ParseResult parsed, CliServices services, CancellationToken cancellation)
    {
        string folder = Path.GetFullPath(parsed.GetValue(flags.Folder)!);
        SimulationOptions options = flags.Options(parsed);
        Write(options, folder, services, cancellation);
        services.Terminal.Output.WriteLine($"plate  {folder}");
        if (options.WriteTruth)
        {
            services.Terminal.Output.WriteLine($"truth  {Path.Combine(folder, "truth")}");
            services.Terminal.Output.WriteLine($"pairs  {Path.Combine(folder, "pairs.csv")} (for cellcluster train)");
        }
        return ExitCode.Complete;
    }

    /// <summary>Simulates with as many workers as there are cores, and shows progress.</summary>
    public static void Write(SimulationOptions options, string folder, CliServices services, CancellationToken cancellation)
    {
        var progress = new SimulationView(services.Terminal, services.Time);
        PlateSimulator.Write(options, folder, Environment.ProcessorCount, progress, cancellation);
        progress.End();
    }
}
