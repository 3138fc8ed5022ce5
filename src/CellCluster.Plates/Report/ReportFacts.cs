namespace CellCluster.Plates;

/// <summary>A fact for a person: a name and a value, both plain text.</summary>
public sealed record ReportFact(string Name, string Value);

/// <summary>A small picture of a field, such as its plane with the outlines of the objects found.</summary>
/// <param name="Key">The field.</param>
/// <param name="Caption">What is to be seen.</param>
/// <param name="Png">A PNG file; a few tens of kilobytes, because it is embedded in the page.</param>
public sealed record ReportThumbnail(FieldKey Key, string Caption, byte[] Png);

/// <summary>What the report says beside the numbers of the fields. All texts are plain; the page escapes them.</summary>
public sealed record ReportFacts
{
    /// <summary>Rows and columns of the plate.</summary>
    public required PlateFormat Format { get; init; }

    /// <summary>Name and version of the model.</summary>
    public required string Model { get; init; }

    /// <summary>dic, brightfield, phase, or empty when the plate does not say.</summary>
    public string Modality { get; init; } = "";

    /// <summary>Pixel size of the plate, µm; null when it is unknown.</summary>
    public double? PixelSizeUm { get; init; }

    /// <summary>When the report was made; null leaves it out.</summary>
    public DateTimeOffset? CreatedAt { get; init; }

    /// <summary>Short facts for the top of the page: throughput, duration.</summary>
    public IReadOnlyList<ReportFact> Highlights { get; init; } = [];

    /// <summary>Facts of the run for its end: options, versions, machine, hashes.</summary>
    public IReadOnlyList<ReportFact> Run { get; init; } = [];

    /// <summary>What a person should know before trusting the numbers: of the layout, pixel size, modality.</summary>
    public IReadOnlyList<LayoutRemark> Remarks { get; init; } = [];

    /// <summary>What is said of drift, such as that it is not calibrated; null leaves it out.</summary>
    public string? Drift { get; init; }

    /// <summary>How fields were tiled and what that means for seams; null leaves it out.</summary>
    public string? Tiling { get; init; }

    /// <summary>A few pictures.</summary>
    public IReadOnlyList<ReportThumbnail> Thumbnails { get; init; } = [];
}
