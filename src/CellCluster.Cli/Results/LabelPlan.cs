using System.Globalization;
using CellCluster.Analysis;
using CellCluster.Hosting;
using CellCluster.Pipeline;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>What a run would do: for --dry-run, in words and as part of <see cref="LabelReport"/>.</summary>
internal sealed record LabelPlan
{
    /// <summary>The plate's id.</summary>
    public required string PlateId { get; init; }

    /// <summary>How its folder was recognised.</summary>
    public required string RecognisedAs { get; init; }

    /// <summary>Expected fields.</summary>
    public required int FieldCount { get; init; }

    /// <summary>Expected fields without a file: they become gaps.</summary>
    public required int MissingCount { get; init; }

    /// <summary>Wells with fields.</summary>
    public required int WellCount { get; init; }

    /// <summary>Rows and columns of a field, px; null when no file can be read.</summary>
    public int[]? FieldSizePx { get; init; }

    /// <summary>Micrometres per pixel; null when unknown.</summary>
    public double? PixelSizeUm { get; init; }

    /// <summary>Plate pixels per model pixel; 1 where nothing is resampled.</summary>
    public required double Resampling { get; init; }

    /// <summary>Modality that the plate says.</summary>
    public string? Modality { get; init; }

    /// <summary>The model's name and version.</summary>
    public required string Model { get; init; }

    /// <summary>What it predicts.</summary>
    public required IReadOnlyList<string> Organelles { get; init; }

    /// <summary>Illumination correction and normalisation in words.</summary>
    public required string Normalisation { get; init; }

    /// <summary>Tiles in a field; null without a field size.</summary>
    public int? TilesPerField { get; init; }

    /// <summary>Rows and columns of a tile, px.</summary>
    public int[]? TileSizePx { get; init; }

    /// <summary>Pixels computed over pixels of the field.</summary>
    public double? ComputedPixelRatio { get; init; }

    /// <summary>Lanes that would work.</summary>
    public required int Lanes { get; init; }

    /// <summary>Measured seconds of one tile on one lane.</summary>
    public double? TileSeconds { get; init; }

    /// <summary>Expected seconds in the network for the whole plate.</summary>
    public double? NetworkSeconds { get; init; }

    /// <summary>Memory that it takes, bytes.</summary>
    public required long MemoryBytes { get; init; }

    /// <summary>Space that the results take at most, bytes.</summary>
    public required long OutputBytes { get; init; }

    /// <summary>Free space where they would go, bytes.</summary>
    public required long FreeBytes { get; init; }

    /// <summary>What a person should know.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>What a preview says.</summary>
    public static LabelPlan Of(RunPreview preview)
    {
        RunPlan plan = preview.Plan;
        PlateLayout layout = plan.Layout;
        return new LabelPlan
        {
            PlateId = layout.PlateId,
            RecognisedAs = layout.RecognisedAs,
            FieldCount = layout.Fields.Count,
            MissingCount = layout.Fields.Count(field => field.Path is null),
            WellCount = layout.Fields.Select(field => field.Key.Well).Distinct().Count(),
            FieldSizePx = plan.FieldSize is { } size ? [size.Height, size.Width] : null,
            PixelSizeUm = plan.PixelSizeUm,
            Resampling = plan.SigmaScale,
            Modality = plan.Options.Modality ?? layout.Modality,
            Model = $"{plan.Card.Name} {plan.Card.Version} ({plan.Card.Modality})",
            Organelles = [.. plan.Card.Outputs.Select(output => output.Organelle.ToText())],
            Normalisation = Words(plan.Card.Normalisation),
            TilesPerField = plan.Tiles?.Tiles.Count,
            TileSizePx = plan.Tiles is { } tiles ? [tiles.OuterHeight, tiles.OuterWidth] : null,
            ComputedPixelRatio = plan.Tiles?.ComputedPixelRatio,
            Lanes = preview.LaneCount,
            TileSeconds = preview.TileTime?.TotalSeconds,
            NetworkSeconds = preview.Duration?.TotalSeconds,
            MemoryBytes = preview.Memory.Bytes(preview.LaneCount),
            OutputBytes = preview.OutputBytes,
            FreeBytes = FreeBytesAt(plan.Options.Out),
            Remarks = [.. layout.Remarks.Select(remark => remark.Text), .. plan.Remarks],
        };
    }

    /// <summary>Writes it for a person.</summary>
    public void Write(Terminal terminal)
    {
        foreach ((string name, string value) in Lines())
        {
            terminal.Output.WriteLine($"{name,-15}{value}");
        }
        terminal.Output.WriteLine("Nothing was written.");
    }

    private IEnumerable<(string Name, string Value)> Lines()
    {
        CultureInfo invariant = CultureInfo.InvariantCulture;
        yield return ("plate", PlateId);
        yield return ("layout", RecognisedAs);
        yield return ("fields", $"{FieldCount} in {Count.Of(WellCount, "well", "wells")}{(MissingCount > 0 ? $", {MissingCount} without a file (these become gaps)" : "")}");
        yield return ("field size", FieldSizePx is [int height, int width]
            ? $"{height} x {width} px{(PixelSizeUm is { } um ? string.Create(invariant, $", {um:0.####} um per pixel") : ", pixel size unknown")}"
            : "unknown: no image of the plate can be read");
        yield return ("modality", Modality ?? "not said by the plate");
        yield return ("model", $"{Model}, predicts {string.Join(", ", Organelles)}");
        yield return ("normalisation", Normalisation);
        if (TileSizePx is [int tileHeight, int tileWidth])
        {
            yield return ("tiles", string.Create(invariant, $"{TilesPerField} per field of {tileHeight} x {tileWidth} px; the network computes {ComputedPixelRatio:0.00} x the field's pixels"));
        }
        if (Resampling != 1)
        {
            yield return ("resampling", string.Create(invariant, $"1 pixel of the model is {Resampling:0.###} pixels of the plate"));
        }
        if (TileSeconds is { } tile && NetworkSeconds is { } network)
        {
            yield return ("time", string.Create(invariant, $"about {Durations.Text(TimeSpan.FromSeconds(network))} in the network ({Count.Of(Lanes, "lane", "lanes")}, {tile:0.00} s per tile, measured now)"));
        }
        yield return ("memory", string.Create(invariant, $"{MemoryBytes / 1048576.0:0} MB"));
        yield return ("space", string.Create(invariant, $"at most {OutputBytes / 1e9:0.00} GB of {FreeBytes / 1e9:0.0} GB free{(OutputBytes > FreeBytes ? ": TOO LITTLE" : "")}"));
        foreach (string remark in Remarks)
        {
            yield return ("note", remark);
        }
    }

    private static string Words(InputNormalisation normalisation) =>
        "median and interquartile range over a fixed sample of fields, frozen for the plate"
        + (normalisation.Illumination == IlluminationCorrection.None
            ? "; no illumination correction"
            : string.Create(CultureInfo.InvariantCulture, $"; illumination corrected by a Gaussian of {normalisation.IlluminationSigmaPx:0.#} px"));

    // The folder itself may not exist yet, and a dry run does not make it.
    private static long FreeBytesAt(string path)
    {
        DirectoryInfo? folder = new(path);
        while (folder is { Exists: false })
        {
            folder = folder.Parent;
        }
        return folder is null ? 0 : new DriveInfo(folder.FullName).AvailableFreeSpace;
    }
}
