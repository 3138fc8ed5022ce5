using System.CommandLine;
using System.Globalization;
using CellCluster.Plates;
using CellCluster.Plates.Simulation;

namespace CellCluster.Cli;

/// <summary>The options of <c>cellcluster simulate</c>. Ranges are the simulator's; it names every fault at once.</summary>
internal sealed class SimulateFlags
{
    private static readonly SimulationOptions s_default = new();

    private readonly Option<string?> _plateId = Flag.Text("--plate-id", "ID", $"Begins every file name. Default: {s_default.PlateId}.");
    private readonly Option<WellRange?> _wells = Flag.Value("--wells", "B02-D05", "Imaged wells, first to last corner. Instead of --rows and --columns.", "two wells such as B02-D05, or one", WellRange.Read);
    private readonly Option<int?> _rows = Flag.Whole("--rows", "N", $"Rows of wells from B02 on. Default: {s_default.Rows}.", 1, 32);
    private readonly Option<int?> _columns = Flag.Whole("--columns", "N", $"Columns of wells from B02 on. Default: {s_default.Columns}.", 1, 48);
    private readonly Option<int?> _fields = Flag.Whole("--fields-per-well", "N", $"Fields in each well. Default: {s_default.FieldsPerWell}.", 1, 1000);
    private readonly Option<int[]?> _size = Flag.Value("--size", "PX|HxW", $"Rows and columns of a field, px. Default: {s_default.HeightPx}.", "px such as 512, or rows x columns such as 1080x1280", ReadSize);
    private readonly Option<double?> _pixelSize = Flag.Number("--pixel-size", "UM", "Micrometres per pixel. Default: 0.65.");
    private readonly Option<string?> _modality = Flag.Choice("--modality", "Kind of transmitted light. Default: dic.", "dic", "brightfield", "phase");
    private readonly Option<int?> _bits = Flag.Whole("--bit-depth", "8|12|16", $"Bits of the camera. Default: {s_default.BitDepth}.", 8, 16);
    private readonly Option<int?> _seed = Flag.Whole("--seed", "N", "Decides everything random: same seed, same plate. Default: 1.", 0, int.MaxValue);
    private readonly Option<double?> _density = Flag.Number("--density", "N", "Cells per square millimetre, 0..4000. Default: 1000.");
    private readonly Option<double?> _clumping = Flag.Number("--clumping", "0..1", "Share of cells that settle beside another one. Default: 0.5.");
    private readonly Option<double?> _defocus = Flag.Number("--defocus", "UM", "Distance from the best focus, -50..50. Default: 0.");
    private readonly Option<double?> _defocusJitter = Flag.Number("--defocus-jitter", "UM", "Deviation of the focus from field to field, 0..20. Default: 0.5.");
    private readonly Option<double?> _exposure = Flag.Number("--exposure", "0..1", "Mean grey as a share of the camera's range. Default: 0.35.");
    private readonly Option<double?> _gradient = Flag.Number("--gradient", "0..1.5", "Unevenness of the light. Default: 0.15.");
    private readonly Option<double?> _noise = Flag.Number("--noise", "0..20", "Camera noise relative to a scientific camera. Default: 1.");
    private readonly Option<double?> _empty = Flag.Number("--empty-fraction", "0..1", "Share of fields without cells. Default: 0.");
    private readonly Option<bool?> _truth = new("--truth") { HelpName = "true|false", Description = "Write true stains, labels and pairs.csv. Default: true." };
    private readonly Option<FieldDamage[]?> _damage = Flag.Value("--damage", "KINDS", "Damage one field per kind: missing, truncated, blank, separated by commas.", "kinds out of missing, truncated, blank, each once", ReadDamage);

    /// <summary>Where to.</summary>
    public Argument<string> Folder { get; } = new("OUT") { Description = "Folder for the plate; must not hold one." };

    /// <summary>Adds all of them.</summary>
    public void AddTo(Command command)
    {
        command.Arguments.Add(Folder);
        foreach (Option option in (Option[])[
            _plateId, _wells, _rows, _columns, _fields, _size, _pixelSize, _modality, _bits, _seed, _density, _clumping, _defocus, _defocusJitter, _exposure, _gradient, _noise,
            _empty, _truth, _damage])
        {
            command.Options.Add(option);
        }
        command.Validators.Add(result =>
        {
            if (result.GetResult(_wells) is not null && (result.GetResult(_rows) is not null || result.GetResult(_columns) is not null))
            {
                result.AddError("--wells says what --rows and --columns say; leave one out");
            }
        });
    }

    /// <summary>What to simulate.</summary>
    /// <exception cref="SimulationOptionsException">A value is out of its range, or the plate has fewer fields than kinds of damage.</exception>
    public SimulationOptions Options(ParseResult parsed)
    {
        // An option of an array that is not given is an empty one.
        int[] size = parsed.GetValue(_size) is [int, int] given ? given : [s_default.HeightPx, s_default.WidthPx];
        WellRange wells = parsed.GetValue(_wells)
            ?? new WellRange(s_default.FirstWell, parsed.GetValue(_rows) ?? s_default.Rows, parsed.GetValue(_columns) ?? s_default.Columns);
        var options = new SimulationOptions
        {
            PlateId = parsed.GetValue(_plateId) ?? s_default.PlateId,
            Seed = parsed.GetValue(_seed) ?? s_default.Seed,
            FirstWell = wells.First,
            Rows = wells.Rows,
            Columns = wells.Columns,
            FieldsPerWell = parsed.GetValue(_fields) ?? s_default.FieldsPerWell,
            HeightPx = size[0],
            WidthPx = size[1],
            PixelSizeUm = parsed.GetValue(_pixelSize) ?? s_default.PixelSizeUm,
            Mode = parsed.GetValue(_modality) is { } modality ? Enum.Parse<TransmittedLightMode>(modality, ignoreCase: true) : s_default.Mode,
            BitDepth = parsed.GetValue(_bits) ?? s_default.BitDepth,
            CellsPerSquareMm = parsed.GetValue(_density) ?? s_default.CellsPerSquareMm,
            Clumping = parsed.GetValue(_clumping) ?? s_default.Clumping,
            DefocusUm = parsed.GetValue(_defocus) ?? s_default.DefocusUm,
            DefocusJitterUm = parsed.GetValue(_defocusJitter) ?? s_default.DefocusJitterUm,
            Exposure = parsed.GetValue(_exposure) ?? s_default.Exposure,
            IlluminationGradient = parsed.GetValue(_gradient) ?? s_default.IlluminationGradient,
            Noise = parsed.GetValue(_noise) ?? s_default.Noise,
            EmptyFieldShare = parsed.GetValue(_empty) ?? s_default.EmptyFieldShare,
            WriteTruth = parsed.GetValue(_truth) ?? s_default.WriteTruth,
        };
        options = options with { Damaged = Damaged(options, parsed.GetValue(_damage) ?? []) };
        options.Check();
        return options;
    }

    // The first kind damages the first field of the first well, the second that of the second well, and so on, then their second fields.
    private static DamagedField[] Damaged(SimulationOptions options, FieldDamage[] kinds)
    {
        WellId[] wells = [.. options.Wells()];
        return [.. kinds.Select((kind, i) => new DamagedField(wells[i % wells.Length], new FieldIndex(1 + (i / wells.Length)), kind))];
    }

    private static FieldDamage[]? ReadDamage(string text)
    {
        var kinds = new List<FieldDamage>();
        foreach (string word in text.Split(',', StringSplitOptions.TrimEntries))
        {
            if (!word.All(char.IsLetter) || !Enum.TryParse(word, ignoreCase: true, out FieldDamage kind) || kinds.Contains(kind))
            {
                return null;
            }
            kinds.Add(kind);
        }
        return [.. kinds];
    }

    private static int[]? ReadSize(string text)
    {
        int[] numbers = [.. text.Split('x').Select(part => int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : -1)];
        return numbers.Contains(-1) ? null : numbers.Length switch
        {
            1 => [numbers[0], numbers[0]],
            2 => numbers,
            _ => null,
        };
    }
}

/// <summary>A rectangle of wells.</summary>
/// <param name="First">Top left.</param>
/// <param name="Rows">Rows.</param>
/// <param name="Columns">Columns.</param>
internal sealed record WellRange(WellId First, int Rows, int Columns)
{
    /// <summary>Reads <c>B02-D05</c> or <c>B02</c>; null for anything else.</summary>
    public static WellRange? Read(string text)
    {
        string[] parts = text.Split('-', ':');
        return parts.Length is 1 or 2 && WellId.TryParse(parts[0], out WellId first) && WellId.TryParse(parts[^1], out WellId last) && last.Row >= first.Row && last.Column >= first.Column
            ? new WellRange(first, last.Row - first.Row + 1, last.Column - first.Column + 1)
            : null;
    }
}
