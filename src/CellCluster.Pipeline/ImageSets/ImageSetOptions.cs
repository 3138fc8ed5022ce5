using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CellCluster.Analysis;
using CellCluster.Imaging;
using CellCluster.Plates;

namespace CellCluster.Pipeline;

/// <summary>Everything a person decides about segmenting the images of a folder.</summary>
public sealed record ImageSetOptions
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, // the largest area may be infinite
    };

    /// <summary>The folder with the images, absolute; its sub-folders too.</summary>
    public required string Folder { get; init; }

    /// <summary>The output folder, absolute.</summary>
    public required string Out { get; init; }

    /// <summary>What the images show.</summary>
    public required Organelle Organelle { get; init; }

    /// <summary>Which channel of files that have several, from 1: a sample of a pixel, else a page. Null: files have one plane, or colours whose
    /// luminance is taken: RGB of 8 bits. Deeper samples that differ, and ImageJ's channels, are dyes and need a channel.</summary>
    public int? Channel { get; init; }

    /// <summary>Micrometres per pixel; null: what each file says of itself.</summary>
    public double? PixelSizeUm { get; init; }

    /// <summary>Names of limits in um or um^2 that were asked for: where no image has a pixel size the run is refused. Never changes a result.</summary>
    public IReadOnlyList<string> LimitsInUm { get; init; } = [];

    /// <summary>How objects are found; only what is said of the organelle counts.</summary>
    public SegmentationOptions Segmentation { get; init; } = new();

    /// <summary>Corrects every image by the illumination that all of them show; null: images are taken as they are.</summary>
    public FlatFieldOptions? FlatField { get; init; }

    /// <summary>One level for all images, found in their merged histogram; null: each image by itself. For nuclei.</summary>
    public LevelMethod? SharedThreshold { get; init; }

    /// <summary>Where wells and fields are in the names; images that do not match are left out. Null: all are taken, wells from a word such as <c>B03</c>, and <c>f07</c> or <c>s7</c>.</summary>
    public NameTemplate? Pattern { get; init; }

    /// <summary>Writes a picture with outlines per image. Never changes a number.</summary>
    public bool WriteOutlines { get; init; }

    /// <summary>Whether all images must be read before the first is segmented.</summary>
    public bool NeedsSurvey => FlatField is not null || SharedThreshold is not null;

    /// <summary>All faults at once, one sentence each that begins with a property's name; empty where there is none.</summary>
    public IReadOnlyList<string> Faults()
    {
        var faults = new List<string>(FlatField?.Faults() ?? []);
        if (SharedThreshold is not { } shared)
        {
            return faults;
        }
        string method = SharedMethods.ToText(shared);
        if (Organelle != Organelle.Nuclei)
        {
            faults.Add($"SharedThreshold {method} is for nuclei: {Organelle.ToText()} has no level that images can share; leave it out");
        }
        else if (Segmentation.Nuclei.Threshold != ThresholdMethod.Auto || Segmentation.Nuclei.Level != 0)
        {
            faults.Add($"SharedThreshold {method} is the threshold of all images; leave Threshold and Level out");
        }
        return faults;
    }

    /// <summary>What results depend on, by name. Not the folders, not the outlines, not the number of workers.</summary>
    public IReadOnlyDictionary<string, string> Parts() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["algorithm"] = RunFingerprints.AlgorithmVersion,
        ["channel"] = Channel?.ToString(CultureInfo.InvariantCulture) ?? "grey value",
        ["flatField"] = FlatField is { } light ? JsonSerializer.Serialize(light, s_json) : "none",
        ["organelle"] = Organelle.ToText(),
        ["pattern"] = Pattern?.Text ?? "recognised",
        ["pixelSizeUm"] = PixelSizeUm?.ToString("R", CultureInfo.InvariantCulture) ?? "of the files",
        ["segmentation"] = Organelle switch
        {
            Organelle.Nuclei => JsonSerializer.Serialize(Segmentation.Nuclei, s_json),
            Organelle.Er => JsonSerializer.Serialize(Segmentation.Er, s_json),
            _ => JsonSerializer.Serialize(Segmentation.Golgi, s_json),
        },
        ["sharedThreshold"] = SharedThreshold is { } shared ? SharedMethods.ToText(shared) : "none",
    };
}
