using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CellCluster.Analysis;
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
    /// luminance is taken.</summary>
    public int? Channel { get; init; }

    /// <summary>Micrometres per pixel; null: what each file says of itself.</summary>
    public double? PixelSizeUm { get; init; }

    /// <summary>How objects are found; only what is said of the organelle counts.</summary>
    public SegmentationOptions Segmentation { get; init; } = new();

    /// <summary>Where wells and fields are in the names; null: a word such as <c>B03</c>, and <c>f07</c> or <c>s7</c>.</summary>
    public NameTemplate? Pattern { get; init; }

    /// <summary>Writes a picture with outlines per image. Never changes a number.</summary>
    public bool WriteOutlines { get; init; }

    /// <summary>What results depend on, by name. Not the folders, not the outlines, not the number of workers.</summary>
    public IReadOnlyDictionary<string, string> Parts() => new SortedDictionary<string, string>(StringComparer.Ordinal)
    {
        ["algorithm"] = RunFingerprints.AlgorithmVersion,
        ["channel"] = Channel?.ToString(CultureInfo.InvariantCulture) ?? "grey value",
        ["organelle"] = Organelle.ToText(),
        ["pattern"] = Pattern?.Text ?? "recognised",
        ["pixelSizeUm"] = PixelSizeUm?.ToString("R", CultureInfo.InvariantCulture) ?? "of the files",
        ["segmentation"] = Organelle switch
        {
            Organelle.Nuclei => JsonSerializer.Serialize(Segmentation.Nuclei, s_json),
            Organelle.Er => JsonSerializer.Serialize(Segmentation.Er, s_json),
            _ => JsonSerializer.Serialize(Segmentation.Golgi, s_json),
        },
    };
}
