using System.CommandLine;

namespace CellCluster.Cli;

/// <summary><c>cellcluster segment</c>: finds and measures objects in existing fluorescence images, without a model.</summary>
internal static class SegmentVerb
{
    /// <summary>The verb.</summary>
    public static Command Create(CliServices services)
    {
        var flags = new SegmentFlags();
        var command = new CheckedCommand(flags, "segment", "Segment existing fluorescence images, without a model: label images, a table of objects, a table of images.");
        flags.AddTo(command);
        CommandTree.WithExamples(command,
        [
            "cellcluster segment stained --organelle nuclei --out objects --outlines",
            "cellcluster segment stained --organelle nuclei --out objects --pattern 'Channel2-*-{row}-{column}.tif' --pixel-size 0.65",
            "cellcluster segment stained --organelle nuclei --out objects --flat-field --dark-level 100 --shared-threshold otsu",
            "cellcluster segment stacks --organelle golgi --channel 2 --out golgi",
        ]);
        command.SetAction((parsed, _) => Task.Run(() => (int)Run(flags, parsed, services), CancellationToken.None));
        return command;
    }

    private sealed class CheckedCommand(SegmentFlags flags, string name, string description) : Command(name, description), IChecksOptions
    {
        public IReadOnlyList<string> Faults(ParseResult parsed) => flags.Faults(parsed);
    }

    private static ExitCode Run(SegmentFlags flags, ParseResult parsed, CliServices services)
    {
        var job = new SegmentJob(services, flags.Output.Of(parsed), CommandText.Of(services.Words));
        return job.Report(() => job.Segment(flags.Options(parsed), flags.Workers(parsed), flags.Redo(parsed)));
    }
}
