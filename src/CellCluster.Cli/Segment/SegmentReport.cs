using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CellCluster.Pipeline;

namespace CellCluster.Cli;

/// <summary>The JSON object of <c>segment --json</c> (docs/command-line.md). Names in camelCase; what does not apply is left out.</summary>
internal sealed record SegmentReport
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // names of every script stay readable; this is no HTML
    };

    /// <summary>Version of this object's form.</summary>
    public string Format { get; init; } = "cellcluster.segment/1";

    /// <summary>complete, complete-with-gaps, interrupted or failed.</summary>
    public required string State { get; init; }

    /// <summary>The process's exit code.</summary>
    public required int ExitCode { get; init; }

    /// <summary>Images of the folder.</summary>
    public int? Images { get; init; }

    /// <summary>With results.</summary>
    public int? Done { get; init; }

    /// <summary>Of them: by an earlier run.</summary>
    public int? DoneBefore { get; init; }

    /// <summary>Images whose names do not match --pattern; not in Images.</summary>
    public int? LeftOut { get; init; }

    /// <summary>Images of an earlier run that are not in the folder any more and whose results were removed.</summary>
    public int? Removed { get; init; }

    /// <summary>Images without results, with their reasons.</summary>
    public IReadOnlyList<string>? Gaps { get; init; }

    /// <summary>The level that all images share, with its method and score.</summary>
    public SharedLevel? SharedThreshold { get; init; }

    /// <summary>The illumination that all images were divided by.</summary>
    public FlatFieldRecord? FlatField { get; init; }

    /// <summary>Objects of all images that are done.</summary>
    public long? Objects { get; init; }

    /// <summary>Absolute paths of the tables and of the folder with label images.</summary>
    public SegmentFiles? Files { get; init; }

    /// <summary>What a person should know of numbers that look complete.</summary>
    public IReadOnlyList<string>? Remarks { get; init; }

    /// <summary>Seconds of this process.</summary>
    public double? Seconds { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>The command that goes on.</summary>
    public string? GoOnWith { get; init; }

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);
}

/// <summary>Absolute paths of results.</summary>
internal sealed record SegmentFiles(string Images, string Objects, string Labels);
