using System.CommandLine;
using System.Globalization;
using CellCluster.Analysis;
using CellCluster.Pipeline;
using Spectre.Console;

namespace CellCluster.Cli;

/// <summary><c>cellcluster models</c>: lists the models that can be named, with what their cards say.</summary>
internal static class ModelsVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(CliServices services)
    {
        var command = new Command("models", "List the models that can be named, with what they expect and predict.");
        CommandTree.WithExamples(command, ["cellcluster models"]);
        command.SetAction(_ => (int)Run(services));
        return command;
    }

    private static ExitCode Run(CliServices services)
    {
        var models = new ModelCatalogue(services.ModelFolders, services.Predictors.ReadCard);
        if (models.Files.Count == 0)
        {
            services.Terminal.Output.WriteLine($"No models: there is no .safetensors file in {string.Join(" or ", services.ModelFolders)}.");
            return ExitCode.Complete;
        }
        Table table = new Table().Border(TableBorder.Rounded).AddColumns("model", "version", "light", "predicts", "pixel size", "training data", "licence", "validation");
        var damaged = new List<string>();
        foreach ((string name, string file) in models.Files)
        {
            try
            {
                table.AddRow([.. Row(name, services.Predictors.ReadCard(file)).Select(Markup.Escape)]);
            }
            catch (ModelFileException fault)
            {
                damaged.Add(fault.Message); // the others are listed all the same
            }
        }
        services.Terminal.Tables().Write(table);
        foreach (string message in damaged)
        {
            services.Terminal.Error.WriteLine($"error: {message}");
        }
        return damaged.Count > 0 ? ExitCode.ModelUnusable : ExitCode.Complete;
    }

    private static string[] Row(string name, ModelCard card) =>
    [
        name, card.Version, card.Modality,
        string.Join(", ", card.Outputs.Select(output => output.Organelle.ToText())),
        card.PixelSizeUm is { } size ? string.Create(CultureInfo.InvariantCulture, $"{size:0.###} um") : "mixture",
        card.Training?.Data ?? "not stated",
        card.Training?.Licence ?? "not stated",
        string.Join(", ", card.Metrics.Select(metric => string.Create(CultureInfo.InvariantCulture, $"{metric.Key} {metric.Value:0.###}"))),
    ];
}
