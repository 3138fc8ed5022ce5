using System.CommandLine;
using CellCluster.Analysis;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>The options of <c>cellcluster compare</c> and what they mean.</summary>
internal sealed class CompareFlags
{
    private readonly Argument<string> _predicted = new("PREDICTED") { Description = "Folder of predicted planes, TIFF or PNG." };
    private readonly Argument<string> _stained = new("STAINED") { Description = "Folder of stained planes with the same names." };
    private readonly Option<string?> _out = new("--out") { HelpName = "DIR", Description = "Folder for the results; made when it is not there.", Required = true };
    private readonly Option<string?> _organelle = Flag.Choice("--organelle", "What the planes show. Default: nuclei.", [.. OrganelleNames.All]);
    private readonly Option<string?> _predictedLabels = Flag.Text("--predicted-labels", "DIR", "Label images of the predicted planes, same names. Default: the planes are segmented.");
    private readonly Option<string?> _stainedLabels = Flag.Text("--stained-labels", "DIR", "Label images of the stained planes, same names. Default: the planes are segmented.");
    private readonly Option<string?> _stain = Flag.Choice("--stain", "Unit of the stain: raw as in the files, normalised as networks are trained on it. Default: auto, normalised where predicted planes are float and stains are whole grey levels.", "auto", "raw", "normalised");
    private readonly Option<int?> _channel = Flag.Whole("--channel", "N", "Channel of files that have several, from 1: a sample of each pixel, else a page. Default: files of one plane; of colours the luminance.", 1, 1_000_000);
    private readonly Option<double?> _pixelSize = Flag.Real("--pixel-size", "UM", "Micrometres per pixel. Default: what the files say.", 0, 1000);
    private readonly Option<string?> _pattern = Flag.Text("--pattern", "TEMPLATE", "Where well and field are in the names, such as '{well}_f{field}_nuclei.tif'; other files are left out. Default: words like B03 and f07.");
    private readonly Option<int?> _seed = Flag.Whole("--seed", "N", "Of the resamples that give confidence intervals. Default: 1.", 0, int.MaxValue);
    private readonly Option<int?> _resamples = Flag.Whole("--resamples", "N", "Resamples of the wells. Default: 2000.", 100, 1_000_000);
    private readonly Option<int?> _workers = Flag.Whole("--workers", "N", "Pairs that are worked on side by side, one core each. Never changes a result. Default: as many as there are cores.", 1, 1024);
    private readonly Option<bool> _force = Flag.Switch("--force", "Replace an earlier comparison in the output folder, or write beside other files there.");

    /// <summary>How much is said.</summary>
    public OutputFlags Output { get; } = new();

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_predicted);
        command.Arguments.Add(_stained);
        foreach (Option option in (Option[])[_out, _organelle, _predictedLabels, _stainedLabels, _stain, _channel, _pixelSize, _pattern, _seed, _resamples, _workers, _force])
        {
            command.Options.Add(option);
        }
        Output.AddTo(command);
    }

    /// <summary>What is asked for.</summary>
    /// <exception cref="CliException">With every fault that the options have.</exception>
    public CompareOptions Options(ParseResult parsed)
    {
        List<string> faults = [];
        string output = FullPath("--out", parsed.GetValue(_out), faults) ?? "";
        string?[] folders =
        [
            FullPath("PREDICTED", parsed.GetValue(_predicted), faults),
            FullPath("STAINED", parsed.GetValue(_stained), faults),
            parsed.GetValue(_predictedLabels) is { } predicted ? FullPath("--predicted-labels", predicted, faults) : null,
            parsed.GetValue(_stainedLabels) is { } stained ? FullPath("--stained-labels", stained, faults) : null,
        ];
        if (output.Length > 0 && folders.Contains(output, StringComparer.Ordinal))
        {
            faults.Add($"--out {output} is a folder of images; name another one");
        }
        NameTemplate? pattern = Pattern(parsed.GetValue(_pattern), faults);
        return faults.Count > 0
            ? throw new CliException(ExitCode.BadUsage, string.Join("; ", faults))
            : new CompareOptions
            {
                Predicted = folders[0]!,
                Stained = folders[1]!,
                Out = output,
                Organelle = OrganelleNames.Parse(parsed.GetValue(_organelle) ?? "nuclei"),
                PredictedLabels = folders[2],
                StainedLabels = folders[3],
                Channel = parsed.GetValue(_channel),
                PixelSizeUm = parsed.GetValue(_pixelSize),
                Pattern = pattern,
                Stain = Enum.Parse<StainUnit>(parsed.GetValue(_stain) ?? "auto", ignoreCase: true),
                Bootstrap = new BootstrapOptions((ulong)(parsed.GetValue(_seed) ?? 1), parsed.GetValue(_resamples) ?? 2000),
                Workers = parsed.GetValue(_workers) ?? Environment.ProcessorCount,
                Force = parsed.GetValue(_force),
            };
    }

    private static NameTemplate? Pattern(string? text, List<string> faults)
    {
        if (text is null)
        {
            return null;
        }
        if (text.Length == 0)
        {
            faults.Add("--pattern: found an empty text, expected a template such as '{well}_f{field}.tif'");
            return null;
        }
        try
        {
            return NameTemplate.Parse(text);
        }
        catch (LayoutException fault)
        {
            faults.Add(fault.Message);
            return null;
        }
    }

    private static string? FullPath(string name, string? path, List<string> faults)
    {
        if (string.IsNullOrWhiteSpace(path))
        {
            faults.Add($"{name}: found an empty path, expected a folder");
            return null;
        }
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
    }
}
