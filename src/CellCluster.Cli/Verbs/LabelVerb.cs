using System.CommandLine;

namespace CellCluster.Cli;

/// <summary><c>cellcluster label</c>: labels one plate, or goes on where an earlier run stopped.</summary>
internal static class LabelVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(CliServices services)
    {
        var flags = new LabelFlags();
        var command = new Command("label", "Label one plate: predicted fluorescence, label images, counts and intensities, a report.");
        flags.AddTo(command);
        CommandTree.WithExamples(command,
        [
            "cellcluster label /data/P042 --out /data/P042-labels --model nuclei-brightfield",
            "cellcluster label /data/P042 --out /data/P042-labels --dry-run           # plan, time, space; writes nothing",
            "cellcluster label images --out labels --pattern '{well}_f{field}.tif' --modality dic --pixel-size 0.65",
            "cellcluster label images --out labels --config facility.json --lanes 4",
        ]);
        command.SetAction((parsed, _) => RunAsync(flags, parsed, services));
        return command;
    }

    private static async Task<int> RunAsync(LabelFlags flags, ParseResult parsed, CliServices services)
    {
        var models = new ModelCatalogue(services.ModelFolders, services.Predictors.ReadCard);
        var job = new LabelJob(services, flags.Output.Of(parsed), CommandText.Of(services.Words));
        return (int)await job.ReportAsync(async () =>
        {
            var request = new LabelRequest(flags.Options(parsed, models), flags.Resources(parsed), flags.Redo(parsed));
            return flags.IsDryRun(parsed) ? await job.PreviewAsync(request) : await job.LabelAsync(request);
        });
    }
}
