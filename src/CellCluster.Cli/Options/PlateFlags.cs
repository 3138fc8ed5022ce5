using System.CommandLine;
using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>The options that say what is made of a plate: the same on one machine and in a cluster.</summary>
internal sealed class PlateFlags
{
    private readonly Argument<string> _plate = new("PLATE") { Description = "The folder of one plate." };
    private readonly Option<string?> _out = new("--out") { HelpName = "DIR", Description = "Folder for the results; made when it is not there. Run the same command again to go on after an interruption.", Required = true };
    private readonly Option<string?> _model = Flag.Text("--model", "NAME|FILE", "A shipped model (cellcluster models lists them) or a .safetensors file. Default: the only one whose modality fits.");
    private readonly Option<string?> _tiling = Flag.Choice("--tiling", "How fields are cut: exact joins without seams; 256/226 is the published window and step, seams are measured. Default: exact.", "exact", "256/226");
    private readonly Option<string?> _pattern = Flag.Text("--pattern", "TEMPLATE", "Names of image files below PLATE, such as '{well}_f{field}.tif'. Default: recognised (ImageXpress).");
    private readonly Option<string?> _fields = Flag.Text("--fields", "CSV", "Table of the images: well, field, path. Instead of --pattern.");
    private readonly Option<string?> _wells = Flag.Text("--wells", "CSV", "Plate map: well and any of clone, control, dose, group. Default: wells.csv in PLATE.");
    private readonly Option<string?> _channel = Flag.Text("--channel", "C", "The transmitted-light channel: its number or name. Default: recognised.");
    private readonly Option<int?> _z = Flag.Whole("--z", "N", "Plane of a z-stack, as the microscope numbers them.", 0, int.MaxValue);
    private readonly Option<string?> _plateId = Flag.Text("--plate-id", "ID", "The plate's id. Part of the result: it chooses the fields that grey levels are measured on. Default: what the files say, else the folder's name.");
    private readonly Option<string?> _batch = Flag.Text("--batch", "NAME", "Plates imaged together: the unit of drift. Default: the plate's id.");
    private readonly Option<double?> _pixelSize = Flag.Real("--pixel-size", "UM", "Micrometres per pixel. Default: what the files say.", 0, 1000);
    private readonly Option<string?> _modality = Flag.Choice("--modality", "Kind of transmitted light, where the files do not say.", "dic", "brightfield", "phase");
    private readonly Option<bool> _allowModality = Flag.Switch("--allow-modality", "Label a plate of another modality than the model's all the same.");
    private readonly Option<bool> _noPredicted = Flag.Switch("--no-predicted", "Write no images of the predicted fluorescence.");
    private readonly Option<bool> _noLabels = Flag.Switch("--no-labels", "Write no label images.");
    private readonly Option<bool> _noObjects = Flag.Switch("--no-objects", "Write no tables of objects and cells.");
    private readonly Option<string?> _segmentation = Flag.Text("--segmentation", "FILE", "JSON file that says how objects are found, per organelle (docs/formats/segmentation.md). Default: the organelles' defaults.");
    private readonly Option<double?> _fieldDeadline = Flag.Real("--field-deadline-min", "MIN", "Longest time for one field; past it the field is tried again, three times in all. Default: 30.", 0, double.MaxValue);
    private readonly Option<double?> _plateDeadline = Flag.Real("--plate-deadline-h", "H", "Longest time for the plate; past it what is left becomes gaps. Default: none.", 0, double.MaxValue);

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(_plate);
        foreach (Option option in (Option[])[
            _out, _model, _tiling, _pattern, _fields, _wells, _channel, _z, _plateId, _batch, _pixelSize, _modality,
            _allowModality, _noPredicted, _noLabels, _noObjects, _segmentation, _fieldDeadline, _plateDeadline])
        {
            command.Options.Add(option);
        }
        command.Validators.Add(result =>
        {
            if (result.GetResult(_pattern) is not null && result.GetResult(_fields) is not null)
            {
                result.AddError("--pattern and --fields say the same in two ways; leave one out");
            }
        });
    }

    /// <summary>What is asked for; paths are absolute.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="model">The weights file, given what <c>--model</c> names (null: nothing), the plate's modality as the user says it, and a reader of its layout.</param>
    public LabelOptions Options(ParseResult parsed, Func<ModelChoice, string> model)
    {
        string plate = FullPath("PLATE", parsed.GetValue(_plate));
        var layout = new LayoutOptions
        {
            Pattern = parsed.GetValue(_pattern),
            FieldsCsv = parsed.GetValue(_fields) is { } fields ? FullPath("--fields", fields) : null,
            WellsCsv = parsed.GetValue(_wells) is { } wells ? FullPath("--wells", wells) : null,
            Channel = parsed.GetValue(_channel),
            Z = parsed.GetValue(_z),
            PlateId = parsed.GetValue(_plateId),
        };
        string? modality = parsed.GetValue(_modality);
        return new LabelOptions
        {
            Plate = plate,
            Out = FullPath("--out", parsed.GetValue(_out)),
            Model = model(new ModelChoice(parsed.GetValue(_model), plate, layout, modality)),
            Layout = layout,
            Batch = parsed.GetValue(_batch),
            Tiling = parsed.GetValue(_tiling) == "256/226" ? TilingKind.Overlapping : TilingKind.Exact,
            PixelSizeUm = parsed.GetValue(_pixelSize),
            AllowModality = parsed.GetValue(_allowModality),
            Modality = modality,
            WritePredicted = !parsed.GetValue(_noPredicted),
            WriteLabels = !parsed.GetValue(_noLabels),
            WriteObjects = !parsed.GetValue(_noObjects),
            Segmentation = parsed.GetValue(_segmentation) is { } file ? SegmentationFile.Read(FullPath("--segmentation", file)) : new SegmentationOptions(),
            FieldDeadlineMinutes = parsed.GetValue(_fieldDeadline) ?? 30,
            PlateDeadlineHours = parsed.GetValue(_plateDeadline),
        };
    }

    /// <summary>A path as every process sees it.</summary>
    /// <exception cref="CliException">It is empty.</exception>
    public static string FullPath(string name, string? path) =>
        string.IsNullOrWhiteSpace(path)
            ? throw new CliException(ExitCode.BadUsage, $"{name}: found an empty path, expected a folder or file")
            : Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
}

/// <summary>What is known when a plate's model is chosen.</summary>
/// <param name="Named">What --model says; null: nothing.</param>
/// <param name="Plate">The plate's folder.</param>
/// <param name="Layout">How it is read.</param>
/// <param name="Modality">What --modality says.</param>
internal sealed record ModelChoice(string? Named, string Plate, LayoutOptions Layout, string? Modality);
