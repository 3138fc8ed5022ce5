using System.CommandLine;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>The options of <c>cellcluster submit</c> and what they mean.</summary>
internal sealed class SubmitFlags
{
    private readonly PlateFlags _plate = new();
    private readonly Option<string?> _device = Flag.Choice("--device", "The kind of lanes that compute. The plate waits for one of that kind and is never put on another.", "cpu", "cuda");
    private readonly Option<string?> _priority = Flag.Choice("--priority", "Share of the lanes while other plates want them too: 1, 4 or 16. Default: normal.", [.. PlatePriorities.All]);
    private readonly Option<bool> _force = Flag.Switch("--force", "Forget an earlier run of the plate in the output folder and start anew.");
    private readonly Option<bool> _wait = Flag.Switch("--wait", "Follow the plate to its end, and end with its exit code.");

    /// <summary>A set of its own.</summary>
    public SubmitFlags() => _device.Required = true;

    /// <summary>Which cluster.</summary>
    public ClusterFlags Cluster { get; } = new();

    /// <summary>How much is said.</summary>
    public OutputFlags Output { get; } = new();

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        _plate.AddTo(command);
        foreach (Option option in (Option[])[_device, _priority, _force, _wait, ConfigFile.Option])
        {
            command.Options.Add(option);
        }
        Cluster.AddTo(command);
        Output.AddTo(command);
    }

    /// <summary>Whether an earlier run is forgotten.</summary>
    public bool Redo(ParseResult parsed) => parsed.GetValue(_force);

    /// <summary>Whether the plate is followed to its end.</summary>
    public bool Waits(ParseResult parsed) => parsed.GetValue(_wait);

    /// <summary>What is asked for, with the plate's id. Reads the plate's layout when its id or model is not named.</summary>
    /// <remarks>This machine need not see the model or the output folder, nor the plate when <c>--plate-id</c> and <c>--model</c> are given: the silos do.</remarks>
    public (string PlateId, LabelOptions Options) Options(ParseResult parsed, ModelCatalogue models)
    {
        LabelOptions options = _plate.Options(parsed, choice => choice.Named is { } named
            ? ModelCatalogue.IsFile(named) ? PlateFlags.FullPath("--model", named) : models.Find(named)
            : models.OnlyOneFor(choice.Modality ?? Layout(choice.Plate, choice.Layout, "--model").Modality)) with
        {
            Device = parsed.GetValue(_device)!,
            Priority = (PlatePriority)PlatePriorities.All.ToList().IndexOf(parsed.GetValue(_priority) ?? "normal"),
        };
        string plateId = options.Layout.PlateId ?? Layout(options.Plate, options.Layout, "--plate-id").PlateId;
        return (plateId, options with { Layout = options.Layout with { PlateId = plateId } });
    }

    private static PlateLayout Layout(string plate, LayoutOptions layout, string option) => Directory.Exists(plate)
        ? PlateLayoutReader.Read(plate, layout)
        : throw new CliException(
            ExitCode.PlateNotUnderstood,
            $"plate folder {plate}: found nothing on this machine; expected the plate, to read what {option} would say; check the path, or give {option} where only the silos see the folder");
}
