using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using CellCluster.Analysis;
using CellCluster.Plates;

namespace CellCluster.Cli;

/// <summary>The JSON object of <c>compare --json</c> (docs/formats/compare.md). Names in camelCase; what does not apply is left out.</summary>
internal sealed record CompareReport
{
    private static readonly JsonSerializerOptions s_json = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, // paths of every script stay readable; this is no HTML
    };

    /// <summary>Version of this object's form.</summary>
    public string Format { get; init; } = "cellcluster.compare/1";

    /// <summary>complete, complete-with-gaps, interrupted or failed.</summary>
    public required string State { get; init; }

    /// <summary>The process's exit code.</summary>
    public int ExitCode { get; init; }

    /// <summary>Pairs compared.</summary>
    public int? Fields { get; init; }

    /// <summary>What could not be compared.</summary>
    public IReadOnlyList<ComparisonGap>? Gaps { get; init; }

    /// <summary>What is resampled, and how many there are.</summary>
    public string? Clusters { get; init; }

    /// <summary>Pearson of pixels, mean over fields.</summary>
    public EstimateJson? PixelPearson { get; init; }

    /// <summary>F1 of objects above IoU 0.5.</summary>
    public EstimateJson? F1 { get; init; }

    /// <summary>Mean F1 over IoU 0.5 to 0.95.</summary>
    public EstimateJson? MeanF1 { get; init; }

    /// <summary>What a person should know.</summary>
    public IReadOnlyList<string>? Remarks { get; init; }

    /// <summary>Absolute paths of the results.</summary>
    public IReadOnlyDictionary<string, string>? Files { get; init; }

    /// <summary>Seconds of this process.</summary>
    public double? Seconds { get; init; }

    /// <summary>Why it failed.</summary>
    public string? Error { get; init; }

    /// <summary>One line of JSON.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, s_json);
}

/// <summary>A number with its interval; what is undefined is left out.</summary>
internal sealed record EstimateJson(double? Value, double? Low, double? High, string? Note)
{
    /// <summary>An estimate.</summary>
    public static EstimateJson Of(Estimate estimate) =>
        new(Finite(estimate.Value), Finite(estimate.Low), Finite(estimate.High), estimate.Reason == NotEnough.None ? null : estimate.Reason.ToText());

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;
}
