using System.CommandLine;
using System.CommandLine.Help;

namespace CellCluster.Cli;

/// <summary>The verbs.</summary>
internal static class CommandTree
{
    /// <summary>The root with every verb.</summary>
    public static RootCommand Create(CliServices services)
    {
        var root = new RootCommand("CellCluster labels microscopy plates without stains: from transmitted light to nuclei, ER and Golgi, counts and intensities.")
        {
            DemoVerb.Create(services),
            LabelVerb.Create(services),
            SegmentVerb.Create(services),
            CompareVerb.Create(services),
            StatusVerb.Create(services),
            ModelsVerb.Create(services),
            SimulateVerb.Create(services),
            TrainVerb.Create(services),
            SiloVerb.Create(services),
            MigrateVerb.Create(services),
            SubmitVerb.Create(services),
            PlatesVerb.Create(services),
            WatchVerb.Create(services),
            CancelVerb.Create(services),
            RetryVerb.Create(services),
        };
        WithExamples(root, ["cellcluster demo", "cellcluster label PLATE --out RESULTS", "cellcluster label --help"]);
        return root;
    }

    /// <summary>Ends a verb's help with examples.</summary>
    public static void WithExamples(Command command, IReadOnlyList<string> examples)
    {
        HelpOption? existing = command.Options.OfType<HelpOption>().FirstOrDefault();
        if (existing is null)
        {
            existing = new HelpOption();
            command.Options.Add(existing);
        }
        existing.Action = new HelpWithExamples((HelpAction)existing.Action!, examples);
    }
}
