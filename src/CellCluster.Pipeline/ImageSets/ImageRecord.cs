using System.Text.Json.Serialization;

namespace CellCluster.Pipeline;

/// <summary>What became of one image, as the journal keeps it.</summary>
public sealed record ImageRecord
{
    /// <summary>The image's name below its folder.</summary>
    public required string Name { get; init; }

    /// <summary>Bytes of the file that was read.</summary>
    public required long Length { get; init; }

    /// <summary>When it was last written, UTC ticks.</summary>
    public required long ModifiedTicks { get; init; }

    /// <summary>The label image below the output folder; null for a gap.</summary>
    public string? LabelName { get; init; }

    /// <summary>The picture with outlines; null where none was written.</summary>
    public string? OutlineName { get; init; }

    /// <summary>Null for an image that is done.</summary>
    public GapReason? Gap { get; init; }

    /// <summary>Objects found.</summary>
    public int ObjectCount { get; init; }

    /// <summary>Done without a pixel size, so that limits in px counted.</summary>
    public bool IsPixelSizeUnknown { get; init; }

    /// <summary>Its line of images.csv, with the line end.</summary>
    public required string ImageLine { get; init; }

    /// <summary>Bytes of its lines of objects.csv, which follow the record in the journal.</summary>
    public int ObjectByteCount { get; init; }

    /// <summary>Its lines of objects.csv in UTF-8; empty when the record was read back.</summary>
    [JsonIgnore]
    public ReadOnlyMemory<byte> ObjectLines { get; init; }

    /// <summary>Whether results are there.</summary>
    [JsonIgnore]
    public bool IsDone => Gap is null;
}
