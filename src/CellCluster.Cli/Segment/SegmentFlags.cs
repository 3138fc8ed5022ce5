using System.CommandLine;
using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>The options of <c>cellcluster segment</c> and what they mean.</summary>
internal sealed class SegmentFlags
{
    private readonly Argument<string> _folder = new("FOLDER") { Description = "A folder of fluorescence images, TIFF or PNG; its sub-folders too." };
    private readonly Option<string?> _organelle = Flag.Choice("--organelle", "What the images show.", [.. OrganelleNames.All]);
    private readonly Option<string?> _out = new("--out") { HelpName = "DIR", Description = "Folder for the results; made when it is not there. Run the same command again to go on after an interruption.", Required = true };
    private readonly Option<int?> _channel = Flag.Whole("--channel", "N", "Channel of files that have several, from 1: a sample of each pixel, else a page. Default: files of one plane; of colours of 8 bits the luminance.", 1, 1_000_000);
    private readonly Option<double?> _pixelSize = Flag.Real("--pixel-size", "UM", "Micrometres per pixel. Default: what each file says.", 0, 1000);
    private readonly Option<string?> _pattern = Flag.Text("--pattern", "TEMPLATE", "Where well and field are in the names, such as '{well}_f{field}.tif'; other images are left out. Default: words like B03 and f07.");
    private readonly Option<bool> _flatField = Flag.Switch("--flat-field", "Learn the uneven illumination from all images of the folder, 8 or more of one size, and divide every image by it first.");
    private readonly Option<double?> _darkLevel = Flag.Number("--dark-level", "N", "The camera's level without light, grey levels; with --flat-field. Default: 0.");
    private readonly Option<string?> _shared = Flag.Choice("--shared-threshold", "One level for all images, found by this method in their merged histogram; for nuclei. Default: each image by itself.", [.. SharedMethods.All]);
    private readonly Option<bool> _outlines = Flag.Switch("--outlines", "Write a picture of every image with the outlines of its objects.");
    private readonly Option<int?> _workers = Flag.Whole("--workers", "N", "Images that are worked on side by side, one core each. Never changes a result. Default: as many as there are cores.", 1, 1024);
    private readonly Option<bool> _force = Flag.Switch("--force", "Forget an earlier run in the output folder and start anew.");
    private readonly SegmentationFlags _segmentation = new();

    public SegmentFlags() => _organelle.Required = true;

    /// <summary>How much is said.</summary>
    public OutputFlags Output { get; } = new();

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_folder);
        foreach (Option option in (Option[])[_organelle, _out, _channel, _pixelSize, _pattern, _flatField, _darkLevel, _shared, _outlines, _workers, _force])
        {
            command.Options.Add(option);
        }
        _segmentation.AddTo(command);
        command.Options.Add(ConfigFile.Option);
        Output.AddTo(command);
    }

    /// <summary>Whether an earlier run is forgotten.</summary>
    public bool Redo(ParseResult parsed) => parsed.GetValue(_force);

    /// <summary>Images side by side.</summary>
    public int Workers(ParseResult parsed) => parsed.GetValue(_workers) ?? Environment.ProcessorCount;

    /// <summary>The faults of options taken together, as far as they can be read.</summary>
    public IReadOnlyList<string> Faults(ParseResult parsed)
    {
        var faults = new List<string>();
        Options(parsed, faults);
        return faults;
    }

    /// <summary>What is asked for.</summary>
    /// <exception cref="CliException">With every fault that the options have.</exception>
    public ImageSetOptions Options(ParseResult parsed)
    {
        var faults = new List<string>();
        ImageSetOptions? options = Options(parsed, faults);
        return faults.Count > 0 ? throw new CliException(ExitCode.BadUsage, string.Join("; ", faults)) : options!;
    }

    /// <summary>What is asked for, as far as it can be read.</summary>
    /// <param name="parsed">May have faults of its own: an option that has one counts as not given.</param>
    /// <param name="faults">Every fault beyond those is added.</param>
    /// <returns>Null where the organelle is not known.</returns>
    private ImageSetOptions? Options(ParseResult parsed, List<string> faults)
    {
        string folder = FullPath("FOLDER", parsed.Given(_folder), faults);
        string output = FullPath("--out", parsed.Given(_out), faults);
        if (folder == output && folder.Length > 0)
        {
            faults.Add($"--out {output} is the folder of the images; name another one, or a sub-folder of it");
        }
        if (Array.Find(["labels", "outlines"], name => output.Length > 0 && (folder + Path.DirectorySeparatorChar).StartsWith(Path.Combine(output, name) + Path.DirectorySeparatorChar, StringComparison.Ordinal)) is { } results)
        {
            faults.Add($"--out {output} writes its results to {results}, where the images' folder {folder} is; name another one");
        }
        NameTemplate? pattern = null;
        if (parsed.Given(_pattern) is { } text)
        {
            try
            {
                pattern = text.Length == 0 ? throw new LayoutException("--pattern", "an empty text", "a template", "leave it out or write it like {well}_f{field}.tif") : NameTemplate.Parse(text);
            }
            catch (LayoutException fault)
            {
                faults.Add(fault.Message);
            }
        }
        bool isCorrected = parsed.Given(_flatField);
        if (!isCorrected && parsed.Given(_darkLevel) is not null)
        {
            faults.Add("--dark-level counts only with --flat-field; add it or leave --dark-level out");
        }
        if (parsed.Given(_organelle) is not { } word)
        {
            return null;
        }
        Organelle organelle = OrganelleNames.Parse(word);
        var options = new ImageSetOptions
        {
            Folder = folder,
            Out = output,
            Organelle = organelle,
            Channel = parsed.Given(_channel),
            PixelSizeUm = parsed.Given(_pixelSize),
            Pattern = pattern,
            FlatField = isCorrected ? new FlatFieldOptions { DarkLevel = parsed.Given(_darkLevel) ?? 0 } : null,
            SharedThreshold = parsed.Given(_shared) is { } method ? SharedMethods.Parse(method) : null,
            Segmentation = _segmentation.Of(parsed, organelle, faults),
            LimitsInUm = _segmentation.LimitsInUm(parsed),
            WriteOutlines = parsed.Given(_outlines),
        };
        faults.AddRange(options.Faults().Select(SegmentationFlags.WithOptionName));
        return options;
    }

    private static string FullPath(string name, string? path, List<string> faults)
    {
        if (path is null)
        {
            return ""; // missing: the command line's own fault
        }
        if (string.IsNullOrWhiteSpace(path))
        {
            faults.Add($"{name}: found an empty path, expected a folder");
            return "";
        }
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
    }
}
