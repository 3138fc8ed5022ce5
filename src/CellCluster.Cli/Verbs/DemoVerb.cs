using System.CommandLine;
using CellCluster.Hosting;
using CellCluster.Pipeline;
using CellCluster.Plates;
using CellCluster.Plates.Simulation;

namespace CellCluster.Cli;

/// <summary><c>cellcluster demo</c>: simulates a small plate, labels it with a shipped model, compares with the truth.</summary>
internal static class DemoVerb
{
    private const string PlateId = "DEMO";
    private const string Model = "demo-dic";

    // Six wells of two fields: a clone per row, three doses; a minute or so on two cores.
    private static readonly SimulationOptions s_plate = new() { PlateId = PlateId, Seed = 2026, Rows = 2, Columns = 3, FieldsPerWell = 2, HeightPx = 512, WidthPx = 512 };

    /// <summary>The verb.</summary>
    public static Command Create(CliServices services)
    {
        var folder = new Option<string>("--out") { HelpName = "DIR", Description = "Folder for plate and results. Default: cellcluster-demo.", DefaultValueFactory = _ => "cellcluster-demo" };
        var force = Flag.Switch("--force", "Label the plate anew.");
        var output = new OutputFlags();
        var command = new Command("demo", "Simulate a small plate, label it with a shipped model and compare with the truth.") { folder, force };
        output.AddTo(command);
        CommandTree.WithExamples(command, ["cellcluster demo", "cellcluster demo --out my-demo"]);
        command.SetAction((parsed, cancellation) =>
            RunAsync(Path.GetFullPath(parsed.GetValue(folder)!), parsed.GetValue(force), output.Of(parsed), services, cancellation));
        return command;
    }

    private static async Task<int> RunAsync(string folder, bool force, OutputStyle style, CliServices services, CancellationToken cancellation)
    {
        var job = new LabelJob(services, style, CommandText.Of(services.Words));
        string plate = Path.Combine(folder, "plate");
        return (int)await job.ReportAsync(async () =>
        {
            string model = new ModelCatalogue(services.ModelFolders, services.Predictors.ReadCard).Find(Model);
            await Task.Run(() => Simulate(plate, style, services, cancellation), CancellationToken.None);
            var options = new LabelOptions
            {
                Plate = plate,
                Out = Path.Combine(folder, "results"),
                Model = model,
                Layout = new LayoutOptions { PlateId = PlateId },
            };
            LabelReport report = await job.LabelAsync(new LabelRequest(options, new RunResources(), force));
            if (style.HasTables && report.Files is { } files)
            {
                DemoTable.Write(services.Terminal, DemoTable.Compare(plate, files.WellMetrics));
                services.Terminal.Output.WriteLine($"Open {files.Report} in a browser.");
            }
            return report;
        });
    }

    // Under another name until it is whole: a folder of that name is a complete plate.
    private static void Simulate(string plate, OutputStyle style, CliServices services, CancellationToken cancellation)
    {
        if (Directory.Exists(plate))
        {
            if (style.HasTables)
            {
                services.Terminal.Error.WriteLine($"The simulated plate is there already: {plate}");
            }
            return;
        }
        string unfinished = plate + ".unfinished";
        if (Directory.Exists(unfinished))
        {
            Directory.Delete(unfinished, recursive: true);
        }
        SimulateVerb.Write(s_plate, unfinished, services, cancellation);
        Directory.Move(unfinished, plate);
    }
}
