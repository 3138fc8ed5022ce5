using System.CommandLine;
using CellCluster.Hosting;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>The options of <c>cellcluster label</c> and what they mean.</summary>
internal sealed class LabelFlags
{
    private readonly PlateFlags _plate = new();
    private readonly Option<int?> _lanes = Flag.Whole("--lanes", "N", "Networks that work side by side, one core each. Never changes a result. Default: as many as cores and memory allow.", 1, 1024);
    private readonly Option<int?> _memory = Flag.Whole("--memory-mb", "N", "Memory that may be used, MB. Default: what the machine or container has.", 1, int.MaxValue);
    private readonly Option<string?> _device = Flag.Value<string>("--device", "cpu|cuda:N", "Where networks compute. A device that is not there is an error. Default: cpu.", "cpu or cuda:0, cuda:1, …", ReadDevice);
    private readonly Option<bool> _force = Flag.Switch("--force", "Forget an earlier run in the output folder and start anew.");
    private readonly Option<bool> _dryRun = Flag.Switch("--dry-run", "Show plan, time, memory and space; write nothing.");

    /// <summary>How much is said.</summary>
    public OutputFlags Output { get; } = new();

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        _plate.AddTo(command);
        foreach (Option option in (Option[])[_lanes, _memory, _device, _force, _dryRun, ConfigFile.Option])
        {
            command.Options.Add(option);
        }
        Output.AddTo(command);
    }

    /// <summary>Whether an earlier run is forgotten.</summary>
    public bool Redo(ParseResult parsed) => parsed.GetValue(_force);

    /// <summary>Whether only the plan is shown.</summary>
    public bool IsDryRun(ParseResult parsed) => parsed.GetValue(_dryRun);

    /// <summary>What may be used of the machine.</summary>
    public RunResources Resources(ParseResult parsed) =>
        new(parsed.GetValue(_device) ?? "cpu", parsed.GetValue(_lanes), parsed.GetValue(_memory) is { } mb ? (long)mb << 20 : null);

    /// <summary>What is asked for. Reads the plate's layout when no model is named.</summary>
    public LabelOptions Options(ParseResult parsed, ModelCatalogue models) =>
        _plate.Options(parsed, choice => choice.Named is { } named
            ? models.Find(named)
            : models.OnlyOneFor(choice.Modality ?? PlateLayoutReader.Read(choice.Plate, choice.Layout).Modality)) with
        {
            Device = DeviceKind(parsed.GetValue(_device) ?? "cpu"),
        };

    private static string DeviceKind(string device) => device.Split(':')[0];

    private static string? ReadDevice(string text) =>
        text == "cpu" || (text.StartsWith("cuda:", StringComparison.Ordinal) && text.Length > 5 && text[5..].All(char.IsAsciiDigit)) ? text : null;
}
